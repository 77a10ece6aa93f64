import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import { countToPeople, dirhams, toPeople } from '../../domain/money.js';
import type { Debt } from '../../ledger/debts.js';
import { type Command, printJson } from '../context.js';
import { type HouseholdAccounts, householdAccounts, type OpenAccounts, openAccounts } from './accounts.js';

export type OwedOptions = { readonly householdId?: string; readonly out: string; readonly json?: boolean };

/** What is owed, in both directions: of one household everything, of all the sums and the open recoveries. */
export const owed: Command<OwedOptions> = async (options, context) => {
  const out = resolve(options.out);
  if (options.householdId !== undefined) {
    const accounts = await householdAccounts(out, options.householdId);
    if (options.json === true) printJson(context, householdToJson(accounts));
    else context.stdout.lines(householdToLines(accounts));
    return EXIT.done;
  }
  const open = await openAccounts(out);
  if (options.json === true) printJson(context, openToJson(open));
  else context.stdout.lines(openToLines(open));
  return EXIT.done;
};

/** An amount for people, right-aligned; null: not known yet. */
function money(centimes: number | null): string {
  return (centimes === null ? 'not known' : toPeople(dirhams(centimes))).padStart(16);
}

const OPEN = (debt: Debt) => debt.state === 'OPEN';
const sumOf = (all: readonly { readonly centimes: number | null }[]) =>
  all.reduce((sum, one) => sum + (one.centimes ?? 0), 0);

function householdToLines(accounts: HouseholdAccounts): string[] {
  const { householdId, debts, returns, recoveries, holds } = accounts;
  const lines = [householdId];
  if (debts.length + returns.length + recoveries.length + holds.length === 0)
    return [`${householdId}: nothing is owed in either direction, and never was`];
  if (debts.length + returns.length > 0) {
    lines.push('Owed to the household, by month');
    for (const debt of debts) {
      const what = `${debt.origin}  ${`${debt.cause} ${debt.reason}`.trim().padEnd(32)}${money(debt.centimes)}  ${debt.state}`;
      lines.push(`  ${what}${debt.orderId === null ? '' : ` with ${debt.orderId}`}${origin(debt)}`);
    }
    for (const order of returns) {
      const what = `${order.status} ${order.reasonCode}`.trim().padEnd(32);
      lines.push(
        `  ${order.period}  ${what}${money(order.centimes)}  the next run owes it, ${order.orderId}`,
      );
    }
    const unknown = debts.filter((one) => OPEN(one) && one.centimes === null).length;
    lines.push(
      `  Open: ${toPeople(dirhams(sumOf(debts.filter(OPEN)) + sumOf(returns)))} DH${unknown === 0 ? '' : `, and months whose amounts are computed when the household is payable: ${countToPeople(unknown)}`}`,
    );
  }
  if (recoveries.length > 0) {
    lines.push('Owed by the household');
    for (const one of recoveries) {
      lines.push(
        `  ${one.openedIn}  ${one.recoveryId.padEnd(32)}${money(one.centimes)}  ${one.state}, balance ${toPeople(dirhams(one.balance))}`,
      );
    }
  }
  for (const hold of holds) {
    const ended = hold.state === 'ENDED' ? `, ended${hold.endedBecause ? `: ${hold.endedBecause}` : ''}` : '';
    lines.push(`Held: ${hold.reason} since ${hold.orderId}${ended}`);
  }
  return lines;
}

function origin({ kind, reference }: Debt): string {
  if (kind === 'ORDER') return `, was ${reference}`;
  return kind === 'ADJUSTMENT' ? `, adjustment ${reference}` : '';
}

function householdToJson({ householdId, debts, returns, recoveries, holds }: HouseholdAccounts) {
  return {
    household_id: householdId,
    owed_to: debts.map((one) => ({
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
    })),
    returned_since: returns.map((one) => ({
      origin_month: one.period,
      cause: one.status,
      reason: one.reasonCode,
      original_order: one.orderId,
      amount: dirhams(one.centimes),
    })),
    owed_by: recoveries.map((one) => ({
      recovery_id: one.recoveryId,
      opened_in: one.openedIn,
      amount: dirhams(one.centimes),
      balance: dirhams(one.balance),
      state: one.state,
    })),
    holds: holds.map((one) => ({
      reason: one.reason,
      order_id: one.orderId,
      state: one.state,
      ended_because: one.endedBecause,
    })),
  };
}

function openToLines({ debts, returns, recoveries, holds }: OpenAccounts): string[] {
  const lines = ['Owed to households                debts              DH'];
  for (const one of debts) {
    const unknown =
      one.unknown === 0
        ? ''
        : `  ${countToPeople(one.unknown)} of them computed when the household is payable`;
    lines.push(
      `  ${one.cause.padEnd(26)}${countToPeople(one.count).padStart(11)}${money(one.centimes)}${unknown}`,
    );
  }
  if (returns.count > 0) {
    lines.push(
      `  ${'came back since last run'.padEnd(26)}${countToPeople(returns.count).padStart(11)}${money(returns.centimes)}`,
    );
  }
  if (debts.length + returns.count === 0) lines.push('  none');
  lines.push('Owed by households');
  for (const one of recoveries) {
    lines.push(
      `  ${one.openedIn}  ${one.householdId.padEnd(20)} ${one.recoveryId.padEnd(20)}${money(one.balance)} of ${toPeople(dirhams(one.centimes))}  ${one.state}`,
    );
  }
  if (recoveries.length === 0) lines.push('  none');
  for (const { reason, households } of holds)
    lines.push(`Held ${reason}: ${countToPeople(households)} households`);
  return lines;
}

function openToJson({ debts, returns, recoveries, holds }: OpenAccounts) {
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
    })),
    holds,
  };
}
