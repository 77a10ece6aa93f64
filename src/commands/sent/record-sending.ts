import { changeLedger } from '../../archive/with-ledger.js';
import { type ChosenOrders, chosenOrders } from '../../banks/settlement/chosen-orders.js';
import { OperatorError } from '../../domain/errors.js';
import { firstUnprintable } from '../../domain/printable.js';
import type { Reporter } from '../../domain/report.js';
import type { Clock } from '../../ledger/ledger.js';

/** A file that was sent, with the sum of its orders in centimes. */
export type SentFile = ChosenOrders & { readonly centimes: number };

type Sending = { readonly named: readonly string[]; readonly on: string; readonly reference: string };

/**
 * Records that order files were sent on a day. Finds all of them before it records one. Throws OperatorError when one
 * is not an order file of a released run, or the reference holds characters that cannot be shown.
 */
export function recordSending(
  out: string,
  { named, on, reference }: Sending,
  clock: Clock,
  report: Reporter,
): Promise<SentFile[]> {
  if (firstUnprintable(reference) !== null)
    throw new OperatorError('--reference: one line of text is expected; nothing was recorded');
  if (on > clock().slice(0, 10))
    throw new OperatorError(`--on ${on}: is a day to come; nothing was recorded`);
  return changeLedger({ out, command: 'sent', clock, report }, async (ledger) => {
    const files = [];
    for (const one of new Set(named)) {
      const chosen = await chosenOrders(out, ledger, one);
      if (!chosen.isFile)
        throw new OperatorError(
          `${one}: is an order; give order files, orders/index.csv of a run lists them`,
        );
      files.push({ ...chosen, centimes: chosen.orders.reduce((sum, order) => sum + order.centimes, 0) });
    }
    for (const { target, orders } of files)
      ledger.decisions.record({ target, isFile: true, on }, 'SENT', reference, orders);
    return files;
  });
}
