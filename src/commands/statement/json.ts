import { dirhams } from '../../domain/money.js';
import { paidTwiceJson } from '../paid-twice-json.js';
import type { StatementRead, StatementResult } from './statement.js';

/** Statements and what is unmatched as JSON. Amounts are dirhams, as text; ages are days. */
export function statementJson(result: StatementResult) {
  return {
    statements: result.statements.map(statementReadJson),
    other_accounts: result.strangers.map((one) => ({
      file: one.file,
      account: one.account,
      statement_id: one.statementId,
    })),
    holes: result.holes.map((one) => ({
      account: one.account,
      after: one.after,
      before: one.before,
      from: one.from,
      to: one.to,
      why: one.why,
      missing: one.why === 'BALANCE' ? dirhams(one.missing) : one.missing,
    })),
    refused: result.refused,
    as_of: result.asOf,
    ...(result.paidTwice.length === 0 ? {} : { paid_twice: result.paidTwice.map(paidTwiceJson) }),
    matched: result.matched.map((one) => ({
      direction: one.direction,
      with: one.kind,
      entries: one.entries,
      amount: dirhams(one.centimes),
    })),
    unmatched_entries: result.unmatchedEntries.map((one) => ({
      statement_id: one.statementId,
      booked_on: one.bookedOn,
      age: one.age,
      direction: one.direction,
      amount: dirhams(one.centimes),
      currency: one.currency,
      reference: one.reference,
      why: one.why,
      expected: one.expected === null ? null : dirhams(one.expected),
    })),
    undebited_files: result.undebitedFiles.map((one) => ({
      run_id: one.runId,
      file: one.file,
      orders: one.orders,
      amount: dirhams(one.centimes),
      executed_on: one.executedOn,
      age: one.age,
    })),
    uncredited_orders: result.uncreditedOrders.map((one) => ({
      order_id: one.orderId,
      status: one.status,
      reason_code: one.reason,
      amount: dirhams(one.centimes),
      answered_on: one.answeredOn,
      age: one.age,
    })),
  };
}

function statementReadJson(one: StatementRead) {
  return {
    file: one.file,
    account: one.account,
    statement_id: one.statementId,
    dated_on: one.datedOn,
    already_read: one.alreadyRead,
    copy: one.copy,
    entries: one.entries,
    currency: one.currency,
    debits: dirhams(one.debits),
    credits: dirhams(one.credits),
    unbalanced: one.unbalanced === null ? null : dirhams(one.unbalanced),
    foreign: one.foreign.map((sum) => ({
      currency: sum.currency,
      debits: dirhams(sum.debits),
      credits: dirhams(sum.credits),
    })),
  };
}
