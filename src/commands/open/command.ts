import { resolve } from 'node:path';
import { ORDER_FORMATS } from '../../banks/formats/formats.js';
import { loadConfiguration } from '../../config/load.js';
import { EXIT } from '../../domain/errors.js';
import { loadRules } from '../../rules/load.js';
import { progressReporter } from '../../terminal/progress.js';
import type { Command } from '../context.js';
import { openingJson } from './json.js';
import { openProgramme } from './open.js';
import { openingText } from './text.js';

export type OpenOptions = {
  readonly from: string;
  readonly period: string;
  readonly config: string;
  readonly rules?: string;
  readonly out: string;
  readonly json?: boolean;
};

/** Takes over a programme that another system has paid. */
export const open: Command<OpenOptions> = async (options, context) => {
  const configuration = loadConfiguration(ORDER_FORMATS, options.config);
  const rules = loadRules(options.rules);
  const { reporter } = progressReporter(context);
  const { from, period } = options;
  const opened = await openProgramme(
    { from, period, out: resolve(options.out), configuration, rules },
    context.clock,
    reporter,
  );
  if (options.json === true) context.stdout.json(openingJson(opened));
  else context.stdout.lines(openingText(opened, options));
  return EXIT.done;
};
