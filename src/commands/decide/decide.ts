import { changeLedger } from '../../archive/with-ledger.js';
import { settlementEngine } from '../../banks/intake.js';
import { chosenOrders } from '../../banks/settlement/chosen-orders.js';
import { linkMonths } from '../../banks/settlement/file-movements.js';
import { orderMonth } from '../../domain/order-id.js';
import type { OrderVerdict } from '../../domain/order-verdict.js';
import type { Reporter } from '../../domain/report.js';
import type { Clock, Ledger } from '../../ledger/ledger.js';
import type { DecidedOrder, OrderDecision, StateOfOrder } from '../../ledger/order-decisions.js';
import { Workspace } from '../../workspace/duckdb.js';

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
    await linkStatements(out, ledger, orders);
    const before = isFile ? null : ledger.decisions.stateOf(target);
    const decision = verdict === 'paid' ? 'PAID' : 'UNPAID';
    const on = clock().slice(0, 10);
    ledger.decisions.record({ target, isFile, on }, decision, reason, orders);
    const centimes = orders.reduce((sum, one) => sum + one.centimes, 0);
    return { target, isFile, on, decision, reason, orders: orders.length, centimes, before };
  });
}

/** Records what statements show of the orders' files before people decide: later entries alone end a decision. */
async function linkStatements(out: string, ledger: Ledger, orders: readonly DecidedOrder[]): Promise<void> {
  const ids = orders.map((one) => one.orderId);
  const month = orderMonth(ids[0] ?? '');
  if (month === null) return;
  await Workspace.scratch('decide', settlementEngine(ledger), (workspace, work) =>
    linkMonths({ out, ledger, work, workspace }, [month], ids),
  );
}
