/**
 * SQL over person_paid, when the households are decided on: whether the month is paid for the person elsewhere after
 * all. What was owed of it is not, where the household is paid now without the person, or nothing is due.
 */
export function stillPaidSql(paid: string): string {
  return `(NOT ${paid}.owed OR ${paid}.paid_to NOT IN (SELECT household_id FROM register
      WHERE household_id IN (SELECT paid_to FROM person_paid WHERE owed)
        AND (decision IN ('PAY', 'SUSPENDED') OR decision = 'INELIGIBLE' AND reason NOT IN ('CLOSED', 'ALREADY_PAID'))))`;
}
