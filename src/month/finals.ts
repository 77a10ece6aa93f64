import { join } from 'node:path';
import { FINALS_FILE } from '../archive/folders.js';
import type { Manifest } from '../archive/manifest.js';
import { runsOf } from '../archive/prior-run.js';
import { type ProviderFile, writeFiles } from '../banks/orders/orders.js';
import { FINAL_MARK } from '../domain/beneficiary.js';
import { invariant } from '../domain/errors.js';
import { amount, countToPeople, sum, toPeople, toText } from '../domain/money.js';
import { stage } from '../domain/report.js';
import { finalOrders, registerFinals } from '../owed/finals.js';
import { type Control, pass } from '../programmes/control.js';
import type { InputFile } from '../registry/load.js';
import type { FileRows } from './computed.js';
import { type Month, orderIdsOf } from './month.js';
import { orderRun } from './order-run.js';

/** The final payments of a month. They have order files and a register of their own, in each institution's format. */
export type Finals = {
  /** Null when neither this run nor the month before has final payments. */
  readonly part: NonNullable<Manifest['finals']> | null;
  readonly files: readonly ProviderFile[];
  readonly lists: readonly FileRows[];
  readonly controls: readonly Control[];
};

/**
 * Pays the final payments. Call it when the debts are final. Crashes unless every payment is in exactly one order
 * file.
 */
export async function payFinals(month: Month, inputs: readonly InputFile[], folder: string): Promise<Finals> {
  const { workspace, report } = month;
  const { payments, net } = await registerFinals(workspace, orderIdsOf(month), join(folder, FINALS_FILE));
  const part = partOf(month, payments, net);
  if (part === null) return { part, files: [], lists: [], controls: [] };
  const files =
    payments === 0
      ? []
      : await stage(report, 'final payments', () =>
          writeFiles(orderRun(month, inputs, folder), 'finals', FINAL_MARK, finalOrders),
        );
  const orders = files.reduce((n, file) => n + file.orders, 0);
  const centimes = files.reduce((n, file) => n + file.centimes, 0);
  invariant(
    orders === payments && amount(net).times(100).equals(centimes),
    () =>
      `final payments: files hold ${orders} orders of ${centimes} centimes, the register ${payments} of ${net}`,
  );
  const said = `${countToPeople(orders)} orders of ${toPeople(net)}: files = index = register`;
  return {
    part,
    files,
    lists: payments === 0 ? [] : [[FINALS_FILE, payments]],
    controls: [pass('finals_partition', '0', '0', said)],
  };
}

/**
 * Each final payment is paid once: the payments of the month before leave the bridge, and those of this month enter
 * it.
 */
function partOf({ prior, supplement }: Month, payments: number, net: string): Finals['part'] {
  const before = supplement === null ? runsOf(prior).map(({ manifest }) => manifest.finals) : [];
  const families = before.reduce((n, one) => n + (one?.payments ?? 0), 0);
  const paid = sum(before.map((one) => amount(one?.net ?? '0')));
  if (payments === 0 && families === 0) return null;
  return {
    payments,
    net,
    bridge: [
      { line: 'FINALS_PRIOR_TOTAL', families, amount: toText(paid) },
      { line: 'FINALS_ENTERED', families: payments, amount: net },
      { line: 'FINALS_LEFT', families, amount: toText(paid.negated()) },
      { line: 'FINALS_CURRENT_TOTAL', families: payments, amount: net },
    ],
  };
}
