import { resolve } from 'node:path';
import { progressReporter } from '../../terminal/progress.js';
import { type Command, sayRefused } from '../context.js';
import { recordAnswers } from './answers.js';
import { answersJson } from './json.js';
import { answersText } from './text.js';

export type AnswersOptions = {
  readonly files: readonly string[];
  readonly out: string;
  readonly json?: boolean;
};

/** Records what paying institutions answered. */
export const answers: Command<AnswersOptions> = async (options, context) => {
  const { reporter, stages } = progressReporter(context.stderr, context.now);
  const { read, refused } = await recordAnswers(resolve(options.out), options.files, context.clock, reporter);
  if (options.json === true) {
    context.stdout.json({
      files: read.map(answersJson),
      refused,
      stages,
      peak_memory_bytes: context.peakMemory(),
    });
  } else {
    context.stdout.lines(answersText(read, context.style));
  }
  return sayRefused(refused, context);
};
