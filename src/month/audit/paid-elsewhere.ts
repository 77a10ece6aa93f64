import { join } from 'node:path';
import { residentSql } from '../../domain/beneficiary.js';
import { PAID_ELSEWHERE_FILE } from '../../history/persons-paid.js';
import { stillPaidSql } from '../../programmes/still-paid.js';
import { copyCsv, type Workspace } from '../../workspace/duckdb.js';

/**
 * Persons for whom another is paid a month: children who do not count in their household, and who keeps a household, or
 * is kept as a resident, from being paid. Of this month, and of those that are computed late: adults with whom these are
 * not due, or wait.
 */
const LISTED = (residents: boolean) => `
  SELECT a.household_id, n.period AS month, n.person_id, n.paid_to, 'NOT_COUNTED' AS effect
  FROM not_counted n JOIN assessed a ON a.hid = n.hid WHERE n.period <> $period OR a.amount = 'own'
  UNION ALL
  SELECT h.household_id, $period, h.person_id, h.paid_to, 'HELD'
  FROM household_with_paid_person h JOIN assessed a ON a.household_id = h.household_id
  WHERE a.reason = 'PERSON_ALREADY_PAID'
  UNION ALL
  SELECT a.household_id, e.period, e.person_id, e.paid_to, e.effect
  FROM adult_elsewhere e JOIN assessed a ON a.hid = e.hid WHERE e.effect <> 'CAME_SINCE'
  ${
    residents
      ? `UNION ALL
  SELECT ${residentSql('r.person_id')}, $period, r.person_id, min(p.paid_to), 'HELD'
  FROM resident_register r JOIN person_paid p ON p.person_id = r.person_id AND p.period = $period
  WHERE r.reason = 'PERSON_ALREADY_PAID' AND (p.how = 'CHILD' OR p.alone) AND ${stillPaidSql('p')}
  GROUP BY r.person_id`
      : ''
  }`;

/** Returns the file and how many persons it lists; nothing where there is nobody. @param residents whether the run has any */
export async function writePaidElsewhere(
  workspace: Workspace,
  period: string,
  residents: boolean,
  folder: string,
): Promise<[string, number][]> {
  await workspace.run(`CREATE TABLE listed_elsewhere AS ${LISTED(residents)} ORDER BY ALL`, { period });
  const rows = (await workspace.one('SELECT count(*) AS n FROM listed_elsewhere')).count('n');
  if (rows === 0) return [];
  await workspace.run(copyCsv('listed_elsewhere', join(folder, PAID_ELSEWHERE_FILE)));
  return [[PAID_ELSEWHERE_FILE, rows]];
}
