import { dirhams } from '../../domain/money.js';
import type { Decided } from './decide.js';

/** What was decided, for programs. Amounts in dirhams, as text. */
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
