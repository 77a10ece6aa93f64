import { type Amount, amount } from '../../domain/money.js';
import type { Day, Period } from '../../domain/period.js';
import type { DebtCause, DebtKind } from '../../ledger/debts.js';
import type { Row, Workspace } from '../../workspace/duckdb.js';
import { csvRows } from './csv-rows.js';

/** A line of audit/arrears.csv: a debt that the run pays. Amounts in dirhams. */
export type ArrearsRow = {
  /** GRANTS: grants of this same month, which its regular run held and a supplementary run pays; or one that moved. */
  readonly kind: DebtKind;
  /** The month it is owed for. */
  readonly origin: Period;
  readonly cause: DebtCause;
  /** The decision's reason, the institution's reason code, or the decided correction's reason. */
  readonly reason: string;
  /** The order that came back. */
  readonly originalOrder: string | null;
  readonly adjustmentId: string | null;
  /** Of a month whose amount was computed by this run; null where it was known before. */
  readonly composition: string | null;
  /** A grant that was owed to another household, in which the child no longer lives; null of all others. */
  readonly moved: MovedGrantOf | null;
  /** The reason of the order that came back, in the institution's words; absent when it gives none. */
  readonly said?: string;
  readonly amount: Amount;
};

/** `order`: the order to that household that came back; null of a month that was not paid there. */
export type MovedGrantOf = {
  readonly grant: 'BIRTH' | 'SCHOOL';
  readonly personId: string;
  readonly from: string;
  readonly order: string | null;
};

/** A line of audit/recovery.csv: what the run takes from a balance that the household owes. Amounts in dirhams. */
export type RecoveryRow = {
  readonly recoveryId: string;
  readonly openedIn: Period;
  readonly decidedOn: Day;
  readonly balanceBefore: Amount;
  readonly monthlyAid: Amount;
  readonly taken: Amount;
  readonly balanceAfter: Amount;
  /** The most of the aid that people decided on for this balance; null: the rules' share. */
  readonly share: string | null;
};

const ARREARS = [
  'origin_month',
  'cause',
  'reason',
  'original_order',
  'adjustment_id',
  'composition',
  'amount',
  'order_id',
  'grant',
];
const RECOVERY = [
  'recovery_id',
  'opened_in',
  'decided_on',
  'balance_before',
  'monthly_aid',
  'taken',
  'balance_after',
  'order_id',
  'share',
];

/** Reads the debts that a run pays a household (a resident: R-<person_id>), in the file's order; empty without a file. */
export async function arrearsRows(
  workspace: Workspace,
  file: string | null,
  owner: string,
  period: Period,
): Promise<ArrearsRow[]> {
  const rows = await csvRows(workspace, file, ARREARS, owner);
  return rows.map((row) => ({
    kind: kindOf(row, period),
    origin: row.text('origin_month'),
    cause: row.text('cause') as DebtCause,
    reason: asGiven(row.textOrNull('reason') ?? ''),
    originalOrder: row.textOrNull('original_order'),
    adjustmentId: nullOr(asGiven, row.textOrNull('adjustment_id')),
    composition: row.textOrNull('composition'),
    moved: nullOr(movedOf, row.textOrNull('grant')),
    amount: amount(row.text('amount')),
  }));
}

/** Reads what a run takes from a household, the oldest balance first; empty if the run has no such file. */
export async function recoveryRows(
  workspace: Workspace,
  file: string | null,
  householdId: string,
): Promise<RecoveryRow[]> {
  const rows = await csvRows(workspace, file, RECOVERY, householdId);
  return rows.map((row) => ({
    recoveryId: asGiven(row.text('recovery_id')),
    openedIn: row.text('opened_in'),
    decidedOn: row.text('decided_on'),
    balanceBefore: amount(row.text('balance_before')),
    monthlyAid: amount(row.text('monthly_aid')),
    taken: amount(row.text('taken')),
    balanceAfter: amount(row.text('balance_after')),
    share: row.textOrNull('share'),
  }));
}

/** A month is never among the arrears of its own runs: one of them pays it, and of what was held only its grants are left. */
function kindOf(row: Row, period: Period): DebtKind {
  if (row.textOrNull('original_order') !== null) return 'ORDER';
  if (row.textOrNull('adjustment_id') !== null) return 'ADJUSTMENT';
  if (row.textOrNull('grant') !== null) return 'GRANTS';
  return row.text('origin_month') === period ? 'GRANTS' : 'MONTH';
}

/** "BIRTH/P0001/H0001" or "BIRTH/P0001/H0001/ASD-202603-H0001". */
function movedOf(reference: string): MovedGrantOf {
  const [grant, personId = '', from = '', order = null] = reference.split('/');
  // Of a grant that had moved before, the month in which it moves on stands there.
  const named = order !== null && /^\d{4}-\d{2}(-S\d+)?$/.test(order) ? null : order;
  return { grant: grant === 'BIRTH' ? 'BIRTH' : 'SCHOOL', personId, from, order: named };
}

/** Text that a spreadsheet would run is disarmed in the file (files/write-csv.ts); here it is read by people. */
function asGiven(cell: string): string {
  return cell.replace(/^'(?=[=+\-@\t\r])/, '');
}

function nullOr<T>(make: (text: string) => T, cell: string | null): T | null {
  return cell === null ? null : make(cell);
}
