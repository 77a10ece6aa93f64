import { resolve } from 'node:path';
import { EXIT, OperatorError } from '../../domain/errors.js';
import { parsePeriod } from '../../domain/period.js';
import { explain as answer } from '../../explain/explain.js';
import { explanationJson } from '../../explain/json/json.js';
import { english } from '../../explain/languages/en/english.js';
import { french } from '../../explain/languages/fr/french.js';
import { page } from '../../explain/page/page.js';
import { loadRules } from '../../rules/load.js';
import { type Command, printJson } from '../context.js';

export type ExplainOptions = {
  readonly id: string;
  readonly period?: string;
  readonly out: string;
  readonly rules?: string;
  readonly lang?: string;
  readonly json?: boolean;
};

const LANGUAGES = { fr: [french], en: [english] } as const;

export const explain: Command<ExplainOptions> = async (options, context) => {
  const languages = languagesOf(options.lang);
  const explained = await answer({
    id: options.id,
    period: options.period === undefined ? null : parsePeriod(options.period),
    out: resolve(options.out),
    rules: loadRules(options.rules),
  });
  if (options.json === true) printJson(context, explanationJson(explained));
  else {
    const pages = languages.map((words) => page(explained, words, context.style));
    context.stdout.lines(
      pages.flatMap((lines, i) => (i === 0 ? lines : ['', '─'.repeat(100), '', ...lines])),
    );
  }
  return EXIT.done;
};

function languagesOf(lang: string | undefined) {
  if (lang === undefined) return [french, english];
  if (lang === 'fr' || lang === 'en') return LANGUAGES[lang];
  throw new OperatorError(`--lang: "${lang}" is not spoken here; give fr or en, or nothing for both`);
}
