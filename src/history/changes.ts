import { countOf, inBatches } from '../workspace/batches.js';
import { columnsOf, readParquet, type Workspace } from '../workspace/duckdb.js';

/**
 * What the extract says of persons otherwise than the released run before did. Nearly all households are as they were:
 * each has a digest of its members (programmes/families/facts.ts), kept with the run, and only where two digests differ
 * are the members compared one by one. A digest that the engine computes in another way, or an older run without one,
 * costs time and changes no result.
 */

/** The sealed files of the run before: of the last released one, which knows the newest extract. */
export type MembersBefore = {
  /** Parquet files of its members; empty on a first run. */
  readonly members: readonly string[];
  /** Parquet files of what its decisions were taken on. */
  readonly households: readonly string[];
};

/**
 * `household_change`: households with other members than before, or that one of the two extracts alone has (`hid` null:
 * today's has it not). `living` counts who lives today, `common` who is listed in both, the dead among them.
 * `member_change`: persons who came to a household, left it, or have other dates or another relation in it.
 */
const TABLES = [
  `CREATE TABLE household_change (household_id VARCHAR, hid BIGINT, assessed_before BOOLEAN,
    living BIGINT, common BIGINT)`,
  `CREATE TABLE member_change (household_id VARCHAR, hid BIGINT, person_id VARCHAR,
    listed_before BOOLEAN, birth_before DATE, deceased_before DATE, relation_before VARCHAR,
    listed_now BOOLEAN, birth_now DATE, deceased_now DATE, relation_now VARCHAR)`,
] as const;

const WITHIN = (table: string) =>
  `($from IS NULL OR ${table}.household_id >= $from) AND ($until IS NULL OR ${table}.household_id < $until)`;

/** Households of the batch that one extract alone has, or with other members. */
const CHANGED = (households: string, digest: string) => `
  CREATE OR REPLACE TABLE changed_in_batch AS
  SELECT coalesce(n.household_id, b.household_id) AS household_id, n.hid, b.household_no
  FROM (
    SELECT h.household_id, h.hid, coalesce(f.members_digest, 0) AS digest
    FROM (FROM household WHERE hid >= $first AND hid < $next) h
    LEFT JOIN (FROM household_facts WHERE hid >= $first AND hid < $next) f ON f.hid = h.hid
  ) n FULL JOIN (
    SELECT b.household_id, b.household_no, ${digest} AS digest FROM ${households} b WHERE ${WITHIN('b')}
  ) b ON b.household_id = n.household_id
  WHERE n.hid IS NULL OR b.household_no IS NULL OR n.digest IS DISTINCT FROM b.digest`;

/** Of a person who stands twice in a household, which is held for it, one row speaks. */
const PERSONS = (from: string, number: string) => `
  SELECT c.household_id, m.person_id, min(m.birth_date) AS birth_date, min(m.deceased_on) AS deceased_on,
    min(m.relation) AS relation
  FROM changed_in_batch c JOIN ${from} m ON m.${number} = c.${number} GROUP BY c.household_id, m.person_id`;

/** All persons of the changed households of the batch, in either extract. */
const COMPARED = (before: string) => `
  CREATE OR REPLACE TABLE person_in_batch AS
  SELECT coalesce(n.household_id, b.household_id) AS household_id, coalesce(n.person_id, b.person_id) AS person_id,
    b.person_id IS NOT NULL AS listed_before, b.birth_date AS birth_before, b.deceased_on AS deceased_before,
    b.relation AS relation_before,
    n.person_id IS NOT NULL AS listed_now, n.birth_date AS birth_now, n.deceased_on AS deceased_now,
    n.relation AS relation_now
  FROM (${PERSONS('(FROM member WHERE hid >= $first AND hid < $next)', 'hid')}) n
  FULL JOIN (${PERSONS(before, 'household_no')}) b
    ON b.household_id = n.household_id AND b.person_id = n.person_id`;

const HOUSEHOLDS = `
  INSERT INTO household_change
  SELECT c.household_id, c.hid, c.household_no IS NOT NULL,
    count(*) FILTER (p.listed_now AND (p.deceased_now IS NULL OR p.deceased_now > CAST($now AS DATE))),
    count(*) FILTER (p.listed_before AND p.listed_now)
  FROM changed_in_batch c LEFT JOIN person_in_batch p ON p.household_id = c.household_id
  GROUP BY c.household_id, c.hid, c.household_no ORDER BY c.household_id`;

const MEMBERS = `
  INSERT INTO member_change
  SELECT p.household_id, c.hid, p.* EXCLUDE (household_id)
  FROM person_in_batch p JOIN changed_in_batch c ON c.household_id = p.household_id
  WHERE p.listed_before <> p.listed_now OR p.birth_before <> p.birth_now OR p.relation_before <> p.relation_now
    OR p.deceased_before IS DISTINCT FROM p.deceased_now
  ORDER BY p.household_id, p.person_id`;

/**
 * Makes tables `household_change` and `member_change`; both are empty on a first run. The households and their facts
 * must be in place.
 * @param now the month's reference date
 */
export async function findChanges(workspace: Workspace, before: MembersBefore, now: string): Promise<void> {
  for (const table of TABLES) await workspace.run(table);
  if (before.members.length === 0) return;
  const [households, members] = [readParquet(before.households), readParquet(before.members)];
  const known = await columnsOf(workspace, households);
  const digest = known.includes('members_digest') ? 'b.members_digest' : 'NULL';
  const count = await countOf(workspace, 'household');
  await inBatches(count, async (range) => {
    const ids = await idsOf(workspace, range, count);
    await workspace.run(CHANGED(households, digest), { ...range, ...ids });
    await workspace.run(COMPARED(members), range);
    await workspace.run(HOUSEHOLDS, { now });
    await workspace.run(MEMBERS);
  });
  for (const done of ['changed_in_batch', 'person_in_batch']) await workspace.run(`DROP TABLE ${done}`);
}

/** The ids between which a batch lies, in both extracts; null: from the first, to the last. */
async function idsOf(
  workspace: Workspace,
  { first, next }: { readonly first: number; readonly next: number },
  count: number,
): Promise<{ readonly from: string | null; readonly until: string | null }> {
  const idAt = async (hid: number) =>
    (await workspace.one('SELECT household_id FROM household WHERE hid = $hid', { hid })).text(
      'household_id',
    );
  return { from: first === 0 ? null : await idAt(first), until: next >= count ? null : await idAt(next) };
}
