import { resolve } from 'node:path';
import { progressReporter } from '../../terminal/progress.js';
import { type Command, sayRefused } from '../context.js';
import { statementJson } from './json.js';
import { recordStatements } from './statement.js';
import { statementText } from './text.js';

export type StatementOptions = {
  readonly files: readonly string[];
  readonly out: string;
  readonly json?: boolean;
};

/** Records statements of the programme's account, and lists what is unmatched among entries, files and orders. */
export const statement: Command<StatementOptions> = async (options, context) => {
  const { reporter } = progressReporter(context.stderr, context.now);
  const result = await recordStatements(resolve(options.out), options.files, context.clock, reporter);
  if (options.json === true) context.stdout.json(statementJson(result));
  else context.stdout.lines(statementText(result, context.style));
  return sayRefused(result.refused, context);
};
