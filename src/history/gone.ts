import { readParquet, type Workspace } from '../workspace/duckdb.js';

/**
 * Persons who were listed in a household and are not any more: who comes back under another number is known by them,
 * and a child that left keeps its place among the births of its household.
 */
export const GONE_FILE = 'history/gone-persons.parquet';

const COLUMNS = `household_id VARCHAR, person_id VARCHAR, left_in VARCHAR, relation VARCHAR, birth_date DATE,
  deceased_on DATE`;

const BEFORE = (file: string) => `
  INSERT INTO gone_before SELECT household_id, person_id, left_in, relation, birth_date, deceased_on FROM ${file}`;

/** Who left before and is not back in the same household. */
const STILL = `
  INSERT INTO gone_person
  SELECT g.* FROM gone_before g ANTI JOIN (FROM member_change WHERE listed_now AND NOT listed_before) c
    ON c.household_id = g.household_id AND c.person_id = g.person_id`;

const NEWLY = `
  INSERT INTO gone_person
  SELECT household_id, person_id, $period, relation_before, birth_before, deceased_before
  FROM member_change WHERE listed_before AND NOT listed_now`;

/**
 * Makes tables `gone_before` and `gone_person`, a row a person in a household: as the run before knew it, and as it is.
 * @param files of the run before; none: nobody left before
 */
export async function findGone(
  workspace: Workspace,
  files: readonly string[],
  period: string,
): Promise<void> {
  for (const name of ['gone_before', 'gone_person']) await workspace.run(`CREATE TABLE ${name} (${COLUMNS})`);
  if (files.length > 0) await workspace.run(BEFORE(readParquet(files)));
  await workspace.run(STILL);
  await workspace.run(NEWLY, { period });
}

/**
 * What the next run must know of them: those of the last twelve months, and children of households that are still
 * there, whenever they left. To be asked while `household` stands.
 */
export const GONE_TO_KEEP = `
  SELECT household_id, person_id, left_in, relation, birth_date, deceased_on FROM gone_person
  WHERE left_in >= $oldest OR relation = 'CHILD' AND household_id IN (SELECT household_id FROM household)
  ORDER BY household_id, person_id`;
