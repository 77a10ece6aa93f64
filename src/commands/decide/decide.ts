import { changeLedger } from '../../archive/with-ledger.js';
import { chosenOrders } from '../../banks/settlement/chosen-orders.js';
import type { OrderVerdict } from '../../domain/order-verdict.js';
import type { Reporter } from '../../domain/report.js';
import type { Clock } from '../../ledger/ledger.js';
import type { OrderDecision, StateOfOrder } from '../../ledger/order-decisions.js';

type Asked = { readonly named: string; readonly verdict: OrderVerdict; readonly reason: string };

export type Decided = OrderDecision & {
  /** The state of the order before the decision; null for a file, and for an order without an answer. */
  readonly before: StateOfOrder | null;
};

/**
 * Records the decision that an order, or each order of a file, was paid or not, and why. Throws OperatorError when no
 * released run sent what is named.
 */
export function decideOrders(
  out: string,
  { named, verdict, reason }: Asked,
  clock: Clock,
  report: Reporter,
): Promise<Decided> {
  return changeLedger({ out, command: `decide ${named}`, clock, report }, async (ledger) => {
    const { target, isFile, orders } = await chosenOrders(out, ledger, named);
    const before = isFile ? null : ledger.decisions.stateOf(target);
    const decision = verdict === 'paid' ? 'PAID' : 'UNPAID';
    const on = clock().slice(0, 10);
    ledger.decisions.record({ target, isFile, on }, decision, reason, orders);
    const centimes = orders.reduce((sum, one) => sum + one.centimes, 0);
    return { target, isFile, on, decision, reason, orders: orders.length, centimes, before };
  });
}
