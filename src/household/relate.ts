import { PATTERNS } from '../domain/vocabulary.js';
import { badFieldsSql } from '../registry/checks.js';
import { text, type Workspace } from '../workspace/duckdb.js';

/**
 * What rows of the registry say of each other: which household rows stand for a household, which households
 * have a row that cannot be read, which persons stand twice. Everything here is small beside the rows.
 */
const UNREADABLE_HOUSEHOLDS = `
  CREATE TABLE unreadable_household AS
  SELECT household_id FROM household_row WHERE faults <> 0 AND faults & 1 = 0
  UNION
  SELECT household_id FROM line_fault WHERE kind = 'households' AND household_id IS NOT NULL`;

/** Ids that stand twice have hashes that do: grouping by the hash is half the work, and then few are left. */
const DUPLICATE_HOUSEHOLDS = `
  CREATE TABLE duplicate_household AS
  SELECT household_id, min(rowid) AS first_row FROM household_row
  WHERE faults = 0 AND hash(household_id) IN (
    SELECT hash(household_id) FROM household_row WHERE faults = 0 GROUP BY hash(household_id) HAVING count(*) > 1)
  GROUP BY household_id HAVING count(*) > 1`;

/** Good rows that stand for no household of their own. */
const SIDELINED_ROWS = `
  CREATE TABLE sidelined_row AS
  SELECT h.rowid AS row, 'HOUSEHOLD_ROW_INVALID' AS why
  FROM household_row h WHERE h.faults = 0 AND h.household_id IN (FROM unreadable_household)
  UNION ALL
  SELECT h.rowid, 'DUPLICATE_HOUSEHOLD'
  FROM household_row h JOIN duplicate_household d USING (household_id)
  WHERE h.faults = 0 AND h.rowid <> d.first_row AND h.household_id NOT IN (FROM unreadable_household)`;

/** One row a household that is assessed; hid is short for it in the stages that follow. */
const HOUSEHOLDS = `
  CREATE VIEW household AS
  SELECT CAST(h.rowid AS INTEGER) AS hid, h.* FROM household_row h
  WHERE h.faults = 0 AND h.rowid NOT IN (SELECT row FROM sidelined_row)`;

/** Good member rows whose household is in no household row, good or bad. */
const STRAY_MEMBERS = `
  CREATE TABLE stray_member AS
  SELECT m.rowid AS row, m.household_id, m.person_id FROM member_row m
  ANTI JOIN (SELECT household_id FROM household_row WHERE faults & 1 = 0) h ON h.household_id = m.household_id
  WHERE m.faults = 0 AND (m.household_id IS NULL OR m.household_id NOT IN (FROM unreadable_household))`;

const CANDIDATE_DUPLICATES = `
  CREATE TABLE person_on_several_rows AS
  SELECT person_id FROM member_row
  WHERE faults = 0 AND hash(person_id) IN (
    SELECT hash(person_id) FROM member_row WHERE faults = 0 GROUP BY hash(person_id) HAVING count(*) > 1)
  GROUP BY person_id HAVING count(*) > 1`;

/** A stray row is quarantined, so it is not one of the good rows on which a person may stand twice. */
const DUPLICATE_PERSONS = `
  CREATE TABLE duplicate_person AS
  SELECT m.person_id FROM member_row m
  WHERE m.faults = 0 AND m.person_id IN (FROM person_on_several_rows)
    AND m.rowid NOT IN (SELECT row FROM stray_member)
  GROUP BY m.person_id HAVING count(*) > 1`;

const HOUSEHOLDS_OF_DUPLICATE_PERSONS = `
  CREATE TABLE household_with_duplicate_person AS
  SELECT DISTINCT household_id FROM member_row
  WHERE faults = 0 AND person_id IN (FROM duplicate_person)`;

const HOUSEHOLDS_WITH_BAD_MEMBER = `
  CREATE TABLE household_with_bad_member AS
  SELECT household_id FROM member_row WHERE faults <> 0 AND household_id IS NOT NULL
  UNION
  SELECT household_id FROM line_fault WHERE kind = 'members' AND household_id IS NOT NULL`;

/** Good member rows of households that are not assessed because their own row cannot be read. */
const UNASSESSED_MEMBERS = `
  CREATE TABLE unassessed_members AS
  SELECT count(*) AS rows FROM member_row
  WHERE faults = 0 AND household_id IN (FROM unreadable_household)`;

const OWN_HOUSEHOLD = `CASE WHEN ${readableId('t.household_id')} THEN t.household_id END`;

/**
 * Every row of the registry that cannot be trusted, one line a bad field: table `quarantine` of
 * (kind, file, line, column_no, column_name, code, household_id). The line is found from the row's ordinal
 * and the nearest anchor before it.
 */
const QUARANTINE = `
  CREATE TABLE quarantine AS
  WITH bad AS (
    ${badFieldsSql('households', 'household_row', OWN_HOUSEHOLD)}
    UNION ALL
    ${badFieldsSql('members', 'member_row', OWN_HOUSEHOLD)}
    UNION ALL
    SELECT 'members', rowid, 0, 'household_id', 'HOUSEHOLD_ID_INVALID', NULL
    FROM member_row WHERE faults <> 0 AND NOT ${readableId('household_id')}
    UNION ALL
    SELECT 'members', row, 0, 'household_id',
      CASE WHEN ${readableId('household_id')} THEN 'UNKNOWN_HOUSEHOLD' ELSE 'HOUSEHOLD_ID_INVALID' END,
      CASE WHEN ${readableId('household_id')} THEN household_id END
    FROM stray_member
    UNION ALL
    SELECT 'households', row, 0, '', 'HOUSEHOLD_ROW_INVALID', h.household_id
    FROM sidelined_row s JOIN household_row h ON h.rowid = s.row WHERE s.why = 'HOUSEHOLD_ROW_INVALID'
  )
  SELECT bad.kind, a.file, a.line + bad.row - a.row AS line, bad.column_no, bad.column_name, bad.code, bad.household_id
  FROM bad ASOF JOIN line_anchor a ON bad.kind = a.kind AND bad.row >= a.row
  UNION ALL
  SELECT kind, file, line, 0, '', code, household_id FROM line_fault WHERE kind IN ('households', 'members')`;

export async function relateRows(workspace: Workspace): Promise<void> {
  for (const statement of [
    UNREADABLE_HOUSEHOLDS,
    DUPLICATE_HOUSEHOLDS,
    SIDELINED_ROWS,
    HOUSEHOLDS,
    STRAY_MEMBERS,
    CANDIDATE_DUPLICATES,
    DUPLICATE_PERSONS,
    HOUSEHOLDS_OF_DUPLICATE_PERSONS,
    HOUSEHOLDS_WITH_BAD_MEMBER,
    UNASSESSED_MEMBERS,
    QUARANTINE,
  ]) {
    await workspace.run(statement);
  }
}

function readableId(column: string): string {
  return `coalesce(regexp_full_match(${column}, ${text(PATTERNS.householdId)}), false)`;
}
