import { residentSql } from '../domain/beneficiary.js';
import { type Period, shiftPeriod } from '../domain/period.js';
import { lapsing } from '../tables/owed.js';
import { make } from '../tables/table.js';
import type { Workspace } from '../workspace/duckdb.js';

/** Debts that lapse in so many months are told of before. */
const MONTHS_AHEAD = 3;

/** Whom this month's extract still knows as somebody who may be paid one day. */
const WITHIN_REACH = (residents: boolean) => `
  SELECT household_id FROM assessed
  WHERE (decision <> 'INELIGIBLE' OR reason = 'ALREADY_PAID')
    AND household_id IN (SELECT household_id FROM debt WHERE state = 'OPEN')
  UNION ALL SELECT household_id FROM unreadable_household
  UNION ALL SELECT household_id FROM already_paid
  ${
    residents
      ? `UNION ALL SELECT ${residentSql('person_id')} FROM resident_register
         WHERE decision <> 'INELIGIBLE' OR reason = 'ALREADY_PAID'`
      : ''
  }`;

/** Decided arrears never lapse; of all others, the later of what the rules and what people say. */
const LAPSING = (reach: string) => `
  SELECT household_id, origin, kind, reference, cause, centimes, lapses_after,
    CASE WHEN state = 'LAPSED' THEN 'LAPSED' WHEN lapses_after <= $soon THEN 'SOON' ELSE 'OUT_OF_REACH' END AS why
  FROM (
    SELECT household_id, origin, kind, reference, cause, centimes, state,
      CASE WHEN kind <> 'ADJUSTMENT' THEN greatest(coalesce(extended_to, ''),
        strftime(CAST(origin || '-01' AS DATE) + to_months(CAST($months AS INTEGER)), '%Y-%m')) END AS lapses_after
    FROM debt WHERE state IN ('OPEN', 'LAPSED')
  )
  WHERE state = 'LAPSED' OR lapses_after <= $soon OR household_id NOT IN (${reach})
  ORDER BY household_id, origin, kind, reference`;

/**
 * Makes table `lapsing`: debts that this run lets lapse, that lapse soon, or that nobody is left to be paid. To be called
 * when the registers are made.
 * @param monthsBack how many months before `period` may still be paid
 * @param residents whether the run has residents of care institutions
 */
export async function listLapsing(
  workspace: Workspace,
  period: Period,
  monthsBack: number,
  residents: boolean,
): Promise<void> {
  const soon = shiftPeriod(period, MONTHS_AHEAD);
  await make(workspace, lapsing, LAPSING(WITHIN_REACH(residents)), { soon, months: monthsBack });
}

/** Debts and their sum in centimes, of those whose amount is known. */
export type LapsingSum = { readonly debts: number; readonly centimes: number };
export type LapsingFigures = Readonly<Record<'lapsed' | 'soon' | 'outOfReach', LapsingSum>>;

const FIGURES = `
  SELECT why, count(*) AS n, CAST(coalesce(sum(centimes), 0) AS BIGINT) AS centimes FROM lapsing GROUP BY why`;

export async function lapsingFigures(workspace: Workspace): Promise<LapsingFigures> {
  const rows = await workspace.select(FIGURES);
  const of = (why: string): LapsingSum => {
    const row = rows.find((one) => one.text('why') === why);
    return { debts: row?.count('n') ?? 0, centimes: row?.count('centimes') ?? 0 };
  };
  return { lapsed: of('LAPSED'), soon: of('SOON'), outOfReach: of('OUT_OF_REACH') };
}
