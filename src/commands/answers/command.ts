import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import { quoted } from '../../domain/shell.js';
import { progressReporter } from '../../terminal/progress.js';
import { type Command, say, sayRefused } from '../context.js';
import { type AnswersRead, type AnswersResult, recordAnswers } from './answers.js';
import { answersJson, totalJson } from './json.js';
import { answersText, totalLine } from './text.js';
import { totalOf } from './total.js';

export type AnswersOptions = {
  readonly files: readonly string[];
  readonly out: string;
  /** The code of the institution whose answers the files are. */
  readonly from?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
};

/** Records what paying institutions answered. */
export const answers: Command<AnswersOptions> = async (options, context) => {
  const { reporter, stages } = progressReporter(context, options.quiet);
  const result = await recordAnswers(
    { out: resolve(options.out), files: options.files, from: options.from ?? null },
    context.clock,
    reporter,
  );
  const next = nextSteps(result, options.out);
  const { read, refused } = result;
  const used = read.every(allUsed);
  const said = {
    json: () => ({
      files: read.map(answersJson),
      total: totalJson(totalOf(read)),
      next,
      refused,
      stages,
      peak_memory_bytes: context.peakMemory(),
    }),
    summary: () => totalLine(totalOf(read)),
    lines: () => answersText(read, next, context.style),
  };
  say(context, options, said, used ? EXIT.done : EXIT.partly);
  return sayRefused(refused, context, used);
};

/** A message that holds nothing is of no use either, until it was read before. */
function allUsed({ exceptions, answers, alreadyRead }: AnswersRead): boolean {
  return exceptions.length === 0 && (answers > 0 || alreadyRead);
}

/** What to do next, as whole commands: the months that the answers speak of are settled, or there is something to find out. */
function nextSteps({ months }: AnswersResult, out: string): string[] {
  if (months.length === 0) return [`sarf runs --out ${quoted(out)}`];
  return months.map((month) => `sarf settle ${month} --out ${quoted(out)}`);
}
