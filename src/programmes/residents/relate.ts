import { personSql, residentSql } from '../../domain/beneficiary.js';
import { badFieldsSql } from '../../registry/checks.js';
import type { Workspace } from '../../workspace/duckdb.js';

/**
 * What the rows of residents say of each other, as programmes/families/quarantine.ts does for households: which row speaks
 * for a person, which persons have a row that cannot be read, which have several.
 */
const UNREADABLE = `
  CREATE TABLE unreadable_resident AS
  SELECT person_id FROM resident_row WHERE faults <> 0 AND faults & 1 = 0
  UNION
  SELECT ${personSql('household_id')} FROM line_fault WHERE kind = 'residents' AND household_id IS NOT NULL`;

const DUPLICATES = `
  CREATE TABLE duplicate_resident AS
  SELECT person_id, min(rowid) AS first_row FROM resident_row
  WHERE faults = 0 AND person_id NOT IN (FROM unreadable_resident)
  GROUP BY person_id HAVING count(*) > 1`;

/** One row a resident that is assessed: of several good rows, the first by file name, then line. */
const RESIDENTS = `
  CREATE TABLE resident AS
  SELECT r.* EXCLUDE (faults, came), d.person_id IS NOT NULL AS on_several_rows
  FROM resident_row r LEFT JOIN duplicate_resident d ON d.person_id = r.person_id
  WHERE r.faults = 0 AND r.person_id NOT IN (FROM unreadable_resident)
    AND (d.person_id IS NULL OR r.rowid = d.first_row)`;

const FAULTY = '(SELECT rowid AS row, person_id, faults, came FROM resident_row WHERE faults <> 0)';
const BENEFICIARY = `CASE WHEN t.faults & 1 = 0 THEN ${residentSql('t.person_id')} END`;

/** Bad fields, and good rows of a person that has another which cannot be read. */
const QUARANTINE = `
  INSERT INTO quarantine
  WITH bad AS (
    ${badFieldsSql('residents', FAULTY, BENEFICIARY)}
    UNION ALL
    SELECT 'residents', rowid, 0, '', 'RESIDENT_ROW_INVALID', ${residentSql('person_id')}, NULL
    FROM resident_row WHERE faults = 0 AND person_id IN (FROM unreadable_resident)
  )
  SELECT 'residents', a.file, a.line + bad.row - a.row, bad.column_no, bad.column_name, bad.code, bad.household_id,
    bad.value
  FROM bad ASOF JOIN (FROM line_anchor WHERE kind = 'residents') a ON bad.row >= a.row`;

/** Tables `unreadable_resident`, `duplicate_resident` and `resident`; adds to table `quarantine`. */
export async function relateResidents(workspace: Workspace): Promise<void> {
  for (const statement of [UNREADABLE, DUPLICATES, RESIDENTS, QUARANTINE]) await workspace.run(statement);
}
