import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import type { LanguageCode } from '../../domain/language.js';
import type { Period } from '../../domain/period.js';
import { loadRules } from '../../rules/load.js';
import type { Command } from '../context.js';
import { rulesJson } from './json.js';
import { inForceNow, writeBuiltIn } from './rules.js';
import { rulesText, writtenText } from './text.js';

export type RulesOptions = {
  /** The month in which the values are in force; the current one when absent. */
  readonly period?: Period;
  readonly rules?: string;
  /** A file to write the built-in rules to; then nothing else is done. */
  readonly out?: string;
  readonly lang: LanguageCode;
  readonly json?: boolean;
};

/** Prints every parameter in force with its source, and every assumption; or writes the built-in file. */
export const rules: Command<RulesOptions> = async (options, context) => {
  if (options.out !== undefined) {
    await writeBuiltIn(resolve(options.out));
    context.stdout.lines(writtenText(options.out));
    return EXIT.done;
  }
  const period = options.period ?? (context.clock().slice(0, 7) as Period);
  const shown = inForceNow(loadRules(options.rules), period);
  if (options.json === true) context.stdout.json(rulesJson(shown));
  else context.stdout.lines(rulesText(shown, options.lang, context.style));
  return EXIT.done;
};
