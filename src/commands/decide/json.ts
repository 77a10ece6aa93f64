import { dirhams } from '../../domain/money.js';
import type { Decided } from './decide.js';

/** The decision as JSON. Amounts are dirhams, as text. */
export function orderDecisionJson({
  target,
  isFile,
  decision,
  on,
  reason,
  orders,
  centimes,
  before,
}: Decided) {
  return {
    [isFile ? 'file' : 'order_id']: target,
    decision,
    decided_on: on,
    reason,
    orders,
    amount: dirhams(centimes),
    before: before?.status ?? null,
  };
}
