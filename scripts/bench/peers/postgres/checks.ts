/**
 * What makes a field good, in SQL. A calendar table turns text into days by a hash join, and is the guard that
 * a cast lacks: what is not in it is no day.
 */
/**
 * So many characters, all of a set. Written so because PostgreSQL builds its matcher again for every row: one
 * character class costs a tenth of what a counted repetition costs.
 */
export const madeOf = (column: string, low: number, high: number, set: string) =>
  `(octet_length(${column}) BETWEEN ${low} AND ${high} AND ${column} !~ '[^${set}]')`;
/** A decimal from 0 to below 100 with at most six decimals. */
export const SCORE = `ise_score ~ '^[0-9][0-9]?(\\.[0-9]+)?$' AND octet_length(ise_score) - strpos(ise_score || '.', '.') <= 6`;

const yesNo = (column: string) => `(${column} IS NULL OR ${column} = 'Y' OR ${column} = 'N')`;

/** A member's days; what the calendar does not hold is looked at by itself. */
export const BIRTH = `CASE WHEN b.day IS NULL THEN try_day(m.birth_date) ELSE b.day END`;
export const DIED = `CASE WHEN m.deceased_on IS NULL THEN NULL WHEN x.day IS NULL THEN try_day(m.deceased_on) ELSE x.day END`;

/** Whether the fields of a member row `m`, its days `b` and `x`, are all right; births are up to a day. */
export const memberRight = (reference: string) => `coalesce(${madeOf('m.person_id', 6, 20, 'A-Z0-9')}
  AND ${BIRTH} BETWEEN date '1900-01-01' AND date '${reference}'
  AND (m.deceased_on IS NULL OR ${DIED} >= ${BIRTH})
  AND (m.sex = 'F' OR m.sex = 'M') AND m.relation IN ('HEAD', 'SPOUSE', 'CHILD', 'OTHER')
  AND ${['m.schooled', 'm.public_school', 'm.severe_disability', 'm.father_deceased'].map(yesNo).join(' AND ')}
  AND (m.school_level IS NULL OR m.school_level IN ('PRIMARY', 'LOWER_SECONDARY', 'UPPER_SECONDARY', 'OTHER'))
  AND (m.social_cover IS NULL OR m.social_cover IN ('NONE', 'STATE_EMPLOYEE', 'FAMILY_ALLOWANCE', 'PENSION', 'CONTRIBUTIONS_DUE')),
  false)`;
