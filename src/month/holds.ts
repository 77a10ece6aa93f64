import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { neededFile } from '../archive/open-run.js';
import { ORDER_INDEX, readOrderIndex } from '../banks/orders/index-file.js';
import { readSentOrders, type SentOrder } from '../banks/orders/read-sent-orders.js';
import { invariant } from '../domain/errors.js';
import { stage } from '../domain/report.js';
import { holdFor, PERSON_DOUBTS } from '../domain/return-reasons.js';
import type { Hold } from '../ledger/holds.js';
import type { UnpaidOrder } from '../ledger/order-answers.js';
import { loadHolds, RETURNS_IN_A_ROW, repeatedReturns } from '../owed/holds.js';
import { earlierRegister, earlierRuns, isLeftOut, openEarlier } from './earlier-folders.js';
import type { Month } from './month.js';

/**
 * What keeps households from being paid because their orders came back: the holds that the ledger knows, and those
 * that answers read since the last run open. An account or payee to be compared with today's is in the
 * order's file alone.
 */
export async function gatherHolds(month: Month): Promise<void> {
  const { holds, returns } = month.ledger.owed;
  const holding = readable(month, returns.holding());
  const repeated = returns.repeated(RETURNS_IN_A_ROW);
  const fresh =
    holding.length + repeated.length === 0
      ? []
      : await stage(month.report, 'returns', async () => [
          ...(await heldByReason(month, holding)),
          ...(repeated.length === 0 ? [] : await heldByRow(month, repeated)),
        ]);
  const active = holds.active().filter((one) => !PERSON_DOUBTS.some((doubt) => doubt === one.reason));
  await loadHolds(month.workspace, active, fresh);
}

/** The holds of orders that came back for a reason that speaks of the account or the payee. */
async function heldByReason(month: Month, orders: readonly UnpaidOrder[]): Promise<Hold[]> {
  const holds: Hold[] = [];
  for (const [runId, own] of byRun(orders)) {
    const sent = await sentOrders(month, runId, own);
    for (const { beneficiary: householdId, orderId, period, reasonCode } of own) {
      const found = sent.get(orderId);
      invariant(found !== undefined, () => `order ${orderId} is in no order file of run ${runId}`);
      const reason = holdFor(reasonCode);
      invariant(reason !== null, () => `order ${orderId}: ${reasonCode} holds no household`);
      const subject = reason === 'PAYEE_DECEASED' ? found.payeeId : digestOf(found.account);
      holds.push({ householdId, reason, orderId, period, cause: reasonCode, subject });
    }
  }
  return holds;
}

/** Without the orders of a month that is left out: what account or payee they named cannot be proved. */
function readable(month: Month, orders: readonly UnpaidOrder[]): UnpaidOrder[] {
  const known = orders.filter(({ period }) => !isLeftOut(month, period));
  const unknown = orders.length - known.length;
  if (unknown > 0)
    month.report.notice(
      `orders that came back of months left out: ${unknown}; they hold no household, for the account that they named cannot be proved`,
    );
  return known;
}

/** The ledger keeps no account number: its digest is enough to see that another one is given. */
function digestOf(account: string): string {
  return account === '' ? '' : createHash('sha256').update(account).digest('hex');
}

function byRun(orders: readonly UnpaidOrder[]): Map<string, UnpaidOrder[]> {
  const runs = new Map<string, UnpaidOrder[]>();
  for (const one of orders) {
    const own = runs.get(one.runId);
    if (own === undefined) runs.set(one.runId, [one]);
    else own.push(one);
  }
  return runs;
}

async function sentOrders(
  month: Month,
  runId: string,
  orders: readonly UnpaidOrder[],
): Promise<Map<string, SentOrder>> {
  const run = month.ledger.run(runId);
  invariant(run !== null, () => `run ${runId}, whose orders came back, is not in the ledger`);
  const sent = openEarlier(month, run, 'hash');
  for (const file of sent.manifest.files.filter((one) => one.orders !== undefined))
    await neededFile(sent, file.path);
  const files = readOrderIndex(readFileSync(await neededFile(sent, ORDER_INDEX)));
  const ids = orders.map((one) => one.orderId);
  const found = await readSentOrders(month.workspace, sent.folder, files, ids);
  return new Map(found.map((one) => [one.orderId, one]));
}

/** The holds of households of which too many orders came back in a row. */
async function heldByRow(month: Month, returned: Parameters<typeof repeatedReturns>[1]): Promise<Hold[]> {
  const first = returned.map((one) => one.period).reduce((a, b) => (a < b ? a : b));
  const registers = [];
  for (const run of earlierRuns(month).filter((one) => one.period >= first))
    registers.push({ period: run.period, path: await earlierRegister(month, run) });
  return repeatedReturns(month.workspace, returned, registers);
}
