import { dirhams } from '../../domain/money.js';
import type { Unheld } from './unhold.js';

/** A hold that was ended, for programs. Amounts in dirhams, as text. */
export function unholdJson(householdId: string, { hold, before }: Unheld, reason: string) {
  return {
    household_id: householdId,
    hold: hold.reason,
    order_id: hold.orderId,
    state: 'ENDED',
    reason,
    ...(before === null
      ? {}
      : {
          family_before: before.number,
          debts: before.moved?.debts ?? 0,
          owed: dirhams(before.moved?.owedCentimes ?? 0),
          balances: before.moved?.balances ?? 0,
          to_pay_back: dirhams(before.moved?.balanceCentimes ?? 0),
          holds: before.moved?.holds ?? 0,
        }),
  };
}
