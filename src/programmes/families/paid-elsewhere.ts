import { birthCutoff, type Period, referenceDate } from '../../domain/period.js';
import type { Parameters } from '../../rules/parameters.js';
import { adultElsewhere, householdWithPaidPerson, notCounted } from '../../tables/history.js';
import { fill, makeEmpty } from '../../tables/table.js';
import type { Workspace } from '../../workspace/duckdb.js';
import { DECISION_TABLE } from './decisions.js';
import { dated } from './facts.js';

/**
 * What it means for a household that the month was paid for one of its persons elsewhere. A child does not count: it
 * has no rank, and the others are paid. A household of which another living member was paid in another household is
 * held: it may be that very family under another number. An elderly resident of an institution may be a household's
 * member beside others, as within one extract. A past month that is computed late follows the same: with an adult who
 * lived in another household that was paid it, it is not paid but by decision.
 */

/** The persons of the households at hand who were paid elsewhere. @param members a table like member */
const ELSEWHERE = (members: string, table: string, which: string) => `
  CREATE OR REPLACE TABLE ${table} AS
  SELECT m.hid, m.person_id, min(p.paid_to) AS paid_to,
    m.relation = 'CHILD' AND m.birth_date > $child AS child,
    bool_or(p.how IN ('CHILD', 'RESIDENT') OR p.alone) AS counts, bool_or(p.how <> 'RESIDENT') AS in_household
  FROM ${members} m JOIN household h ON h.hid = m.hid
  JOIN (FROM person_paid WHERE period = $period AND ${which}) p ON p.person_id = m.person_id AND p.paid_to <> h.household_id
  WHERE m.birth_date <= $now AND (m.deceased_on IS NULL OR m.deceased_on > $now)
  GROUP BY ALL`;

/** A household that is held keeps its own amount. */
const NOT_COUNTED = `
  SELECT CAST($period AS VARCHAR) AS period, e.hid, e.person_id, e.paid_to
  FROM paid_elsewhere e JOIN household h ON h.hid = e.hid
  WHERE e.child AND e.counts AND h.household_id NOT IN (SELECT household_id FROM household_with_paid_person)`;

const NOT_COUNTED_THEN = `
  SELECT CAST($period AS VARCHAR) AS period, hid, person_id, paid_to FROM paid_elsewhere WHERE child AND counts`;

/**
 * Adults of the late household who lived in another one that was paid the month. The month waits while the other is owed
 * it. Who came to the household since did not live there then.
 */
const ADULTS_THEN = `
  SELECT CAST($period AS VARCHAR) AS period, e.hid, e.person_id, p.paid_to,
    CASE WHEN (h.household_id, e.person_id) IN (SELECT (household_id, person_id) FROM came_since WHERE period = $period) THEN 'CAME_SINCE'
      WHEN p.owed AND p.paid_to IN (SELECT household_id FROM debt WHERE kind = 'MONTH' AND origin = $period AND state = 'OPEN')
      THEN 'WAITS' ELSE 'NOT_DUE' END AS effect
  FROM (SELECT DISTINCT hid, person_id FROM paid_elsewhere WHERE NOT child AND in_household) e
  JOIN household h ON h.hid = e.hid
  JOIN (SELECT person_id, paid_to, bool_and(owed) AS owed FROM person_paid
    WHERE period = $period AND how <> 'RESIDENT' GROUP BY ALL) p ON p.person_id = e.person_id AND p.paid_to <> h.household_id`;

/** Within one extract two households that bear one account are both held. */
const ACCOUNTS_THEN = `
  SELECT a.period, a.hid, h.payee_id AS person_id, a.paid_to, 'ACCOUNT_PAID' AS effect
  FROM account_paid_then a JOIN household h ON h.hid = a.hid
  WHERE a.period = $period AND (a.hid, a.paid_to) NOT IN (SELECT (hid, paid_to) FROM adult_elsewhere WHERE period = $period)`;

/** Who alone makes a household was paid for it where the institution was. */
const HELD = `
  SELECT h.household_id, e.person_id, e.paid_to FROM paid_elsewhere e JOIN household h ON h.hid = e.hid
  WHERE NOT e.child AND (e.in_household OR e.hid IN (
    SELECT hid FROM member WHERE hid IN (SELECT hid FROM paid_elsewhere) AND (deceased_on IS NULL OR deceased_on > $now)
    GROUP BY hid HAVING count(*) = 1))`;

/** SQL: whether a month is paid for a person elsewhere, so that the child does not count. @param period a month, as SQL */
export function doesNotCountSql(period: string): string {
  return `person_id IN (SELECT person_id FROM not_counted WHERE period = ${period})`;
}

