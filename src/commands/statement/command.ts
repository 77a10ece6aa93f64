import { resolve } from 'node:path';
import { ORDER_FORMATS } from '../../banks/formats/formats.js';
import { loadConfiguration } from '../../config/load.js';
import type { StatementCsv } from '../../config/statement-csv.js';
import { EXIT, OperatorError } from '../../domain/errors.js';
import { progressReporter } from '../../terminal/progress.js';
import { type Command, say, sayRefused } from '../context.js';
import { statementJson } from './json.js';
import { recordStatements, type StatementResult } from './statement.js';
import { statementLine, statementText } from './text.js';

export type StatementOptions = {
  readonly files: readonly string[];
  readonly out: string;
  /** A configuration file with `statement_csv`, for statements in CSV. */
  readonly config?: string;
  /** Whether to replace recorded statements that have other entries. */
  readonly replace?: boolean;
  /** Required with `replace`, and allowed only with it. */
  readonly reason?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
};

/**
 * Runs `sarf statement`: records statements of the programme's account, and lists unmatched entries, files and
 * orders.
 */
export const statement: Command<StatementOptions> = async (options, context) => {
  const { reporter } = progressReporter(context, options.quiet);
  const orders = { replacing: replacingOf(options), map: mapOf(options) };
  const out = resolve(options.out);
  const result = await recordStatements(out, options.files, orders, context.clock, reporter);
  const used = allUsed(result);
  const said = {
    json: () => statementJson(result),
    summary: () => statementLine(result),
    lines: () => statementText(result, context.style, options.out),
  };
  say(context, options, said, used ? EXIT.done : EXIT.partly);
  return sayRefused(result.refused, context, used);
};

/**
 * Whether everything was used: each statement is of the programme's account and adds up, and every entry that refers
 * to what was sent is matched with it. Entries that refer to nothing that was sent do not matter here.
 */
function allUsed({ statements, strangers, unmatchedEntries, paidTwice }: StatementResult): boolean {
  return (
    strangers.length === 0 &&
    paidTwice.length === 0 &&
    statements.every((one) => (one.unbalanced ?? 0) === 0) &&
    unmatchedEntries.every((one) => one.why === 'NOT_OURS')
  );
}

/**
 * Why statements are replaced; null when they are not. Throws OperatorError when only one of the two flags is given.
 */
function replacingOf({ replace, reason }: StatementOptions): string | null {
  if (replace !== true && reason !== undefined)
    throw new OperatorError('--reason: is given with --replace alone; nothing was read');
  if (replace === true && reason === undefined)
    throw new OperatorError('--replace: give --reason "…" with it, the ledger keeps it; nothing was read');
  return reason ?? null;
}

/** The map of the configuration that is given. Throws OperatorError for one without. */
function mapOf({ config }: StatementOptions): StatementCsv | null {
  if (config === undefined) return null;
  const { statementCsv } = loadConfiguration(ORDER_FORMATS, config);
  if (statementCsv === null)
    throw new OperatorError(
      `${config}: statement_csv: is missing; it says what the columns of the bank's statements as CSV are; nothing was read`,
    );
  return statementCsv;
}
