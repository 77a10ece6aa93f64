import { dirhams } from '../domain/money.js';
import type { PaidTwice } from '../ledger/paid-twice.js';

/** An order that was paid although another one paid its debt, for programs. */
export function paidTwiceJson(one: PaidTwice) {
  return {
    order_id: one.orderId,
    beneficiary: one.beneficiary,
    month: one.period,
    amount: dirhams(one.centimes),
    paid_again_by: one.paidAgainBy,
  };
}
