import { invariant } from '../../../domain/errors.js';
import { toText } from '../../../domain/money.js';
import type { Day, Period } from '../../../domain/period.js';
import type { Parameters } from '../../../rules/parameters.js';
import { grantPaid } from '../../../tables/grants.js';
import { fill, makeEmpty } from '../../../tables/table.js';
import { COLUMNAR, countOf, inBatches } from '../../../workspace/batches.js';
import { type Workspace, writePath } from '../../../workspace/duckdb.js';
import { GRANTS } from '../components.js';
import { doesNotCountSql } from '../paid-elsewhere.js';

/**
 * The grants that the run makes, child by child: the sealed list from which the ledger knows, once the run is
 * released, what may not be granted again. A household's grants are of the child behind each of
 * them, so the list is made from the members and then held against the register. `standing`: PAID with the
 * month; ACCRUED with a month that is owed and not paid out; ARREARS of an earlier month, paid now; MOVED, owed to another
 * household before, and paid where the child lives.
 */
export const GRANTS_FILE = 'grants.parquet';

/** A grant made. `level` is FIRST or SECOND of a birth, the school level of a school-return grant. */
export type Grant = {
  readonly personId: string;
  readonly householdId: string;
  readonly kind: 'BIRTH' | 'SCHOOL';
  readonly level: string;
  /** The year of the September of a school-return grant; 0 of a birth grant. */
  readonly year: number;
  readonly centimes: number;
};

/** Of `assessed` a: whose grants count as granted. */
const MADE = `(a.decision = 'PAY' OR a.hid IN (FROM accruing))`;
const STANDING = `CASE a.decision WHEN 'PAY' THEN 'PAID' ELSE 'ACCRUED' END AS standing`;

const BIRTHS = `
  SELECT c.hid, c.person_id, 'BIRTH' AS kind, CASE c.birth WHEN 1 THEN 'FIRST' ELSE 'SECOND' END AS level, 0 AS year,
    CAST(CASE c.birth WHEN 1 THEN $first_birth ELSE $second_birth END AS DECIMAL(12,2)) AS amount, ${STANDING}
  FROM birth_claim c JOIN assessed a ON a.hid = c.hid WHERE ${MADE}`;

/** The children whose letters have the mark: by rank the first of those counted on the reference date. */
const SCHOOLS = `
  SELECT c.hid, c.person_id, 'SCHOOL' AS kind, c.school_level AS level, CAST($year AS INTEGER) AS year,
    CAST(CASE c.school_level WHEN 'UPPER_SECONDARY' THEN $upper ELSE $lower END AS DECIMAL(12,2)) AS amount, ${STANDING}
  FROM (
    SELECT *, row_number() OVER (PARTITION BY hid ORDER BY rank_key) AS rank FROM member
    WHERE hid >= $first AND hid < $next AND relation = 'CHILD' AND birth_date > CAST($child AS DATE)
      AND (deceased_on IS NULL OR deceased_on > CAST($now AS DATE)) AND NOT ${doesNotCountSql('$period')}
  ) c JOIN (FROM assessed WHERE hid >= $first AND hid < $next) a ON a.hid = c.hid
  WHERE ${MADE} AND c.rank <= $children_paid AND c.schooled AND c.public_school
    AND c.school_level IN ('PRIMARY', 'LOWER_SECONDARY', 'UPPER_SECONDARY')
    AND c.person_id NOT IN (FROM school_granted)`;

/** Households whose listed grants are not what the register says. */
const UNEQUAL = `
  SELECT count(*) AS n
  FROM (SELECT hid, sum(amount) AS amount FROM grant_paid GROUP BY hid) g
  FULL JOIN (SELECT hid, ${GRANTS} AS amount FROM assessed a
    WHERE ${MADE} AND ${GRANTS} <> 0) a ON a.hid = g.hid
  WHERE a.amount IS DISTINCT FROM g.amount`;

const LIST = `
  SELECT a.household_id, g.person_id, g.kind, g.level, g.year, g.amount, g.standing
  FROM grant_paid g JOIN assessed a ON a.hid = g.hid
  ORDER BY a.household_id, g.person_id, g.kind`;

/** Lists the month's grants, table `grant_paid`, and holds them against the register. */
export async function listGrants(
  workspace: Workspace,
  parameters: Parameters,
  days: { readonly now: Day; readonly child: Day },
): Promise<void> {
  const { birthGrant, schoolGrant } = parameters;
  await makeEmpty(workspace, grantPaid);
  await fill(workspace, grantPaid, BIRTHS, {
    first_birth: toText(birthGrant.first),
    second_birth: toText(birthGrant.second),
  });
  if (parameters.schoolReturn) {
    await inBatches(await countOf(workspace, 'assessed'), (range) =>
      fill(workspace, grantPaid, SCHOOLS, {
        ...range,
        ...days,
        period: parameters.period,
        year: yearOf(parameters.period),
        lower: toText(schoolGrant.lower),
        upper: toText(schoolGrant.upper),
        children_paid: parameters.childrenPaid,
      }),
    );
  }
  await workspace.run('DELETE FROM grant_paid WHERE amount = 0'); // abolished: there is nothing to take twice
  const unequal = (await workspace.one(UNEQUAL)).count('n');
  invariant(unequal === 0, () => `${unequal} households are paid other grants than their children's`);
}

const MOVED = `
  SELECT hid, person_id, kind, level, year, CAST(centimes * 0.01 AS DECIMAL(12,2)) AS amount,
    CASE WHEN waits THEN 'OWED' ELSE 'MOVED' END AS standing
  FROM grant_freed WHERE hid IS NOT NULL`;

/** Adds the grants that come from another household with the child; the month's own are listed. */
export async function listMovedGrants(workspace: Workspace): Promise<void> {
  await fill(workspace, grantPaid, MOVED);
}

/** Writes the list. Returns how many grants there are. */
export async function writeGrants(workspace: Workspace, file: string): Promise<number> {
  return workspace.copy(`COPY (${LIST}) TO ${writePath(file)} (${COLUMNAR})`);
}

/** The school year in which a month of September lies. */
export function yearOf(period: Period): number {
  return Number(period.slice(0, 4));
}

const FOR_LEDGER = `
  SELECT a.household_id, g.person_id, g.kind, g.level, g.year, CAST(g.amount * 100 AS BIGINT) AS centimes
  FROM grant_paid g JOIN assessed a ON a.hid = g.hid ORDER BY g.kind, g.year, g.person_id`;

/** The grants made, in the order in which the ledger keeps them. */
export async function* paidGrants(workspace: Workspace): AsyncGenerator<Grant> {
  for await (const row of workspace.stream(FOR_LEDGER)) {
    yield {
      personId: row.text('person_id'),
      householdId: row.text('household_id'),
      kind: row.text('kind') === 'BIRTH' ? 'BIRTH' : 'SCHOOL',
      level: row.text('level'),
      year: row.count('year'),
      centimes: row.count('centimes'),
    };
  }
}
