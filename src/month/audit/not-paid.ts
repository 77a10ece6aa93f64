import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { residentSql } from '../../domain/beneficiary.js';
import { copyCsv, type Workspace } from '../../workspace/duckdb.js';
import type { ProvinceMonth } from '../territory.js';
import { TODOS } from './todo.js';

export const NOT_PAID_FILE = 'audit/not-paid.csv';
/** One file a province (`06.181.csv`) and one a territorial office (`office-ELJADIDA.csv`), where anybody is listed. */
export const NOT_PAID_BY_PROVINCE = 'audit/by-province';

const COLUMNS =
  'household_id, province_code, office, decision, reason, todo, amount, prior_net, file, line' as const;

/**
 * Who is not paid: the decision is not PAY, the row cannot be read, or the prior run paid it and the extract does not
 * have it. Whom the month has paid already is paid. `amount` is what the month comes to where that is known; `file` and
 * `line` are the first row of the quarantine that names it, where a row is the reason.
 */
const LISTED = (residents: boolean) => `
  WITH bad AS (
    SELECT household_id, min({file: file, line: line}) AS at FROM quarantine
    WHERE household_id IS NOT NULL AND kind <> 'adjustments' GROUP BY household_id
  ), unpaid AS (
    SELECT household_id, province_code, decision, reason, entitlement AS amount FROM register
    WHERE decision <> 'PAY' AND reason <> 'ALREADY_PAID'
    UNION ALL
    SELECT u.household_id, NULL, '', 'HOUSEHOLD_ROW_INVALID', NULL FROM unreadable_household u
    UNION ALL
    SELECT household_id, province_code, '', reason, NULL FROM reconciliation
    WHERE class = 'LEFT' AND reason = 'NOT_IN_EXTRACT'
    ${
      residents
        ? `UNION ALL
    SELECT ${residentSql('person_id')}, province_code, decision, reason, entitlement FROM resident_register
    WHERE decision <> 'PAY' AND reason <> 'ALREADY_PAID'
    UNION ALL
    SELECT ${residentSql('person_id')}, province_code, '', reason, NULL FROM resident_reconciliation
    WHERE class = 'LEFT' AND reason IN ('NOT_IN_EXTRACT', 'RESIDENT_ROW_INVALID')`
        : ''
    }
  ), before AS (
    SELECT household_id, province_code, net FROM prior
    UNION ALL SELECT ${residentSql('person_id')}, province_code, net FROM prior_resident
  )
  SELECT u.household_id, coalesce(u.province_code, b.province_code) AS province_code, o.office, u.decision, u.reason,
    t.todo, u.amount, b.net AS prior_net, bad.at.file AS file, bad.at.line AS line
  FROM unpaid u LEFT JOIN before b ON b.household_id = u.household_id
  LEFT JOIN office_of_province o ON o.province_code = coalesce(u.province_code, b.province_code)
  LEFT JOIN todo_of_reason t ON t.reason = u.reason
  LEFT JOIN bad ON bad.household_id = u.household_id
    AND u.reason IN ('HOUSEHOLD_ROW_INVALID', 'MEMBER_ROW_INVALID', 'RESIDENT_ROW_INVALID')`;

/**
 * Writes who is not paid and what must happen, whole and cut by province and by office. Returns the files with their rows.
 * @param residents whether the run has any
 */
export async function writeNotPaid(
  workspace: Workspace,
  provinces: readonly ProvinceMonth[],
  residents: boolean,
  folder: string,
): Promise<[string, number][]> {
  await workspace.createFrom(
    'office_of_province',
    { province_code: 'VARCHAR', office: 'VARCHAR' },
    provinces.map(({ provinceCode, office }) => ({ province_code: provinceCode, office })),
  );
  await workspace.createFrom(
    'todo_of_reason',
    { reason: 'VARCHAR', todo: 'VARCHAR' },
    TODOS.map(({ reason, fr }) => ({ reason, todo: fr })),
  );
  await workspace.run(
    `CREATE TABLE not_paid AS SELECT ${COLUMNS} FROM (${LISTED(residents)}) ORDER BY household_id, reason`,
  );
  const all = await workspace.copy(copyCsv('not_paid', join(folder, NOT_PAID_FILE)));
  const files: [string, number][] = [[NOT_PAID_FILE, all]];
  const parts = await workspace.select(`
    SELECT province_code AS code, province_code AS name, 'province_code' AS part, count(*) AS n FROM not_paid
    WHERE province_code IS NOT NULL GROUP BY province_code
    UNION ALL SELECT office, 'office-' || office, 'office', count(*) FROM not_paid WHERE office IS NOT NULL GROUP BY office
    ORDER BY part, code`);
  if (parts.length > 0) await mkdir(join(folder, NOT_PAID_BY_PROVINCE));
  for (const part of parts) {
    const rows = `(FROM not_paid WHERE ${part.text('part')} = '${part.text('code')}' ORDER BY household_id, reason)`;
    const file = `${NOT_PAID_BY_PROVINCE}/${part.text('name')}.csv`;
    files.push([file, part.count('n')]);
    await workspace.run(copyCsv(rows, join(folder, file)));
  }
  await workspace.run('DROP TABLE not_paid; DROP TABLE office_of_province; DROP TABLE todo_of_reason');
  return files;
}
