import type { Manifest, ManifestReturned } from '../archive/manifest.js';
import type { ProviderFile } from '../banks/orders/orders.js';
import { rejectedFiles } from '../banks/settlement/rejected-files.js';
import { residentSql } from '../domain/beneficiary.js';
import { centimesOf, dirhams } from '../domain/money.js';
import type { Period } from '../domain/period.js';
import { FINAL_PROVIDERS } from '../owed/finals.js';
import type { Control } from '../programmes/control.js';
import { answerControls, type MonthReturned, PAST_MONTHS } from './controls/answer-controls.js';
import { earlierRuns, openEarlier } from './earlier-folders.js';
import type { Month } from './month.js';

/** Arrears of orders that were rejected or came back, by the institution that pays them now. */
export type ReturnedArrears = readonly {
  readonly provider: string;
  readonly orders: number;
  readonly centimes: number;
}[];

/**
 * Measures the arrears that the run pays for orders that were rejected or came back. Debts and registers are final.
 * @param withResidents whether the run has a register of residents
 */
export async function returnedArrears(
  { workspace }: Pick<Month, 'workspace'>,
  withResidents: boolean,
): Promise<ReturnedArrears> {
  const payees = `SELECT household_id, provider FROM register UNION ALL ${FINAL_PROVIDERS}
    ${withResidents ? `UNION ALL SELECT ${residentSql('person_id')}, provider FROM resident_register` : ''}`;
  const rows = await workspace.select(`
    SELECT coalesce(h.provider, '') AS provider, count(*) AS orders, CAST(sum(d.centimes) AS BIGINT) AS centimes
    FROM debt d LEFT JOIN (${payees}) h ON h.household_id = d.household_id
    WHERE d.state = 'PAID' AND d.kind = 'ORDER' AND d.cause IN ('REJECTED', 'RETURNED')
    GROUP BY h.provider ORDER BY h.provider`);
  return rows.map((row) => ({
    provider: row.text('provider'),
    orders: row.count('orders'),
    centimes: row.count('centimes'),
  }));
}

/** The manifest's part: absent where there are none. The next months are held against it. */
export function returnedPart(returned: ReturnedArrears): { returned?: ManifestReturned } {
  if (returned.length === 0) return {};
  return {
    returned: returned.map(({ provider, orders, centimes }) => ({
      provider,
      orders,
      total: dirhams(centimes),
    })),
  };
}

/** Holds what institutions said of earlier months against the limits: see controls/answer-controls.ts. */
export async function controlsOfAnswers(
  month: Month,
  files: readonly ProviderFile[],
  returned: ReturnedArrears,
): Promise<Control[]> {
  const { request, ledger } = month;
  return answerControls(
    {
      rejectedFiles: await rejectedFiles(request.out, ledger),
      returned,
      paid: files,
      before: returned.length === 0 ? [] : pastMonths(month),
    },
    request.configuration.limits,
  );
}

/** Of the last released months, those that paid such arrears and say so; the latest first. */
function pastMonths(month: Month): MonthReturned[] {
  const runs = earlierRuns(month).filter((run) => run.period < month.request.period);
  const months = [...new Set(runs.map((run) => run.period))].sort().reverse().slice(0, PAST_MONTHS);
  return months.flatMap((period) => {
    const manifests = runs
      .filter((run) => run.period === period)
      .map((run) => openEarlier(month, run, 'size').manifest);
    const past = pastMonth(period, manifests);
    return past.returned.length === 0 ? [] : [past];
  });
}

function pastMonth(month: Period, manifests: readonly Manifest[]): MonthReturned {
  const orderFiles = manifests.flatMap(({ files }) => files.filter((file) => file.orders !== undefined));
  return {
    month,
    returned: manifests
      .flatMap(({ returned = [] }) => returned)
      .map(({ provider, orders, total }) => ({ provider, orders, centimes: centimesOf(total) })),
    paid: orderFiles.map(({ path, orders = 0, total = '0.00' }) => ({
      provider: path.split('/')[1] ?? '',
      orders,
      centimes: centimesOf(total),
    })),
  };
}
