import { household, unreadableHousehold } from '../../tables/households.js';
import { make } from '../../tables/table.js';
import type { Workspace } from '../../workspace/duckdb.js';
import { repeatedHashes } from '../../workspace/repeated.js';

/**
 * What household rows say of each other: which of them stand for a household, and which households have a
 * row that cannot be read. The households are put in order here, before any member is read.
 */
const UNREADABLE_HOUSEHOLDS = `
  SELECT household_id FROM household_row WHERE faults <> 0 AND faults & 1 = 0
  UNION
  SELECT household_id FROM line_fault WHERE kind = 'households' AND household_id IS NOT NULL`;

/** Few ids have a hash that occurs twice: these alone are counted. */
const DUPLICATE_HOUSEHOLDS = `
  CREATE TABLE duplicate_household AS
  SELECT household_id, min(rowid) AS first_row FROM household_row
  WHERE faults = 0 AND hash(household_id) IN (
    ${repeatedHashes('household_id', 'household_row WHERE faults = 0')})
  GROUP BY household_id HAVING count(*) > 1`;

/** Good rows that stand for no household of their own. */
const SIDELINED_ROWS = `
  CREATE TABLE sidelined_row AS
  SELECT h.rowid AS row, h.household_id, 'HOUSEHOLD_ROW_INVALID' AS why
  FROM household_row h WHERE h.faults = 0 AND h.household_id IN (FROM unreadable_household)
  UNION ALL
  SELECT h.rowid, h.household_id, 'DUPLICATE_HOUSEHOLD'
  FROM household_row h JOIN duplicate_household d USING (household_id)
  WHERE h.faults = 0 AND h.rowid <> d.first_row AND h.household_id NOT IN (FROM unreadable_household)`;

const FAULTY_ROWS = `
  CREATE TABLE faulty_household_row AS
  SELECT rowid AS row, household_id, faults, came FROM household_row WHERE faults <> 0`;

/** One row a household that is assessed, in the register's order: everything after keeps that order. */
const IN_ORDER = `
  CREATE TABLE household_in_order AS
  SELECT h.* EXCLUDE (faults, came) FROM household_row h
  WHERE h.faults = 0 AND h.rowid NOT IN (SELECT row FROM sidelined_row)
  ORDER BY h.household_id`;

/** `hid` is the household's place in the register, from 0, and short for its id in the stages that follow. */
const NUMBERED = `SELECT rowid AS hid, household_id, province_code, milieu, ise_score, status, payee_id, payee_name,
  channel, provider, account, account_right, enrolled_on FROM household_in_order`;

/** From `household_row` to view `household` and the small tables of what is wrong. */
export async function relateHouseholds(workspace: Workspace): Promise<void> {
  await make(workspace, unreadableHousehold, UNREADABLE_HOUSEHOLDS);
  await workspace.run(DUPLICATE_HOUSEHOLDS);
  await workspace.run(SIDELINED_ROWS);
  await workspace.run(FAULTY_ROWS);
  await workspace.run(IN_ORDER);
  await make(workspace, household, NUMBERED);
}
