import { readParquet, type Workspace } from '../workspace/duckdb.js';

/**
 * Household numbers that now belong to another family: somebody lives there today, and nobody who is listed, dead or
 * alive, was listed in it in the twelve months before. The persons of the former family are kept: the doubt ends when
 * one of them is back, or when a person decides.
 */
export const REPLACED_FILE = 'history/replaced-families.parquet';

const CREATE = 'CREATE TABLE replaced_family (household_id VARCHAR, found_in VARCHAR, person_id VARCHAR)';

/** From the run before, but for what people have decided since. */
const KNOWN = (file: string) => `
  INSERT INTO replaced_family
  SELECT r.household_id, r.found_in, r.person_id FROM ${file} r
  ANTI JOIN (FROM doubt_decided WHERE doubt = 'HOUSEHOLD_REPLACED') d
    ON d.household_id = r.household_id AND d.reference = r.found_in`;

/** Households in which one of the family is listed again. */
const BACK = `
  CREATE TABLE family_back AS
  SELECT DISTINCT h.household_id FROM household h JOIN member m ON m.hid = h.hid
  WHERE h.household_id IN (SELECT household_id FROM replaced_family)
    AND (h.household_id, m.person_id) IN (SELECT (household_id, person_id) FROM replaced_family)`;

const END = 'DELETE FROM replaced_family WHERE household_id IN (FROM family_back)';

/**
 * Somebody lives there, and nobody of those who were listed, or had left before: where the row of one could not be read
 * last month, who was there alone says nothing of the family.
 */
const NEWLY = `
  INSERT INTO replaced_family
  WITH candidate AS (
    SELECT household_id FROM household_change
    WHERE hid IS NOT NULL AND living > 0 AND common = 0
      AND household_id NOT IN (SELECT household_id FROM replaced_family)
      AND household_id NOT IN (FROM family_back)
  ), family AS (
    SELECT household_id, person_id FROM member_change
    WHERE listed_before AND household_id IN (SELECT household_id FROM candidate)
    UNION
    SELECT household_id, person_id FROM gone_before
    WHERE household_id IN (SELECT household_id FROM candidate)
  )
  SELECT household_id, $period, person_id FROM family f
  WHERE household_id NOT IN (
    SELECT f.household_id FROM family f JOIN member_change m
      ON m.household_id = f.household_id AND m.person_id = f.person_id
    WHERE m.listed_now)`;

/** Rows for table `household_doubt`. */
export const REPLACED = `
  SELECT DISTINCT r.household_id, h.hid, 'HOUSEHOLD_REPLACED' AS doubt, r.found_in AS reference
  FROM replaced_family r JOIN household h ON h.household_id = r.household_id`;

/** Makes table `replaced_family`, a row a person of a family that a number bore. Changes and who is gone are in place. */
export async function findReplaced(
  workspace: Workspace,
  files: readonly string[],
  period: string,
): Promise<void> {
  await workspace.run(CREATE);
  if (files.length > 0) await workspace.run(KNOWN(readParquet(files)));
  await workspace.run(BACK);
  await workspace.run(END);
  await workspace.run(NEWLY, { period });
  await workspace.run('DROP TABLE family_back');
}

export const REPLACED_TO_KEEP =
  'SELECT household_id, found_in, person_id FROM replaced_family ORDER BY household_id, person_id';
