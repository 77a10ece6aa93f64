import { OperatorError } from '../../../domain/errors.js';
import type { StatementOfAccount, StatementRow } from '../account-entry.js';
import type { XmlStatements } from '../format-interface.js';
import { MOST_DAYS_AHEAD } from './days.js';
import { AccountReport } from './entries.js';

/**
 * Listens to a message of account statements. Calls back for each row as it is read, and for each statement when it
 * ends. Throws OperatorError for an entry without a valid date or a status, because a statement is recorded as a
 * whole or not at all.
 */
function accountStatements(
  file: string,
  format: string,
  onRow: (row: StatementRow) => void,
  onStatement: (statement: StatementOfAccount) => void,
  from: number,
): AccountReport {
  let statement = from;
  const refuse = (problem: string): never => {
    throw new OperatorError(`${file}: ${problem}`);
  };
  return new AccountReport(
    file,
    format,
    { message: 'BkToCstmrStmt', report: 'Stmt' },
    {
      detail: onRow,
      entry: (row) => {
        if (!row.dated)
          refuse(
            `the date of entry ${row.entry} is ${row.day}, no date YYYY-MM-DD; nothing of it was recorded. Ask the institution for it again`,
          );
        if (row.lateOf !== '')
          refuse(
            `entry ${row.entry} is booked on ${row.day}, more than ${MOST_DAYS_AHEAD} days after its statement (${row.lateOf}); nothing of it was recorded. Ask the institution which of the two days is wrong`,
          );
        if (row.status === 'UNKNOWN')
          refuse(
            `the status of entry ${row.entry} (Sts) is ${row.statusText === '' ? 'missing' : row.statusText}, not BOOK, PDNG, FUTR or INFO; nothing of it was recorded. Ask the institution for it again with these`,
          );
        onRow(row);
      },
      report: (report) => onStatement({ ...report, statement: statement++ }),
    },
    { position: 0, statement: from },
  );
}

export const camt053: XmlStatements = { kind: 'xml', message: 'camt.053', listen: accountStatements };
