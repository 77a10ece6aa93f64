import { dirhams } from '../../domain/money.js';
import { type Debt, debtId } from '../../ledger/debts.js';
import { type PaidTwice, RECOVERY_HEADER, recoveryRow } from '../../ledger/paid-twice.js';
import { paidTwiceJson } from '../paid-twice-json.js';
import type { HouseholdAccounts, OpenAccounts } from './accounts.js';
import type { Extended } from './extend.js';
import type { LapsingDebts } from './lapsing.js';

/** The debts of the last run's list that are still open, for programs. */
export function lapsingJson({ period, runId, debts }: LapsingDebts) {
  return {
    period,
    run_id: runId,
    lapsing: debts.map(({ debt, lapsesAfter }) => ({
      debt: debtId(debt),
      household_id: debt.beneficiary,
      origin_month: debt.origin,
      cause: debt.cause,
      amount: debt.centimes === null ? null : dirhams(debt.centimes),
      lapses_after: lapsesAfter,
    })),
  };
}

/** A debt after the decision, for programs. */
export function extendedJson({ debt, to }: Extended, reason: string) {
  return {
    debt: debtId(debt),
    amount: debt.centimes === null ? null : dirhams(debt.centimes),
    extended_to: to,
    reason,
  };
}

function debtJson(one: Debt) {
  return {
    origin_month: one.origin,
    cause: one.cause,
    reason: one.reason,
    original_order: one.kind === 'ORDER' ? one.reference : null,
    adjustment_id: one.kind === 'ADJUSTMENT' ? one.reference : null,
    amount: one.centimes === null ? null : dirhams(one.centimes),
    state: one.state,
    opened_by: one.openedBy,
    closed_by: one.closedBy,
    order_id: one.orderId,
    debt: debtId(one),
    extended_to: one.extendedTo,
  };
}

/** What is and was owed to and by one household, for programs: amounts are dirhams as text. */
export function householdJson(accounts: HouseholdAccounts) {
  const { beneficiary, debts, toPayees, moved, returns, paidTwice, recoveries, recovered, decisions, holds } =
    accounts;
  return {
    household_id: beneficiary,
    owed_to: debts.map(debtJson),
    ...(toPayees.length === 0
      ? {}
      : { final_payments: toPayees.map((one) => ({ ...debtJson(one), payee: one.beneficiary })) }),
    returned_since: returns.map((one) => ({
      origin_month: one.period,
      cause: one.status,
      reason: one.reasonCode,
      ...(one.reasonWords === null || one.reasonWords === undefined ? {} : { reason_words: one.reasonWords }),
      original_order: one.orderId,
      amount: dirhams(one.centimes),
    })),
    ...(recovered.length === 0
      ? {}
      : {
          recovered_back: recovered.map((one) => ({
            origin_month: one.period,
            recovery_id: one.recoveryId,
            amount: dirhams(one.recovered),
          })),
        }),
    owed_by: recoveries.map((one) => ({
      recovery_id: one.recoveryId,
      opened_in: one.openedIn,
      amount: dirhams(one.centimes),
      balance: dirhams(one.balance),
      state: one.state,
      share: one.share,
      decisions: decisions
        .filter(({ recoveryId }) => recoveryId === one.recoveryId)
        .map(({ decision, centimes, reason }) => ({ decision, amount: dirhams(centimes), reason })),
    })),
    holds: holds.map((one) => ({
      reason: one.reason,
      order_id: one.orderId,
      state: one.state,
      ended_because: one.endedBecause,
    })),
    ...(accounts.familiesBefore.length === 0 ? {} : { families_before: accounts.familiesBefore }),
    ...(paidTwice.length === 0 ? {} : { paid_twice: paidTwice.map(overpaymentJson) }),
    ...(moved.length === 0
      ? {}
      : {
          moved_grants: moved.map((one) => ({
            origin_month: one.origin,
            kind: one.kind,
            level: one.level,
            person_id: one.personId,
            original_order: one.debtKind === 'ORDER' ? one.reference : null,
            amount: dirhams(one.centimes),
            to_household_id: one.toHouseholdId,
            month: one.period,
          })),
        }),
  };
}

/** Sums of all that is open, for programs: amounts are dirhams as text. */
export function openJson({ debts, returns, paidTwice, recoveries, holds }: OpenAccounts) {
  return {
    owed_to: debts.map((one) => ({
      cause: one.cause,
      debts: one.count,
      amount: dirhams(one.centimes),
      unknown: one.unknown,
    })),
    returned_since: { orders: returns.count, amount: dirhams(returns.centimes) },
    owed_by: recoveries.map((one) => ({
      recovery_id: one.recoveryId,
      household_id: one.householdId,
      opened_in: one.openedIn,
      amount: dirhams(one.centimes),
      balance: dirhams(one.balance),
      state: one.state,
      share: one.share,
    })),
    holds,
    ...(paidTwice.length === 0 ? {} : { paid_twice: paidTwice.map(overpaymentJson) }),
  };
}

/** An overpayment; `adjustment`: the row that opens a balance, to be completed with the decision. Null for residents. */
function overpaymentJson(one: PaidTwice) {
  return {
    ...paidTwiceJson(one),
    adjustment_columns: RECOVERY_HEADER,
    adjustment: recoveryRow(one),
  };
}
