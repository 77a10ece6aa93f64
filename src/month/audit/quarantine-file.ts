import { residentSql } from '../../domain/beneficiary.js';
import { EXPECTED } from '../../domain/codes.js';
import { printable } from '../../domain/printable.js';
import { type Cell, writeCsv } from '../../files/write-csv.js';
import type { Workspace } from '../../workspace/duckdb.js';

const QUARANTINE = `
  SELECT q.file, q.line, q.column_name, q.code, q.household_id,
    CAST(CASE q.kind WHEN 'residents' THEN r.net ELSE p.net END AS VARCHAR) AS prior_net, left(q.value, 1000) AS value
  FROM quarantine q LEFT JOIN prior p ON p.household_id = q.household_id
  LEFT JOIN prior_resident r ON ${residentSql('r.person_id')} = q.household_id
  ORDER BY q.file, q.line, q.column_no, q.code`;

const COLUMNS = ['file', 'line', 'column', 'code', 'household_id', 'prior_net', 'value', 'expected'] as const;

/** Writes audit/quarantine.csv: every field that cannot be trusted, as it came, and what is expected there. */
export async function writeQuarantine(workspace: Workspace, path: string): Promise<void> {
  async function* rows(): AsyncGenerator<Cell[]> {
    for await (const row of workspace.stream(QUARANTINE)) {
      const code = row.text('code');
      const column = row.text('column_name');
      yield [
        row.text('file'),
        row.count('line'),
        column,
        code,
        row.textOrNull('household_id'),
        row.textOrNull('prior_net'),
        shownValue(column, row.textOrNull('value') ?? ''),
        EXPECTED[code as keyof typeof EXPECTED],
      ];
    }
  }
  await writeCsv(path, COLUMNS, rows());
}

const MOST_SHOWN = 60;
/** So many digits are an account, in whatever column they came. */
const ACCOUNT = /\d(?:[ \u00a0\u202f.-]?\d){15,}/g;

/** A bad value as people are shown it: on one line, cut, and of an account the last four digits alone. */
export function shownValue(column: string, value: string): string {
  const masked = column === 'account' ? mask(value) : value.replace(ACCOUNT, mask);
  const shown = [...printable(masked)];
  return shown.length <= MOST_SHOWN ? shown.join('') : `${shown.slice(0, MOST_SHOWN - 1).join('')}…`;
}

function mask(account: string): string {
  const digits = account.replace(/[^\p{L}\d]/gu, '');
  return `${'*'.repeat(Math.max(0, digits.length - 4))}${digits.slice(-4)}`;
}