/** Tables `not_counted` and `household_with_paid_person` of the month itself. Returns whether a child does not count. */
export async function findPaidElsewhere(
  workspace: Workspace,
  period: Period,
  parameters: Parameters,
): Promise<boolean> {
  await makeEmpty(workspace, notCounted, householdWithPaidPerson, adultElsewhere);
  const now = referenceDate(period);
  const owed = await lookFor(workspace, period, parameters, { table: 'owed_elsewhere', which: 'owed' });
  if (!owed) await workspace.run('CREATE TABLE owed_elsewhere (hid BIGINT)');
  if (!(await lookFor(workspace, period, parameters, { table: 'paid_elsewhere', which: 'NOT owed' })))
    return false;
  await fill(workspace, householdWithPaidPerson, dated(HELD, { now }), { now });
  await fill(workspace, notCounted, NOT_COUNTED, { period });
  return (await workspace.one('SELECT count(*) AS n FROM not_counted')).count('n') > 0;
}

/** The same of a past month that is computed now: adds its children to `not_counted`, its adults to `adult_elsewhere`. */
export async function findPaidElsewhereThen(
  workspace: Workspace,
  period: Period,
  parameters: Parameters,
): Promise<void> {
  const members = `(FROM past_member WHERE hid IN (SELECT hid FROM past_month WHERE period = $period))`;
  const found = await lookFor(workspace, period, parameters, {
    members,
    table: 'paid_elsewhere',
    which: 'true',
  });
  if (found) {
    await fill(workspace, notCounted, NOT_COUNTED_THEN, { period });
    await fill(workspace, adultElsewhere, ADULTS_THEN, { period });
  }
  await fill(workspace, adultElsewhere, ACCOUNTS_THEN, { period });
}

/**
 * Makes `table` of the persons who were paid elsewhere, if there are any.
 * @param which SQL over person_paid: what is owed, or not
 */
async function lookFor(
  workspace: Workspace,
  period: Period,
  parameters: Parameters,
  { members = 'member', table, which }: { members?: string; table: string; which: string },
): Promise<boolean> {
  const found = `SELECT count(*) AS n FROM person_paid WHERE period = $period AND ${which}`;
  if ((await workspace.one(found, { period })).count('n') === 0) return false;
  const now = referenceDate(period);
  const days = { now, child: birthCutoff(now, parameters.ageChild) };
  await workspace.run(dated(ELSEWHERE(members, table, which), days), { ...days, period });
  return true;
}

const PLACE = DECISION_TABLE.findIndex((line) => line.reason === 'PERSON_ALREADY_PAID');
/** Lines by which nothing is due of the month. */
const NOTHING_DUE = DECISION_TABLE.flatMap(({ decision, reason }, place) =>
  decision === 'SUSPENDED' || (decision === 'INELIGIBLE' && reason !== 'CLOSED' && reason !== 'ALREADY_PAID')
    ? [place]
    : [],
);

/** Households to which this run leaves owed what an earlier one of the month owes them: they are not paid by it. */
const LEFT_OWED = `
  SELECT DISTINCT e.hid, e.person_id, e.paid_to FROM owed_elsewhere e
  LEFT JOIN household h ON h.household_id = e.paid_to LEFT JOIN decided d ON d.hid = h.hid
  WHERE (e.child AND e.counts OR NOT e.child AND e.in_household)
    AND (d.hid IS NULL OR d.account IN (FROM account_paid) OR d.line NOT IN (${NOTHING_DUE.join(', ')})
      OR d.line IS NULL AND d.account <> '' AND d.account IN (
        SELECT account FROM decided WHERE line IS NULL GROUP BY account HAVING count(*) > 1))`;

const HOLD = `
  UPDATE decided SET line = ${PLACE} WHERE (line IS NULL OR line > ${PLACE}) AND hid IN (SELECT hid FROM (${LEFT_OWED}))`;

const NAME = `
  SELECT h.household_id, l.person_id, l.paid_to FROM (${LEFT_OWED}) l JOIN household h ON h.hid = l.hid`;

/**
 * When every line but the last two has been looked at: holds a household with a person for whom an earlier run of the
 * month owes a known amount to another, unless that one is paid now. Who is held by it leaves owed what it is owed
 * itself, so it is asked again until nobody is added.
 */
export async function holdOwedElsewhere(workspace: Workspace): Promise<void> {
  const owed = await workspace.one('SELECT count(*) AS n FROM owed_elsewhere');
  if (owed.count('n') === 0) return;
  const held = `SELECT count(*) AS n FROM decided WHERE line = ${PLACE}`;
  for (let before = -1, now = 0; now > before; ) {
    before = (await workspace.one(held)).count('n');
    await workspace.run(HOLD);
    now = (await workspace.one(held)).count('n');
  }
  await fill(workspace, householdWithPaidPerson, NAME);
}
