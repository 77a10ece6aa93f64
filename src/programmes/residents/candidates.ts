import { isMarkedSql, residentSql } from '../../domain/beneficiary.js';
import { LONGEST_ORDER_ID, type OrderIds, orderIdSql, orderTailSql } from '../../domain/order-id.js';
import type { Day } from '../../domain/period.js';
import { householdWithResident, livingResident } from '../../tables/residents.js';
import { fill, makeEmpty } from '../../tables/table.js';
import { text, type Workspace } from '../../workspace/duckdb.js';
import type { Candidates } from '../programme.js';
import { stillPaidSql } from '../still-paid.js';
import type { ResidentMonth } from './facts.js';

/** What is in force this month for the resident's track. */
function inForce({ institutions }: ResidentMonth): string {
  const { child, capital, elderly } = institutions;
  return `CASE track WHEN 'CHILD' THEN ${child !== null} WHEN 'ADULT' THEN ${capital !== null}
    ELSE ${elderly !== null} END`;
}

/**
 * Residents who are also among the paid children of a household (rules, 2), or its only living member: table
 * `resident_child`. Beside others, an elderly resident adds nothing to what a household is paid.
 * Only those count whom the institution's side would pay, or paid this month: not who has departed or has had the capital. The
 * ranks are those of the few households that such a child belongs to.
 */
function residentChildren(month: ResidentMonth, childrenPaid: number): string {
  return `
  CREATE TABLE resident_child AS
  WITH claim AS (
    SELECT person_id FROM resident_amount
    WHERE ${inForce(month)} AND NOT departed AND (track IN ('CHILD', 'ELDERLY') OR own_topup > 0)
    UNION SELECT person_id FROM already_paid_resident
  ), alone AS (
    SELECT hid, min(person_id) AS person_id FROM member
    WHERE (deceased_on IS NULL OR deceased_on > CAST($now AS DATE))
      AND hid IN (SELECT hid FROM member WHERE person_id IN (FROM claim))
    GROUP BY hid HAVING count(*) = 1
  ), ranked AS (
    SELECT hid, person_id, row_number() OVER (PARTITION BY hid ORDER BY rank_key) AS rank
    FROM member
    WHERE relation = 'CHILD' AND birth_date > CAST($child AS DATE)
      AND (deceased_on IS NULL OR deceased_on > CAST($now AS DATE))
      AND hid IN (SELECT hid FROM member WHERE person_id IN (FROM claim))
      AND person_id NOT IN (SELECT person_id FROM not_counted)
  )
  SELECT h.household_id, r.person_id FROM ranked r JOIN household h ON h.hid = r.hid
  WHERE r.rank <= ${childrenPaid} AND r.person_id IN (FROM claim)
  UNION
  SELECT h.household_id, a.person_id FROM alone a JOIN household h ON h.hid = a.hid
  WHERE a.person_id IN (FROM claim)`;
}

/**
 * To be called before households are decided on, with their rows in place: tables `resident_child`,
 * `household_with_resident`, of which programmes/families/candidates.ts asks, and `living_resident`, of which history does.
 * @param childBorn latest birth date of those too old to be a household's child
 */
export async function findSharedChildren(
  workspace: Workspace,
  month: ResidentMonth,
  childBorn: Day,
  childrenPaid: number,
): Promise<void> {
  await workspace.run(residentChildren(month, childrenPaid), { now: month.now, child: childBorn });
  await makeEmpty(workspace, householdWithResident);
  await fill(workspace, householdWithResident, 'SELECT DISTINCT household_id FROM resident_child');
  await makeEmpty(workspace, livingResident);
  await fill(workspace, livingResident, 'SELECT person_id FROM resident_amount WHERE NOT departed');
}

/** The same tables for a month without residents. */
export async function noSharedChildren(workspace: Workspace): Promise<void> {
  for (const none of [householdWithResident, livingResident]) await makeEmpty(workspace, none);
}

/** Everything a line of the table may ask of a resident, when the households are decided on. */
export function candidates(month: ResidentMonth, orders: OrderIds): Candidates {
  const beneficiary = residentSql('a.person_id');
  const select = `
  SELECT a.*, ${inForce(month)} AS in_force,
    a.person_id IN (
      SELECT c.person_id FROM resident_child c JOIN register h ON h.household_id = c.household_id
      WHERE h.decision NOT IN ('INELIGIBLE', 'SUSPENDED') OR h.reason = 'ALREADY_PAID') AS in_household,
    a.person_id IN (SELECT person_id FROM already_paid_resident) AS already_paid,
    ${beneficiary} IN (SELECT household_id FROM household_doubt WHERE hid IS NULL) AS reported_dead,
    a.person_id IN (SELECT person_id FROM person_paid p
      WHERE period = ${text(month.period)} AND (how = 'CHILD' OR alone) AND ${stillPaidSql('p')})
      AS paid_in_household,
    ${beneficiary} IN (SELECT household_id FROM register WHERE ${isMarkedSql('household_id')})
      OR ${orderTailSql(orders, beneficiary)} IN (
        SELECT household_id FROM already_paid WHERE ${isMarkedSql('household_id')})
      OR length(${orderIdSql(orders, beneficiary)}) > ${LONGEST_ORDER_ID}
      AS reference_taken,
    a.provider IN (SELECT code FROM provider) AS provider_known,
    ${beneficiary} IN (SELECT beneficiary FROM resident_debt) AS is_owed
  FROM resident_amount a`;
  return { select, values: {}, batchesOf: null, order: 'person_id', done: async () => undefined };
}
