import { birthCutoff, type Period, referenceDate } from '../../domain/period.js';
import type { Parameters } from '../../rules/parameters.js';
import { countedNowhere, personSought } from '../../tables/history.js';
import { fill, makeEmpty } from '../../tables/table.js';
import { countOf } from '../../workspace/batches.js';
import type { Workspace } from '../../workspace/duckdb.js';

/**
 * Children who lived in a household whose month is computed now, and who left it since: the month is computed without
 * them. Where they live now, it may be paid already. Whoever then counts in no household is named.
 */
const CREATE_LEFT =
  'CREATE TABLE past_left (period VARCHAR, hid BIGINT, household_id VARCHAR, person_id VARCHAR, birth_date DATE)';

/** Of a household whose row could not be read, everybody counts as having left it in that very month. */
const LEFT = `
  INSERT INTO past_left
  SELECT DISTINCT p.period, h.hid, h.household_id, g.person_id, g.birth_date
  FROM (FROM past_month WHERE period = $period) p JOIN household h ON h.hid = p.hid
  JOIN gone_person g ON g.household_id = h.household_id AND g.relation = 'CHILD' AND g.listed_as IS NULL
  WHERE (g.left_in > $period OR g.left_in = $period AND h.household_id IN (
      SELECT household_id FROM debt WHERE kind = 'MONTH' AND origin = $period AND cause = 'QUARANTINED'))
    AND h.enrolled_on <= CAST($now AS DATE) AND g.birth_date <= CAST($now AS DATE) AND g.birth_date > CAST($child AS DATE)
    AND (g.deceased_on IS NULL OR g.deceased_on > CAST($now AS DATE))`;

const SOUGHT = `
  SELECT period, person_id, household_id AS beneficiary FROM past_left WHERE period = $period`;

/** Where each stands now; who stands in two households at once has no home. */
const HOME = `
  SELECT m.person_id, min(h.household_id) AS household_id, min(m.deceased_on) AS deceased_on,
    bool_and(m.schooled) AS schooled, bool_and(m.father_deceased) AS father_deceased,
    bool_and(m.severe_disability) AS severe_disability, min(CAST(m.social_cover AS VARCHAR)) AS social_cover
  FROM (FROM member WHERE person_id IN (SELECT person_id FROM past_left)) m JOIN household h ON h.hid = m.hid
  WHERE m.relation = 'CHILD' GROUP BY m.person_id HAVING count(*) = 1`;

const NOWHERE = `
  SELECT l.household_id, l.period, l.person_id, n.household_id AS lives_in, l.birth_date, n.deceased_on, n.schooled,
    n.father_deceased, n.severe_disability, n.social_cover
  FROM past_left l LEFT JOIN (${HOME}) n ON n.person_id = l.person_id
  WHERE (l.period, l.person_id) NOT IN (SELECT (period, person_id) FROM person_paid)
    AND (l.period, l.person_id) NOT IN (SELECT (period, person_id) FROM past_lived)
    AND (n.deceased_on IS NULL OR n.deceased_on > last_day(CAST(l.period || '-01' AS DATE)))
    AND (l.period, coalesce(n.household_id, '')) NOT IN (
      SELECT (origin, household_id) FROM debt WHERE kind = 'MONTH' AND unknown AND state = 'OPEN')
  QUALIFY row_number() OVER (PARTITION BY l.period, l.person_id ORDER BY l.household_id) = 1
  ORDER BY ALL`;

/** Makes table `countedNowhere`, without rows. */
export async function openCountedNowhere(workspace: Workspace): Promise<void> {
  await makeEmpty(workspace, countedNowhere);
}

/** Table `past_left`, of the households and months of table `past_month`. Table `debt` is in place. */
export async function takeWhoLeft(
  workspace: Workspace,
  periods: readonly Period[],
  parametersOf: (period: Period) => Parameters,
): Promise<void> {
  await workspace.run(CREATE_LEFT);
  for (const period of periods) {
    const now = referenceDate(period);
    const child = birthCutoff(now, parametersOf(period).ageChild);
    await workspace.run(LEFT, { period, now, child });
  }
}

/** Adds them to `person_sought`: the month may be paid for them elsewhere. */
export async function seekWhoLeft(workspace: Workspace, period: Period): Promise<void> {
  await fill(workspace, personSought, SOUGHT, { period });
}

/** Fills table `counted_nowhere`. To be called when `person_paid` has those sought and the months have their amounts. */
export async function findCountedNowhere(workspace: Workspace): Promise<void> {
  if ((await countOf(workspace, 'past_left')) > 0) await fill(workspace, countedNowhere, NOWHERE);
  await workspace.run('DROP TABLE past_left');
}
