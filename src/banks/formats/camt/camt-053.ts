import { OperatorError } from '../../../domain/errors.js';
import { type Account, AccountReport, type Movement, type Report } from './entries.js';

/** A row of an account statement: an entry, or one of its transactions. */
export type StatementRow = Movement & {
  /** Which statement of the message, from 0. */
  readonly statement: number;
  readonly entry: number;
  /** 0 for the entry itself. */
  readonly detail: number;
  /** How many transactions the entry details; 0 of a transaction. */
  readonly details: number;
};

export type StatementOfAccount = Report & { readonly statement: number };

/**
 * The statements of account of a message: every row as it passes, each statement when it ends. Throws
 * OperatorError for an entry whose date is none: a statement is recorded whole or not at all.
 */
export function accountStatements(
  name: string,
  format: string,
  onRow: (row: StatementRow) => void,
  onStatement: (statement: StatementOfAccount) => void,
): AccountReport {
  let statement = 0;
  let entry = 1;
  const account: Account = {
    detail: (movement, nth) => onRow({ ...movement, statement, entry, detail: nth, details: 0 }),
    entry: (movement, details, nth) => {
      if (!movement.dated)
        throw new OperatorError(
          `${name}: the date of entry ${nth} is ${movement.day}, no date YYYY-MM-DD; nothing of it was recorded. Ask the institution for it again`,
        );
      onRow({ ...movement, statement, entry: nth, detail: 0, details });
      entry = nth + 1;
    },
    report: (report) => {
      onStatement({ ...report, statement });
      statement++;
      entry = 1;
    },
  };
  return new AccountReport(name, format, { message: 'BkToCstmrStmt', report: 'Stmt' }, account);
}
