import { compositionText } from '../../domain/composition.js';
import { invariant } from '../../domain/errors.js';
import { type Amount, centimesOf, decimal, dirhams, shareDown, sum, toText } from '../../domain/money.js';
import { type Day, type Period, referenceDate, shiftPeriod } from '../../domain/period.js';
import { type Debt, debtId } from '../../ledger/debts.js';
import { takings } from '../../owed/recovery.js';
import type { MonthlyAid } from '../../programmes/families/assess.js';
import type { DatedValue, Rules } from '../../rules/load.js';
import { inForce, parametersAt } from '../../rules/parameters.js';
import { type PaidElsewhere, withPaidElsewhere } from './audit-rows.js';
import { countChildren, type Member, type PaidMember } from './children.js';
import type { DecidedLine } from './decision.js';
import { type GrantLine, pastGrantLines } from './grants.js';
import type { ArrearsRow, RecoveryRow } from './owed-rows.js';
import { type AidLine, priceMembers } from './price.js';
import type { GrantRow, RegisterRow } from './rows.js';
import { parametersOfMonth, type Source, sourcesAt } from './sources.js';

/** A past month whose amount was computed by this run: today's facts, under that month's parameters. */
export type PastMonth = {
  /** That month's reference date. */
  readonly reference: Day;
  readonly children: readonly PaidMember[];
  readonly lines: readonly AidLine[];
  readonly aid: MonthlyAid;
  readonly grants: readonly GrantLine[];
  readonly sources: readonly Source[];
  /** Children for whom that month is paid elsewhere. */
  readonly notCounted: readonly PaidElsewhere[];
};

/** A debt that the month pays. `past` is null where the amount was known when it was owed. */
export type ArrearsLine = ArrearsRow & { readonly past: PastMonth | null };

/** What the month takes back, and how much it may take. */
export type Recovered = {
  readonly lines: readonly RecoveryRow[];
  readonly monthlyAid: Amount;
  readonly share: DatedValue;
  /** The share of the monthly aid, rounded down to the centime. */
  readonly ceiling: Amount;
};

/** A household's month that is not paid out and is owed. `amount` is null where it is not known, or not here. */
export type OwedMonth = {
  readonly origin: Period;
  readonly amount: Amount | null;
  /** A supplementary run answers, and the month is owed since an earlier run, which knew how much. */
  readonly earlier: boolean;
  readonly reason: string;
  readonly reference: Day;
  /** The last month whose run may pay it, and the parameter that says how far back. */
  readonly until: Period;
  readonly monthsBack: DatedValue;
};

/** A debt of a household that the month does not pay: it waits until a run pays the household again. */
export type WaitingDebt = {
  /** As `sarf owed extend` takes it. */
  readonly name: string;
  readonly row: Omit<ArrearsRow, 'amount' | 'composition'>;
  /** Null: not known before it is paid. */
  readonly amount: Amount | null;
  /** The last month whose run may pay it; null: it does not lapse. */
  readonly until: Period | null;
};

/**
 * The open debts of a household that has no entitlement in the month.
 * @param period the month that answers
 */
export function waitingDebts(debts: readonly Debt[], period: Period, rules: Rules): WaitingDebt[] {
  const months = Number(inForce(rules, 'arrears_months', period)?.value ?? '0');
  return debts
    .filter((debt) => debt.state === 'OPEN')
    .map((debt) => {
      const { kind, origin, cause, reason, reference, centimes, extendedTo } = debt;
      const byRule = shiftPeriod(origin, months);
      const until = extendedTo !== null && extendedTo > byRule ? extendedTo : byRule;
      return {
        name: debtId(debt),
        row: {
          kind,
          origin,
          cause,
          reason,
          originalOrder: kind === 'ORDER' ? reference : null,
          adjustmentId: kind === 'ADJUSTMENT' ? reference : null,
          moved: null,
        },
        amount: centimes === null ? null : decimal(dirhams(centimes)),
        until: kind === 'ADJUSTMENT' ? null : until,
      };
    });
}

/**
 * The arrears line by line, adding up to the register's column; months that were not known are computed again
 * from the sealed members, and what does not agree crashes. @param grants those in the run's list as arrears
 * @param elsewhere its persons for whom a month is paid elsewhere
 */
export function arrearsLines(
  rows: readonly ArrearsRow[],
  total: Amount,
  members: readonly Member[],
  grants: readonly GrantRow[],
  rules: Rules,
  elsewhere: readonly PaidElsewhere[] = [],
): ArrearsLine[] {
  assertArrears(rows, total);
  return rows.map((row) => ({ ...row, past: pastMonth(row, members, grants, rules, elsewhere) }));
}

