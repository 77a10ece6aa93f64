import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import type { LanguageCode } from '../../domain/language.js';
import { explainBeneficiary } from '../../explain/explain.js';
import { explanationJson } from '../../explain/json/json.js';
import { LANGUAGES, wordsOf } from '../../explain/languages/languages.js';
import { page } from '../../explain/page/explanation-page.js';
import { loadRules } from '../../rules/load.js';
import type { Command } from '../context.js';

export type ExplainOptions = {
  readonly id: string;
  readonly period?: string;
  readonly run?: string;
  readonly out: string;
  readonly rules?: string;
  /** One language; all of them when absent. */
  readonly lang?: LanguageCode;
  readonly json?: boolean;
};

export const explain: Command<ExplainOptions> = async (options, context) => {
  const languages = options.lang === undefined ? LANGUAGES : [wordsOf(options.lang)];
  const explained = await explainBeneficiary({
    id: options.id,
    period: options.period ?? null,
    run: options.run ?? null,
    out: resolve(options.out),
    rules: options.rules === undefined ? null : loadRules(options.rules),
  });
  if (options.json === true) context.stdout.json(explanationJson(explained));
  else {
    const pages = languages.map((words) => page(explained, words, context.style));
    context.stdout.lines(
      pages.flatMap((lines, i) => (i === 0 ? lines : ['', '─'.repeat(100), '', ...lines])),
    );
  }
  return EXIT.done;
};
