import type { FileInDoubt } from '../../banks/settlement/files-in-doubt.js';
import { dirhams } from '../../domain/money.js';
import type { Settlement } from './settle.js';

const sum = (one: { readonly orders: number; readonly centimes: number }) => ({
  orders: one.orders,
  amount: dirhams(one.centimes),
});

/** The three-way reconciliation as JSON. Amounts are dirhams, as text. */
export function settlementJson(one: Settlement) {
  return {
    period: one.period,
    run_ids: one.runIds,
    entitlement: dirhams(one.entitlement),
    arrears: dirhams(one.arrears),
    recovery: dirhams(one.recovery),
    ordered: sum(one.ordered),
    not_ordered: one.notOrdered.map((entry) => ({
      of: entry.of,
      decision: entry.decision,
      count: entry.count,
      entitlement: dirhams(entry.entitlement),
    })),
    states: one.states.map((entry) => ({
      status: entry.status,
      reason_code: entry.reason,
      meaning: one.meanings.get(entry.reason) ?? '',
      ...sum(entry),
    })),
    paid: sum(one.paid),
    paid_twice: {
      ...sum(one.paidTwice),
      list: one.paidAgain.map((entry) => ({
        order_id: entry.orderId,
        beneficiary: entry.beneficiary,
        amount: dirhams(entry.centimes),
        paid_again_by: entry.paidAgainBy,
        decided: entry.isDecided,
      })),
    },
    ...decidedOrOpen(one),
    providers: one.providers.map((entry) => ({
      provider: entry.provider,
      status: entry.status,
      ...sum(entry),
    })),
    statements_until: one.statementsUntil,
    debited: sum(one.debited),
    credited: sum(one.credited),
    differences: one.differences.map((entry) => ({
      difference: entry.what,
      status: entry.status,
      ...sum(entry),
      effect: dirhams(entry.effect),
    })),
    unmatched_entries: one.unmatched.map((entry) => ({
      statement_id: entry.statementId,
      booked_on: entry.bookedOn,
      direction: entry.direction,
      amount: dirhams(entry.centimes),
      reference: entry.reference,
      why: entry.why,
      expected: entry.expected === null ? null : dirhams(entry.expected),
    })),
    ...(one.inDoubt.length === 0 ? {} : { files_in_doubt: one.inDoubt.map(inDoubt) }),
    files: one.files.map((entry) => ({
      run_id: entry.runId,
      file: entry.file,
      executed_on: entry.executedOn,
      ordered: sum(entry.ordered),
      debited: sum(entry.debited),
      waiting: sum(entry.waiting),
    })),
  };
}

function inDoubt({ runId, file, bookedOn, centimes, orders }: FileInDoubt) {
  return {
    ...{ run_id: runId, file, booked_on: bookedOn, amount: dirhams(centimes) },
    orders: orders.map((one) => ({ order_id: one.orderId, amount: dirhams(one.centimes) })),
  };
}

/** What a person must decide, and what is decided. */
function decidedOrOpen(one: Settlement) {
  return {
    open: one.open.map((entry) => ({
      status: entry.status,
      [entry.isFile ? 'file' : 'order_id']: entry.name,
      since: entry.since,
      age: entry.age,
      ...sum(entry),
    })),
    decisions: one.decisions.map((entry) => ({
      [entry.isFile ? 'file' : 'order_id']: entry.target,
      decision: entry.decision,
      decided_on: entry.on,
      reason: entry.reason,
      ...sum(entry),
    })),
  };
}
