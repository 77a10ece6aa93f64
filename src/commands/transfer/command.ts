import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import { progressReporter } from '../../terminal/progress.js';
import type { Command } from '../context.js';
import { transferJson } from './json.js';
import { transferText } from './text.js';
import { transferHousehold } from './transfer.js';

export type TransferOptions = {
  readonly from: string;
  readonly to: string;
  readonly out: string;
  readonly reason: string;
  readonly sameFamily?: boolean;
  readonly json?: boolean;
};

/** Moves what is recorded under a household's old number to its new one. */
export const transfer: Command<TransferOptions> = async (
  { from, to, out, reason, sameFamily, json },
  context,
) => {
  const { reporter } = progressReporter(context);
  const asked = { from, to, reason, sameFamily: sameFamily === true };
  const done = await transferHousehold(resolve(out), asked, context.clock, reporter);
  if (json === true) context.stdout.json(transferJson(asked, done));
  else context.stdout.lines(transferText(asked, done, out));
  return EXIT.done;
};
