import { join } from 'node:path';
import { RESIDENTS_FILE } from '../archive/folders.js';
import type { ManifestBody, ManifestResidents } from '../archive/manifest.js';
import type { PaidRun } from '../archive/open-run.js';
import { runsOf } from '../archive/prior-run.js';
import type { OrderRun } from '../banks/formats/format.js';
import type { ProviderFile } from '../banks/orders/orders.js';
import { writeResidentOrders } from '../banks/orders/residents.js';
import { amount, toText } from '../domain/money.js';
import { birthCutoff, referenceDate } from '../domain/period.js';
import { stage } from '../domain/report.js';
import type { ResidentPayment } from '../ledger/resident-payments.js';
import { findResidentDebts, payResidentDebts } from '../owed/debts.js';
import { decideResidents, findSharedChildren, noSharedChildren } from '../programmes/residents/decide.js';
import { assessResidents, type ResidentMonth } from '../programmes/residents/facts.js';
import { loadPaidResidents, loadPaidThisMonth, loadPriorResidents } from '../programmes/residents/history.js';
import { measureResidents, type ResidentFigures } from '../programmes/residents/measure.js';
import { reconcileResidents } from '../programmes/residents/reconcile.js';
import { writeResidentRegister } from '../programmes/residents/register.js';
import { relateResidents } from '../programmes/residents/relate.js';
import {
  type ResidentsOfProvince,
  residentsByProvince,
  residentsNet,
} from '../programmes/residents/territory.js';
import type { ExtractFile } from '../registry/discover.js';
import { beforeGuarantee, institutionsAt } from '../rules/institutions.js';
import type { Workspace } from '../workspace/duckdb.js';
import { type Month, orderIdsOf } from './month.js';
import { paidRuns } from './supplement.js';

/**
 * The residents of care institutions (rules, 8), beside the households: they are paid as persons, and only the
 * children who are in both meet the households' stages. A month without such files is computed as before.
 */
export type ResidentsOfMonth = {
  readonly figures: ResidentFigures;
  readonly files: readonly ProviderFile[];
  readonly provinces: ReadonlyMap<string, ResidentsOfProvince>;
  /** What the ledger is told that the run pays them, and enters when it is released. */
  readonly payments: readonly ResidentPayment[];
};

/** Whether there are residents today, or were last month or earlier this month: who is gone is accounted for. */
function hasResidents({ extract, prior, supplement }: Month): boolean {
  const paid = [...runsOf(prior), ...paidRuns(supplement)].some(({ manifest }) =>
    manifest.residents?.decisions.some((one) => one.decision === 'PAY'),
  );
  return extract.files.some(isResidents) || paid;
}

/** The registers of residents of some runs; those without residents have none. */
function residentRegisters(runs: readonly PaidRun[]): string[] {
  return runs.map((run) => run.residents).filter((register) => register !== null);
}

const isResidents = (file: ExtractFile) => file.kind === 'residents';

function residentMonth({ request, parameters, prior }: Month): ResidentMonth {
  const { period, rules } = request;
  const institutions = institutionsAt(rules, period);
  const eve = beforeGuarantee(institutions);
  return {
    now: referenceDate(period),
    before: prior?.reference ?? null,
    guaranteeEve: eve === null ? null : referenceDate(eve),
    ageMajority: parameters.ageMajority,
    ageElderly: parameters.ageElderly,
    institutions,
  };
}

/** Relates and prices residents, and finds the children whom a household would be paid for as well. */
export async function gatherResidents(month: Month): Promise<void> {
  const { request, workspace, parameters, extract, prior, supplement, ledger, report } = month;
  await loadPaidThisMonth(workspace, residentRegisters(paidRuns(supplement)));
  const before = residentRegisters(runsOf(prior));
  if (!hasResidents(month)) {
    await loadPriorResidents(workspace, [], parameters.ageMajority);
    return noSharedChildren(workspace);
  }
  if (!extract.files.some(isResidents)) {
    report.notice(
      supplement === null
        ? 'no residents file in the extract: every resident paid last month leaves'
        : 'no residents file in the extract: this run pays no resident',
    );
  }
  await relateResidents(workspace);
  await loadPriorResidents(workspace, before, parameters.ageMajority);
  await loadPaidResidents(workspace, ledger.residentsPaidBefore(request.period));
  const residents = residentMonth(month);
  await assessResidents(workspace, residents);
  const childBorn = birthCutoff(residents.now, parameters.ageChild);
  await findSharedChildren(workspace, residents, childBorn, parameters.childrenPaid);
}

/** Decides on them when the households are decided on: register, orders, reconciliation, figures. Null: none. */
export async function settleResidents(
  month: Month,
  rows: number,
  orders: OrderRun,
): Promise<ResidentsOfMonth | null> {
  if (!hasResidents(month)) return null;
  return stage(month.report, 'residents', () => settle(month, rows, orders));
}

async function settle(month: Month, rows: number, orders: OrderRun): Promise<ResidentsOfMonth> {
  const { workspace, folder } = orders;
  const ids = orderIdsOf(month);
  await findResidentDebts(workspace);
  await decideResidents(workspace, residentMonth(month), ids);
  await payResidentDebts(workspace);
  await writeResidentRegister(workspace, ids, join(folder, RESIDENTS_FILE));
  const files = await writeResidentOrders(orders);
  await reconcileResidents(workspace);
  const provinces = await residentsByProvince(workspace);
  const figures = await measureResidents(workspace, files, rows, residentsNet(provinces));
  return { figures, files, provinces, payments: await paymentsOf(workspace) };
}

async function paymentsOf(workspace: Workspace): Promise<ResidentPayment[]> {
  const rows = await workspace.select(`
    SELECT person_id, category, CAST(CAST(monthly_aid * 100 AS BIGINT) AS VARCHAR) AS monthly,
      CAST(CAST(capital_topup * 100 AS BIGINT) AS VARCHAR) AS topup
    FROM resident_register WHERE decision = 'PAY' ORDER BY person_id`);
  return rows.flatMap((row) =>
    (['MONTHLY', 'TOPUP'] as const)
      .map((kind) => ({
        personId: row.text('person_id'),
        kind,
        category: row.text('category'),
        centimes: Number(row.text(kind === 'MONTHLY' ? 'monthly' : 'topup')),
      }))
      .filter((payment) => payment.centimes > 0),
  );
}

/** The residents' part of the manifest, and what it adds to the rest of it. */
export function withResidents<Body extends Pick<ManifestBody, 'counts' | 'totals'>>(
  body: Body,
  residents: ResidentsOfMonth | null,
): Body & { readonly residents?: ManifestResidents } {
  if (residents === null) return body;
  const { rows, quarantined, decisions, totals, bridge } = residents.figures;
  const plus = (key: 'entitlement' | 'arrears' | 'recovery' | 'net') =>
    toText(amount(body.totals[key]).plus(amount(totals[key])));
  return {
    ...body,
    counts: { ...body.counts, quarantined_rows: body.counts.quarantined_rows + quarantined },
    totals: {
      entitlement: plus('entitlement'),
      arrears: plus('arrears'),
      recovery: plus('recovery'),
      net: plus('net'),
      orders: body.totals.orders + totals.orders,
    },
    residents: { rows, quarantined_rows: quarantined, decisions, totals, bridge },
  };
}
