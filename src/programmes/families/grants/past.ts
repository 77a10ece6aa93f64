import { invariant } from '../../../domain/errors.js';
import { toText } from '../../../domain/money.js';
import { birthCutoff, type Period, referenceDate } from '../../../domain/period.js';
import type { Parameters } from '../../../rules/parameters.js';
import { grantPaid } from '../../../tables/grants.js';
import { fill } from '../../../tables/table.js';
import type { Workspace } from '../../../workspace/duckdb.js';
import { doesNotCountSql } from '../paid-elsewhere.js';

/** Grants paid in arrears: those of months whose amounts were computed now. Adds them to table `grant_paid`. */
const BIRTHS = `
  SELECT hid, person_id, 'BIRTH' AS kind, CASE birth WHEN 1 THEN 'FIRST' ELSE 'SECOND' END AS level, 0 AS year,
    CAST(CASE birth WHEN 1 THEN $first_birth ELSE $second_birth END AS DECIMAL(12,2)) AS amount, 'ARREARS' AS standing
  FROM past_birth WHERE period = $period`;

/** As programmes/families/grants/paid.ts lists those of the month: the children whose letters have the mark. */
const SCHOOLS = `
  SELECT hid, person_id, 'SCHOOL' AS kind, school_level AS level, CAST($year AS INTEGER) AS year,
    CAST(CASE school_level WHEN 'UPPER_SECONDARY' THEN $upper ELSE $lower END AS DECIMAL(12,2)) AS amount,
    'ARREARS' AS standing
  FROM (
    SELECT *, row_number() OVER (PARTITION BY hid ORDER BY rank_key) AS rank FROM past_member
    WHERE hid IN (SELECT hid FROM past_facts WHERE period = $period AND eligible) AND relation = 'CHILD'
      AND birth_date <= CAST($now AS DATE) AND birth_date > CAST($child AS DATE)
      AND (deceased_on IS NULL OR deceased_on > CAST($now AS DATE)) AND NOT ${doesNotCountSql('$period')}
  ) WHERE rank <= $children_paid AND schooled AND public_school
    AND school_level IN ('PRIMARY', 'LOWER_SECONDARY', 'UPPER_SECONDARY')
    AND person_id NOT IN (FROM past_school_granted)`;

/** Households whose listed grants are not those that their months were priced with. */
const UNEQUAL = `
  SELECT count(*) AS n
  FROM (SELECT hid, sum(amount) * 100 AS centimes FROM grant_paid WHERE standing = 'ARREARS' GROUP BY hid) g
  FULL JOIN (
    SELECT f.hid, sum(p.grants) AS centimes FROM past_facts f
    JOIN past_price p ON f.eligible AND p.period = f.period AND p.letters = f.letters
    GROUP BY f.hid HAVING sum(p.grants) > 0) a ON a.hid = g.hid
  WHERE a.centimes IS DISTINCT FROM g.centimes`;

/** @param periods the months computed now, of table `past_month` */
export async function addPastGrants(
  workspace: Workspace,
  periods: readonly Period[],
  parametersOf: (period: Period) => Parameters,
): Promise<void> {
  for (const period of periods) {
    const parameters = parametersOf(period);
    const { birthGrant, schoolGrant } = parameters;
    await fill(workspace, grantPaid, BIRTHS, {
      period,
      first_birth: toText(birthGrant.first),
      second_birth: toText(birthGrant.second),
    });
    if (!parameters.schoolReturn) continue;
    const now = referenceDate(period);
    await fill(workspace, grantPaid, SCHOOLS, {
      period,
      now,
      child: birthCutoff(now, parameters.ageChild),
      year: Number(period.slice(0, 4)),
      lower: toText(schoolGrant.lower),
      upper: toText(schoolGrant.upper),
      children_paid: parameters.childrenPaid,
    });
  }
  if (periods.length === 0) return;
  await workspace.run('DELETE FROM grant_paid WHERE amount = 0');
  const unequal = (await workspace.one(UNEQUAL)).count('n');
  invariant(unequal === 0, () => `${unequal} households are owed other grants than their children's`);
}
