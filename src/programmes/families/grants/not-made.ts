import { toText } from '../../../domain/money.js';
import { monthsBefore, type Period, referenceDate } from '../../../domain/period.js';
import type { Parameters } from '../../../rules/parameters.js';
import { grantNotMade } from '../../../tables/grants.js';
import { fill, makeEmpty } from '../../../tables/table.js';
import type { Workspace } from '../../../workspace/duckdb.js';
import type { SchoolGrants } from '../past-months.js';
import { birthsSql } from './claims.js';

/**
 * Grants that go with a month which is computed now, of children who left its household since and count in none for it
 * (table `counted_nowhere`). The household is not paid for them, and where they live now the month is over: nobody makes
 * these grants but by decision. A birth that takes its grant where the child lives now is none of them.
 */
const HOUSEHOLDS = `
  SELECT hid FROM household WHERE household_id IN (SELECT household_id FROM counted_nowhere)`;

const CHILDREN = `
  SELECT hid, person_id, birth_date FROM past_member WHERE relation = 'CHILD' AND hid IN (${HOUSEHOLDS})`;

/** Births of those who left are ranked also where no child of the month is left. */
const RANKED = `CREATE OR REPLACE TABLE nowhere_ranked AS ${birthsSql(CHILDREN, HOUSEHOLDS)}`;

/** Children of the month who left a household that was due it. */
const LEFT = `
  SELECT n.household_id, n.period, n.person_id, n.lives_in, h.hid
  FROM counted_nowhere n JOIN household h ON h.household_id = n.household_id
  JOIN past_facts f ON f.hid = h.hid AND f.period = n.period AND f.eligible WHERE n.period = $period`;

const BIRTHS = (inForce: string) => `
  SELECT l.household_id, l.period, l.person_id, l.lives_in,
    CASE r.birth WHEN 1 THEN 'BIRTH_FIRST' ELSE 'BIRTH_SECOND' END AS "grant",
    CAST(CASE r.birth WHEN 1 THEN $first ELSE $second END AS DECIMAL(12,2)) AS amount
  FROM (${LEFT}) l JOIN nowhere_ranked r ON r.hid = l.hid AND r.person_id = l.person_id
  WHERE list_contains(CAST([${inForce}] AS BIGINT[]), r.birth)
    AND r.birth_date > CAST($since AS DATE) AND r.birth_date <= CAST($now AS DATE)
    AND l.person_id NOT IN (SELECT person_id FROM birth_granted UNION ALL SELECT person_id FROM birth_claim
      UNION ALL SELECT person_id FROM birth_in_doubt UNION ALL SELECT person_id FROM past_birth
      UNION ALL SELECT person_id FROM grant_not_made)`;

/** What school a child goes to, the household that lists it now says. */
const SCHOOLS = `
  SELECT * FROM (
    SELECT l.household_id, l.period, l.person_id, l.lives_in, 'SCHOOL_' || m.school_level AS "grant",
      CAST(CASE m.school_level WHEN 'UPPER_SECONDARY' THEN $upper ELSE $lower END AS DECIMAL(12,2)) AS amount
    FROM (${LEFT}) l JOIN household h ON h.household_id = l.lives_in
    JOIN (FROM member WHERE person_id IN (SELECT person_id FROM counted_nowhere)) m
      ON m.hid = h.hid AND m.person_id = l.person_id
    WHERE m.schooled AND m.public_school AND m.school_level IN ('PRIMARY', 'LOWER_SECONDARY', 'UPPER_SECONDARY')
      AND l.person_id NOT IN (FROM nowhere_granted)) WHERE amount > 0`;

/** Makes table `grant_not_made`, without rows. */
export async function openGrantsNotMade(workspace: Workspace): Promise<void> {
  await makeEmpty(workspace, grantNotMade);
}

/**
 * Fills table `grant_not_made`. To be called when `counted_nowhere` and the past months are in place.
 * @param periods the months computed now, the oldest first
 */
export async function findGrantsNotMade(
  workspace: Workspace,
  periods: readonly Period[],
  parametersOf: (period: Period) => Parameters,
  granted: SchoolGrants,
): Promise<void> {
  const persons = (await workspace.select('SELECT DISTINCT person_id FROM counted_nowhere ORDER BY ALL')).map(
    (row) => row.text('person_id'),
  );
  if (persons.length === 0) return;
  await workspace.run(RANKED);
  for (const period of periods) {
    const { birthGrant, birthGrantWindow, birthsInForce, schoolGrant, schoolReturn } = parametersOf(period);
    const now = referenceDate(period);
    await fill(workspace, grantNotMade, BIRTHS(birthsInForce.join(', ')), {
      ...{ period, now, since: monthsBefore(now, birthGrantWindow) },
      ...{ first: toText(birthGrant.first), second: toText(birthGrant.second) },
    });
    if (!schoolReturn) continue;
    await workspace.createFrom(
      'nowhere_granted',
      { person_id: 'VARCHAR' },
      granted.among(Number(period.slice(0, 4)), persons).map((person_id) => ({ person_id })),
    );
    await fill(workspace, grantNotMade, SCHOOLS, {
      ...{ period, lower: toText(schoolGrant.lower), upper: toText(schoolGrant.upper) },
    });
    await workspace.run('DROP TABLE nowhere_granted');
  }
  await workspace.run('DROP TABLE nowhere_ranked');
}
