import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import { progressReporter } from '../../terminal/progress.js';
import type { Command } from '../context.js';
import { withdrawJson } from './json.js';
import { withdrawText } from './text.js';
import { withdrawRelease } from './withdraw.js';

export type WithdrawOptions = {
  readonly runId: string;
  readonly out: string;
  readonly reason: string;
  readonly json?: boolean;
};

/** Takes a release back. */
export const withdraw: Command<WithdrawOptions> = async ({ runId, out, reason, json }, context) => {
  const { reporter } = progressReporter(context);
  const run = await withdrawRelease(resolve(out), runId, reason, context.clock, reporter);
  if (json === true) context.stdout.json(withdrawJson(run, reason));
  else context.stdout.lines(withdrawText(run, out));
  return EXIT.done;
};
