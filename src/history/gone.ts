import { gonePerson } from '../tables/history.js';
import { makeEmpty } from '../tables/table.js';
import { countOf } from '../workspace/batches.js';
import { readParquet, type Workspace } from '../workspace/duckdb.js';

/**
 * Persons who were listed in a household and are not any more: who comes back under another number is known by them,
 * and a child that left keeps its place among the births of its household, unless it is there under another id.
 */
export const GONE_FILE = 'history/gone-persons.parquet';

const COLUMNS = `household_id VARCHAR, person_id VARCHAR, left_in VARCHAR, relation VARCHAR, birth_date DATE,
  deceased_on DATE, listed_as VARCHAR`;

const BEFORE = (file: string) => `
  INSERT INTO gone_before SELECT household_id, person_id, left_in, relation, birth_date, deceased_on, listed_as
  FROM ${file}`;

/** Who left before and is not back in the same household. */
const STILL = `
  INSERT INTO gone_person
  SELECT g.* FROM gone_before g ANTI JOIN (FROM member_change WHERE listed_now AND NOT listed_before) c
    ON c.household_id = g.household_id AND c.person_id = g.person_id`;

const NEWLY = `
  INSERT INTO gone_person
  SELECT household_id, person_id, $period, relation_before, birth_before, deceased_before, NULL
  FROM member_change WHERE listed_before AND NOT listed_now`;

/**
 * Who is listed in a household that cannot be assessed counts as having left it, as who was assessed before does: of a
 * household of which nobody is known so far, it is they who say which family has the number.
 */
const UNASSESSED = `
  INSERT INTO gone_person
  SELECT household_id, person_id, $period, relation, birth_date, deceased_on, NULL FROM member_unassessed
  WHERE household_id NOT IN (SELECT household_id FROM gone_person)`;

/** Children who left a household to which one of the same birth date came, and stand under their own id in another. */
const ELSEWHERE = `
  CREATE TABLE gone_elsewhere AS
  SELECT DISTINCT m.person_id FROM (FROM member WHERE person_id IN (
    SELECT g.person_id FROM gone_person g JOIN member_change c ON c.household_id = g.household_id AND c.birth_now = g.birth_date
    WHERE g.relation = 'CHILD' AND g.listed_as IS NULL AND c.listed_now AND NOT c.listed_before)) m
  JOIN household h ON h.hid = m.hid WHERE h.status <> 'CLOSED'`;

/**
 * A child that came to a household which a child of the same birth date left: one and the same, under another id. A
 * newborn has a temporary one until the registry of births gives its own. Each stands for one other, and none for a child
 * that lives in another household under its own id.
 * @param households SELECT of the households looked at
 * @param came SQL, which of the children there that were listed nowhere before may be the one
 */
const listedAs = (households: string, came = 'true') => `
  UPDATE gone_person g SET listed_as = p.listed_as FROM (
    SELECT g.household_id, g.person_id, c.person_id AS listed_as FROM (
      SELECT household_id, person_id, birth_date,
        row_number() OVER (PARTITION BY household_id, birth_date ORDER BY person_id) AS nth
      FROM gone_person WHERE relation = 'CHILD' AND listed_as IS NULL AND household_id IN (${households})
        AND person_id NOT IN (FROM gone_elsewhere)
    ) g JOIN (
      SELECT household_id, person_id, birth_now,
        row_number() OVER (PARTITION BY household_id, birth_now ORDER BY person_id) AS nth
      FROM member_change WHERE listed_now AND NOT listed_before AND relation_now = 'CHILD' AND ${came}
    ) c ON c.household_id = g.household_id AND c.birth_now = g.birth_date AND c.nth = g.nth
  ) p WHERE g.household_id = p.household_id AND g.person_id = p.person_id`;

const LISTED_AS = listedAs('SELECT household_id FROM member_change WHERE listed_now AND NOT listed_before');

/** Children of a family that has another number: those who left the old one, and those whom its closed row still lists. */
const OF_OLD_NUMBERS = `
  SELECT household_id, person_id, left_in, relation, birth_date, deceased_on, listed_as FROM gone_person
  WHERE relation = 'CHILD'
  UNION ALL
  SELECT h.household_id, m.person_id, $period, 'CHILD', m.birth_date, m.deceased_on, NULL
  FROM (FROM household WHERE household_id IN (SELECT old_household_id FROM renumbered)) h
  JOIN member m ON m.hid = h.hid
  WHERE m.relation = 'CHILD' AND h.status = 'CLOSED'`;

