import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import { progressReporter } from '../../terminal/progress.js';
import type { Command } from '../context.js';
import { sendingJson } from './json.js';
import { recordSending } from './record-sending.js';
import { sendingText } from './text.js';

export type SentOptions = {
  /** Order files, by name, path or message id. */
  readonly named: readonly string[];
  /** YYYY-MM-DD */
  readonly on: string;
  readonly reference: string;
  readonly out: string;
  readonly json?: boolean;
};

/** Runs `sarf sent`: records that order files were sent. */
export const sent: Command<SentOptions> = async ({ named, on, reference, out, json }, context) => {
  const { reporter } = progressReporter(context);
  const files = await recordSending(resolve(out), { named, on, reference }, context.clock, reporter);
  if (json === true) context.stdout.json(sendingJson(on, reference, files));
  else context.stdout.lines(sendingText(on, files));
  return EXIT.done;
};
