import type { Period } from '../domain/period.js';
import type { Debt } from '../ledger/debts.js';
import type { Adjustment } from '../ledger/recoveries.js';
import { type HandedRow, readParquet, type Workspace } from '../workspace/duckdb.js';

/** What earlier months say of the rows of adjustments: under which numbers, what they paid, what they proposed. */
/** Rows that would be applied, but for what is found of them. */
export const NEW = 'NOT applied AND NOT contradicted';

/** Months of new arrears. */
const MONTHS = `
  SELECT DISTINCT "month" FROM adjustment_said
  WHERE ${NEW} AND kind IN ('ARREARS', 'FINAL') AND "month" IS NOT NULL ORDER BY "month"`;

const CREATE_MONTH_PAID =
  'CREATE TABLE adjustment_month_paid (household_id VARCHAR, month VARCHAR, centimes BIGINT)';

/**
 * What those households were paid for the month, by its orders or later as arrears. An order that came back and was not
 * paid again paid nothing.
 */
const MONTH_PAID = (register: string) => `
  INSERT INTO adjustment_month_paid
  SELECT r.household_id, $month, CAST(100 * unnest([r.entitlement, r.net]) AS BIGINT)
  FROM ${readParquet([register])} r
  WHERE r.decision = 'PAY' AND r.household_id IN (
      SELECT household_id FROM adjustment_said WHERE ${NEW} AND kind IN ('ARREARS', 'FINAL') AND "month" = $month
      UNION ALL SELECT former_id FROM adjustment_former WHERE of_month = $month)
    AND r.household_id NOT IN (SELECT household_id FROM adjustment_month_closed
      WHERE month = $month AND kind = 'ORDER' AND state <> 'PAID')
    AND r.household_id NOT IN (SELECT household_id FROM debt_at_hand WHERE origin = $month AND kind = 'ORDER')`;
const MONTH_PAID_LATER = `
  INSERT INTO adjustment_month_paid
  SELECT household_id, month, centimes FROM adjustment_month_closed WHERE kind = 'MONTH' AND state = 'PAID'`;

/** What a family was paid under a former number, it was paid. */
const PAID_BEFORE = `
  INSERT INTO adjustment_month_paid
  SELECT f.household_id, p.month, p.centimes FROM adjustment_former f
  JOIN adjustment_month_paid p ON p.household_id = f.former_id AND p.month = f.of_month`;

/** What is known of earlier months; it is asked only where rows depend on it. */
export type Earlier = {
  /** What the ledger says was applied under an id, or null. */
  readonly applied: (adjustmentId: string) => Adjustment | null;
  /** The number under which stands now what a number had for a month, or for any (null), after people's transfers. */
  readonly numberNow: (householdId: string, month: Period | null) => string;
  /** Other numbers that the family had in a month: people moved what those had, or the registry shows it. */
  readonly formerNumbers: (householdId: string, month: Period) => readonly string[];
  /** Whether an earlier run of the month applied this one-off grant, and did not pay the household. */
  readonly unpaid: (grant: Adjustment) => boolean;
  /** Whether the ledger has, or had, an account of the household in either direction. */
  readonly hasAccount: (householdId: string) => boolean;
  /** Registers of the released runs of these months; null: of every month. */
  readonly registers: (
    months: readonly Period[] | null,
  ) => Promise<readonly { readonly period: Period; readonly path: string }[]>;
  /** Debts of these months that are open no more. */
  readonly closed: (months: readonly Period[]) => Iterable<Debt>;
  /** Of these rows, which bear names of proposals, those that may not be applied any more. */
  readonly refused: (asked: readonly AskedProposal[]) => Promise<readonly RefusedProposal[]>;
};

/** A new row that bears the name of a proposal (month/retroactive.ts). */
export type AskedProposal = {
  readonly adjustmentId: string;
  /** The household's number now. */
  readonly householdId: string;
  readonly month: Period;
};

export type RefusedProposal = {
  readonly adjustmentId: string;
  /** The month was put right since, or is paid or owed elsewhere for a child for whom the proposal pays. */
  readonly code: 'ADJUSTMENT_MONTH_PAID' | 'ADJUSTMENT_MONTH_OWED';
};