/**
 * A family that has another number keeps the children who left it, under the new one as well: the rank of its births
 * goes on. Who is listed under the new number, or one of two where the family split, did not leave.
 */
const UNDER_NEW_NUMBERS = `
  INSERT INTO gone_person
  SELECT DISTINCT ON (r.new_household_id, g.person_id) r.new_household_id, g.person_id, g.left_in, g.relation,
    g.birth_date, g.deceased_on, g.listed_as
  FROM renumbered r JOIN (${OF_OLD_NUMBERS}) g ON g.household_id = r.old_household_id
  WHERE (r.old_household_id, g.person_id) NOT IN (
      SELECT (n.old_household_id, m.person_id) FROM renumbered n
      JOIN member_change m ON m.household_id = n.new_household_id AND m.listed_now)
    AND (r.new_household_id, g.person_id) NOT IN (
      SELECT (household_id, person_id) FROM gone_person
      WHERE household_id IN (SELECT new_household_id FROM renumbered))
  ORDER BY r.new_household_id, g.person_id, r.old_household_id`;

const NEW_NUMBERS = 'SELECT new_household_id FROM renumbered';

/** Where the child came with the new number: not one of the family whom the old one listed. */
const LISTED_AS_UNDER_NEW = listedAs(
  NEW_NUMBERS,
  `household_id IN (${NEW_NUMBERS}) AND (household_id, person_id) NOT IN (
    SELECT (r.new_household_id, o.person_id) FROM renumbered r
    JOIN gone_person o ON o.household_id = r.old_household_id)`,
);

/**
 * Adds to `gone_person`, under the new number, the children who left families of table `renumbered`, or stayed under the
 * old number. Tables `household` and `member` are in place. @param period the month of the run
 */
export async function carryGone(workspace: Workspace, period: string): Promise<void> {
  if ((await countOf(workspace, 'renumbered')) === 0) return;
  await workspace.run(UNDER_NEW_NUMBERS, { period });
  await workspace.run(ELSEWHERE);
  await workspace.run(LISTED_AS_UNDER_NEW);
  await workspace.run('DROP TABLE gone_elsewhere');
}

/**
 * Makes tables `gone_before` and `gone_person`, a row a person in a household: as the run before knew it, and as it is.
 * Tables `household` and `member` are in place.
 * @param files of the run before; none: nobody left before
 */
export async function findGone(
  workspace: Workspace,
  files: readonly string[],
  period: string,
): Promise<void> {
  await workspace.run(`CREATE TABLE gone_before (${COLUMNS})`);
  await makeEmpty(workspace, gonePerson);
  if (files.length > 0) await workspace.run(BEFORE(readParquet(files)));
  await workspace.run(STILL);
  await workspace.run(NEWLY, { period });
  await workspace.run(UNASSESSED, { period });
  await workspace.run(ELSEWHERE);
  await workspace.run(LISTED_AS);
  await workspace.run('DROP TABLE gone_elsewhere');
}

/** Table `gone_person` as a run kept it, for whoever looks at that run again. @param files of the run; none: nobody left */
export async function openGone(workspace: Workspace, files: readonly string[]): Promise<void> {
  await makeEmpty(workspace, gonePerson);
  if (files.length > 0)
    await workspace.run(
      `INSERT INTO gone_person SELECT household_id, person_id, left_in, relation, birth_date, deceased_on, listed_as
        FROM ${readParquet(files)}`,
    );
}

/**
 * What the next run must know of them: those of the last twelve months, and children of households that are still
 * there, whenever they left. Call it while table `household` exists.
 */
export const GONE_TO_KEEP = `
  SELECT household_id, person_id, left_in, relation, birth_date, deceased_on, listed_as FROM gone_person
  WHERE left_in >= $oldest OR relation = 'CHILD' AND household_id IN (
    SELECT household_id FROM household WHERE household_id IN (SELECT household_id FROM gone_person))
  ORDER BY household_id, person_id`;