/** Crashes unless the debts that a run pays add up to the register's arrears, in dirhams. */
export function assertArrears(rows: readonly ArrearsRow[], total: Amount): void {
  const paid = sum(rows.map((row) => row.amount));
  invariant(
    paid.equals(total),
    () => `audit/arrears.csv adds up to ${toText(paid)}, the register says ${toText(total)}`,
  );
}

function pastMonth(
  { origin, composition, amount }: ArrearsRow,
  members: readonly Member[],
  listed: readonly GrantRow[],
  rules: Rules,
  elsewhere: readonly PaidElsewhere[],
): PastMonth | null {
  if (composition === null) return null;
  const parameters = parametersAt(rules, origin);
  const reference = referenceDate(origin);
  const { paid, others } = countChildren(
    withPaidElsewhere(members, elsewhere, origin),
    () => reference,
    parameters,
  );
  const priced = priceMembers(paid, parameters);
  const [monthly, ...marks] = composition.split('+');
  invariant(
    compositionText(priced.children) === monthly,
    () => `${origin}: the sealed members make ${compositionText(priced.children)}, owed as ${composition}`,
  );
  const grants = pastGrantLines(marks, listed, members, { period: origin, reference, rules });
  const total = sum([priced.aid.total, ...grants.map((one) => one.amount)]);
  invariant(
    total.equals(amount),
    () => `${origin}: computed ${toText(total)}, paid ${toText(amount)} as arrears`,
  );
  const lines = priced.lines ?? [];
  const names = parametersOfMonth(lines, others, grants);
  return {
    reference,
    children: paid,
    lines,
    aid: priced.aid,
    grants,
    sources: sourcesAt(names, rules, origin, parameters),
    notCounted: elsewhere.filter(({ month }) => month === origin),
  };
}

/**
 * What is taken, adding up to the register's column: each balance by what it had, the oldest first, in all no
 * more than the share of the monthly aid. Null when nothing is taken.
 */
export function recoveryOf(
  rows: readonly RecoveryRow[],
  register: Pick<RegisterRow, 'recovery'>,
  monthlyAid: Amount,
  period: Period,
  rules: Rules,
): Recovered | null {
  const taken = sum(rows.map((row) => row.taken));
  invariant(
    taken.equals(register.recovery),
    () => `audit/recovery.csv adds up to ${toText(taken)}, the register says ${toText(register.recovery)}`,
  );
  if (rows.length === 0) return null;
  const share = inForce(rules, 'recovery_share', period);
  const value = decimal(share?.value ?? '0');
  const balances = rows.map((row) => centimesOf(toText(row.balanceBefore)));
  const own = rows.map((row) => (row.share === null ? null : decimal(row.share)));
  const may = takings(monthlyAid, value, balances, own).map((centimes) => dirhams(centimes));
  rows.forEach((row, i) => {
    invariant(
      row.monthlyAid.equals(monthlyAid) &&
        toText(row.taken) === may[i] &&
        row.balanceBefore.minus(row.taken).equals(row.balanceAfter),
      () => `${row.recoveryId}: ${toText(row.taken)} taken, ${may[i]} computed`,
    );
  });
  invariant(share !== null, () => 'something is taken, and no share says how much');
  return { lines: rows, monthlyAid, share, ceiling: shareDown(monthlyAid, value) };
}

/**
 * Whether the month is owed: that of a household that is held or blocked, or whose own row could not be read.
 * @param left the reason with which it left, where it is in no row of the register
 */
export function owedOf(
  register: RegisterRow | null,
  decision: DecidedLine | null,
  left: string | null,
  { period, supplement }: { readonly period: Period; readonly supplement: number },
  rules: Rules,
): OwedMonth | null {
  const reason = decision?.reason ?? left;
  const waits = decision === null ? left === 'HOUSEHOLD_ROW_INVALID' : waiting(decision);
  const monthsBack = inForce(rules, 'arrears_months', period);
  const months = Number(monthsBack?.value ?? '0');
  const amount = register?.entitlement ?? null;
  if (!waits || reason === null || monthsBack === null || months === 0 || amount?.isZero() === true)
    return null;
  const until = shiftPeriod(period, months);
  const earlier = supplement > 0;
  return {
    origin: period,
    amount: earlier ? null : amount,
    earlier,
    reason,
    until,
    monthsBack,
    reference: referenceDate(period),
  };
}

function waiting({ decision }: DecidedLine): boolean {
  return decision === 'HELD' || decision === 'BLOCKED';
}
