import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import type { OrderVerdict } from '../../domain/order-verdict.js';
import { progressReporter } from '../../terminal/progress.js';
import type { Command } from '../context.js';
import { decideOrders } from './decide.js';
import { orderDecisionJson } from './json.js';
import { orderDecisionText } from './text.js';

export type DecideOptions = {
  /** An order_id, or a reference of an order file. */
  readonly named: string;
  readonly verdict: OrderVerdict;
  readonly out: string;
  readonly reason: string;
  readonly json?: boolean;
};

/** Runs `sarf decide`: records that orders were paid, or were not. */
export const decideOnOrders: Command<DecideOptions> = async (
  { named, verdict, out, reason, json },
  context,
) => {
  const { reporter } = progressReporter(context);
  const done = await decideOrders(resolve(out), { named, verdict, reason }, context.clock, reporter);
  if (json === true) context.stdout.json(orderDecisionJson(done));
  else context.stdout.lines(orderDecisionText(done));
  return EXIT.done;
};