/**
 * Table `adjustment_number`: the numbers now of rows that name one from which people moved what they correct. A number that
 * the extract lists is meant itself where the row says no month. A final payment stays with the household it names. And
 * table `adjustment_former`: the numbers that those families had for the months that the rows say.
 */
export async function findNumbers(
  workspace: Workspace,
  applied: readonly Adjustment[],
  { numberNow, formerNumbers }: Earlier,
): Promise<ReadonlyMap<string, string>> {
  const rows = await workspace.select(
    'SELECT DISTINCT household_id, "month" FROM adjustment_row WHERE faults = 0 ORDER BY ALL',
  );
  const asked = [
    ...rows.map((row) => ({ id: row.text('household_id'), month: row.textOrNull('month') })),
    ...applied.map(({ householdId, month }) => ({ id: householdId, month })),
  ];
  const numbers = new Map<string, string>();
  for (const { id, month } of asked) {
    const now = numberNow(id, month);
    if (now === id) continue;
    const listed = await workspace.select('SELECT 1 AS n FROM household WHERE household_id = $id', { id });
    if (month !== null || listed.length === 0) numbers.set(`${id} ${month ?? ''}`, now);
  }
  await workspace.createFrom(
    'adjustment_number',
    { old_id: 'VARCHAR', of_month: 'VARCHAR', now_id: 'VARCHAR' },
    [...numbers].map(([key, now]) => {
      const [id, month] = key.split(' ');
      return { old_id: id ?? '', of_month: month ?? '', now_id: now };
    }),
  );
  const former = rows.flatMap((row) => {
    const [id, month] = [row.text('household_id'), row.textOrNull('month')];
    const now = numbers.get(`${id} ${month ?? ''}`) ?? id;
    return month === null
      ? []
      : formerNumbers(now, month).map((one) => ({ household_id: now, of_month: month, former_id: one }));
  });
  await workspace.createFrom(
    'adjustment_former',
    { household_id: 'VARCHAR', of_month: 'VARCHAR', former_id: 'VARCHAR' },
    former,
  );
  return numbers;
}

/** Table `adjustment_month_paid`: what households of new arrears were paid for the months that these say. */
export async function findPaidMonths(workspace: Workspace, earlier: Earlier): Promise<void> {
  await workspace.run(CREATE_MONTH_PAID);
  const months = (await workspace.select(MONTHS)).map((row) => row.text('month'));
  if (months.length === 0) return;
  await workspace.createFrom('adjustment_month_closed', CLOSED, closedRows(earlier.closed(months)));
  for (const { period, path } of await earlier.registers(months))
    await workspace.run(MONTH_PAID(path), { month: period });
  await workspace.run(MONTH_PAID_LATER);
  await workspace.run(PAID_BEFORE);
}

const PROPOSALS = `
  SELECT adjustment_id, household_id, "month" FROM adjustment_said
  WHERE ${NEW} AND first AND kind IN ('ARREARS', 'RECOVERY') AND starts_with(adjustment_id, 'RETRO-' || "month" || '-')
  ORDER BY adjustment_id`;

/** Table `adjustment_refused`: proposals of earlier runs that may not be applied any more. */
export async function findRefused(workspace: Workspace, earlier: Earlier): Promise<void> {
  const asked = (await workspace.select(PROPOSALS)).map((row) => ({
    adjustmentId: row.text('adjustment_id'),
    householdId: row.text('household_id'),
    month: row.text('month'),
  }));
  const refused = asked.length === 0 ? [] : await earlier.refused(asked);
  await workspace.createFrom(
    'adjustment_refused',
    { adjustment_id: 'VARCHAR', code: 'VARCHAR' },
    refused.map(({ adjustmentId, code }) => ({ adjustment_id: adjustmentId, code })),
  );
}

const CLOSED = {
  household_id: 'VARCHAR',
  month: 'VARCHAR',
  kind: 'VARCHAR',
  state: 'VARCHAR',
  centimes: 'BIGINT',
} as const;

function* closedRows(debts: Iterable<Debt>): Generator<HandedRow<keyof typeof CLOSED>> {
  for (const { beneficiary, origin, kind, state, centimes } of debts)
    yield { household_id: beneficiary, month: origin, kind, state, centimes };
}
