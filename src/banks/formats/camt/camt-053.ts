import { OperatorError } from '../../../domain/errors.js';
import type { StatementOfAccount, StatementRow } from '../account-entry.js';
import type { StatementFormat } from '../format-interface.js';
import { type Account, AccountReport } from './entries.js';

/**
 * Listens to a message of account statements: hands on each row as it is read, and each statement when it ends. Throws
 * OperatorError for an entry without a valid date: a statement is recorded whole or not at all.
 */
function accountStatements(
  name: string,
  onRow: (row: StatementRow) => void,
  onStatement: (statement: StatementOfAccount) => void,
): AccountReport {
  let statement = 0;
  let entry = 1;
  const account: Account = {
    detail: (movement, nth) =>
      onRow({ ...movement, statement, entry, detail: nth, details: 0, detailed: false }),
    entry: (movement, details, nth) => {
      if (!movement.dated)
        throw new OperatorError(
          `${name}: the date of entry ${nth} is ${movement.day}, no date YYYY-MM-DD; nothing of it was recorded. Ask the institution for it again`,
        );
      onRow({ ...movement, statement, entry: nth, detail: 0, details, detailed: false });
      entry = nth + 1;
    },
    report: (report) => {
      onStatement({ ...report, statement });
      statement++;
      entry = 1;
    },
  };
  return new AccountReport(name, camt053.name, { message: 'BkToCstmrStmt', report: 'Stmt' }, account);
}

export const camt053: StatementFormat = { name: 'camt.053.001.08', listen: accountStatements };
