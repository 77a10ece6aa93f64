import { resolve } from 'node:path';
import { ORDER_FORMATS } from '../../banks/formats/formats.js';
import { loadConfiguration } from '../../config/load.js';
import { EXIT } from '../../domain/errors.js';
import type { LanguageCode } from '../../domain/language.js';
import { checkMonth, nextMonth } from '../../month/check-month.js';
import { loadRules } from '../../rules/load.js';
import { progressReporter } from '../../terminal/progress.js';
import type { Command } from '../context.js';
import { screenIn } from '../screen.js';
import { checkJson } from './json.js';
import { checkText } from './text.js';

export type CheckOptions = {
  readonly registry: string;
  readonly period?: string;
  readonly out: string;
  readonly config?: string;
  readonly rules?: string;
  readonly lang?: LanguageCode;
  readonly json?: boolean;
};

/** Says what a run of an extract would come to, and makes none. */
export const check: Command<CheckOptions> = async (options, context) => {
  const configuration = loadConfiguration(ORDER_FORMATS, options.config);
  const rules = loadRules(options.rules);
  const out = resolve(options.out);
  const period = options.period ?? (await nextMonth(out));
  const { reporter } = progressReporter(context);
  if (configuration.builtIn) reporter.notice('no --config: the built-in demonstration configuration is used');
  const checked = await checkMonth(
    { period, registry: options.registry, out, configuration, rules, allowGap: false },
    context.clock,
    reporter,
  );
  if (options.json === true) context.stdout.json(checkJson(checked));
  else context.stdout.lines(checkText(checked, options, context.style, screenIn(options.lang)));
  return checked.manifest.status === 'PASS' ? EXIT.done : EXIT.onHold;
};
