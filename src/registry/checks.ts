import type { FieldCode } from '../domain/codes.js';
import { EARLIEST_BIRTH, NAME_LIMIT, PATTERNS, type PartnerKind } from '../domain/vocabulary.js';
import { text } from '../workspace/duckdb.js';
import { DAYS, type Kind } from './columns.js';

/**
 * A check of one field: `bad` is SQL over the raw text columns, in which a blank field is NULL. Each check is one
 * bit of the row's `faults`, so that every bad field of a row is reported with its own code. `$reference` is the
 * month's reference date. It looks at rows of `withDays`.
 */
export type Check = { readonly code: FieldCode; readonly column: string; readonly bad: string };

function notMatching(column: string, pattern: string): string {
  return `${column} IS NULL OR NOT regexp_full_match(${column}, ${text(pattern)})`;
}

function notName(column: string): string {
  return `${column} IS NULL OR length(${column}) > ${NAME_LIMIT} OR trim(${column}) = ''`;
}

/** An ENUM type refuses what is not in its list; a blank is refused unless `optional`. */
function notIn(column: string, type: string, optional = false): string {
  const unknown = `TRY_CAST(${column} AS ${type}) IS NULL`;
  return optional ? `${column} IS NOT NULL AND ${unknown}` : unknown;
}

/** Two consecutive years: the school year from September of the first to August of the second. */
function notSchoolYear(column: string): string {
  return `coalesce(NOT regexp_full_match(${column}, '[0-9]{4}-[0-9]{4}')
      OR TRY_CAST(right(${column}, 4) AS INTEGER) <> TRY_CAST(left(${column}, 4) AS INTEGER) + 1, true)`;
}

function notYesNo(column: string): string {
  return `${column} IS NOT NULL AND ${column} <> 'Y' AND ${column} <> 'N'`;
}

/**
 * SQL: the day that a column of text says; null where it says none. The engine reads each text once, however many checks
 * look at it: see withDays.
 */
export function daySql(column: string): string {
  return `"${column.replaceAll('"', '')} as a day"`;
}

/** SQL of the rows of `written` with the days that their texts say, for `faultsSql`, `IN_FORCE` and the checks. */
export function withDays(kind: Kind, written: string): string {
  const days = DAYS[kind].map((column) => `, TRY_CAST("${column}" AS DATE) AS ${daySql(column)}`);
  return `SELECT *${days.join('')} FROM (${written})`;
}

/** Casting alone also accepts 2026-9-1, 2026/09/01 and "infinity": the text must be the day as it prints. */
function notDay(column: string): string {
  return `(length(${column}) <> 10 OR coalesce(CAST(${daySql(column)} AS VARCHAR) <> ${column}, true))`;
}

function notMonth(column: string): string {
  return `NOT regexp_full_match(${column}, ${text(PATTERNS.month)})`;
}

/** A day after the month's reference date. */
function future(column: string): string {
  return `NOT ${notDay(column)} AND ${daySql(column)} > CAST($reference AS DATE)`;
}

/** A day before another day of the same row. False when one of them is no day. */
function before(column: string, other: string): string {
  return `coalesce(${daySql(column)} < ${daySql(other)}, false)`;
}

/** A birth date that is no day or too long ago, and one after the reference date. */
const BIRTH_DATE: readonly Check[] = [
  {
    code: 'BIRTH_DATE_INVALID',
    column: 'birth_date',
    bad: `${notDay('birth_date')} OR ${daySql('birth_date')} < DATE ${text(EARLIEST_BIRTH)}`,
  },
  { code: 'BIRTH_DATE_FUTURE', column: 'birth_date', bad: future('birth_date') },
];

/** Who is paid, and how: of a household, and of a final payment. */
const PAYEE: readonly Check[] = [
  { code: 'PAYEE_ID_INVALID', column: 'payee_id', bad: notMatching('payee_id', PATTERNS.personId) },
  { code: 'PAYEE_NAME_INVALID', column: 'payee_name', bad: notName('payee_name') },
  { code: 'CHANNEL_INVALID', column: 'channel', bad: notIn('channel', 'channel') },
  { code: 'PROVIDER_INVALID', column: 'provider', bad: notMatching('provider', PATTERNS.provider) },
];

/** The checks of each kind, in the order of their bits. The first one is of the row's own id. */
export const CHECKS: Readonly<Record<Kind, readonly Check[]>> = {
  households: [
    {
      code: 'HOUSEHOLD_ID_INVALID',
      column: 'household_id',
      bad: notMatching('household_id', PATTERNS.householdId),
    },
    { code: 'PROVINCE_UNKNOWN', column: 'province_code', bad: notIn('province_code', 'province') },
    { code: 'MILIEU_INVALID', column: 'milieu', bad: notIn('milieu', 'milieu') },
    { code: 'ISE_SCORE_INVALID', column: 'ise_score', bad: notMatching('ise_score', PATTERNS.iseScore) },
    { code: 'STATUS_INVALID', column: 'status', bad: notIn('status', 'status') },
    ...PAYEE,
    { code: 'ENROLLED_ON_INVALID', column: 'enrolled_on', bad: notDay('enrolled_on') },
    { code: 'ENROLLED_ON_FUTURE', column: 'enrolled_on', bad: future('enrolled_on') },
  ],
  members: [
    { code: 'PERSON_ID_INVALID', column: 'person_id', bad: notMatching('person_id', PATTERNS.personId) },
    ...BIRTH_DATE,
    { code: 'SEX_INVALID', column: 'sex', bad: notIn('sex', 'sex') },
    { code: 'RELATION_INVALID', column: 'relation', bad: notIn('relation', 'relation') },
    { code: 'SCHOOLED_INVALID', column: 'schooled', bad: notYesNo('schooled') },
    { code: 'PUBLIC_SCHOOL_INVALID', column: 'public_school', bad: notYesNo('public_school') },
    { code: 'SEVERE_DISABILITY_INVALID', column: 'severe_disability', bad: notYesNo('severe_disability') },
    { code: 'FATHER_DECEASED_INVALID', column: 'father_deceased', bad: notYesNo('father_deceased') },
    {
      code: 'SCHOOL_LEVEL_INVALID',
      column: 'school_level',
      bad: notIn('school_level', 'school_level', true),
    },
    {
      code: 'SOCIAL_COVER_INVALID',
      column: 'social_cover',
      bad: notIn('social_cover', 'social_cover', true),
    },
    {
      code: 'DECEASED_ON_INVALID',
      column: 'deceased_on',
      bad: `deceased_on IS NOT NULL AND ${notDay('deceased_on')}`,
    },
    {
      code: 'DECEASED_BEFORE_BIRTH',
      column: 'deceased_on',
      bad: before('deceased_on', 'birth_date'),
    },
  ],
  residents: [
    { code: 'PERSON_ID_INVALID', column: 'person_id', bad: notMatching('person_id', PATTERNS.personId) },
    { code: 'NAME_INVALID', column: 'name', bad: notName('name') },
    ...BIRTH_DATE,
    { code: 'CATEGORY_INVALID', column: 'category', bad: notIn('category', 'resident_category') },
    {
      code: 'INSTITUTION_ID_INVALID',
      column: 'institution_id',
      bad: notMatching('institution_id', PATTERNS.institutionId),
    },
    { code: 'PROVINCE_UNKNOWN', column: 'province_code', bad: notIn('province_code', 'province') },
    { code: 'ADMITTED_ON_INVALID', column: 'admitted_on', bad: notDay('admitted_on') },
    { code: 'ADMITTED_ON_FUTURE', column: 'admitted_on', bad: future('admitted_on') },
    { code: 'ADMITTED_BEFORE_BIRTH', column: 'admitted_on', bad: before('admitted_on', 'birth_date') },
    { code: 'LEFT_ON_INVALID', column: 'left_on', bad: `left_on IS NOT NULL AND ${notDay('left_on')}` },
    { code: 'LEFT_BEFORE_ADMITTED', column: 'left_on', bad: before('left_on', 'admitted_on') },
    {
      code: 'SCHOLARSHIP_INVALID',
      column: 'scholarship',
      bad: `scholarship IS NOT NULL AND NOT regexp_full_match(scholarship, ${text(PATTERNS.amount)})`,
    },
    { code: 'PROVIDER_INVALID', column: 'provider', bad: notMatching('provider', PATTERNS.provider) },
  ],
  adjustments: [
    {
      code: 'ADJUSTMENT_ID_INVALID',
      column: 'adjustment_id',
      bad: notMatching('adjustment_id', PATTERNS.adjustmentId),
    },
    {
      code: 'HOUSEHOLD_ID_INVALID',
      column: 'household_id',
      bad: notMatching('household_id', PATTERNS.householdId),
    },
    { code: 'KIND_INVALID', column: 'kind', bad: notIn('kind', 'adjustment_kind') },
    {
      code: 'AMOUNT_INVALID',
      column: 'amount',
      bad: `${notMatching('amount', PATTERNS.amount)} OR TRY_CAST(amount AS DECIMAL(12,2)) = 0`,
    },
    { code: 'DECIDED_ON_INVALID', column: 'decided_on', bad: notDay('decided_on') },
    { code: 'DECIDED_ON_FUTURE', column: 'decided_on', bad: future('decided_on') },
    { code: 'MONTH_INVALID', column: 'month', bad: `"month" IS NOT NULL AND ${notMonth('"month"')}` },
    {
      code: 'MONTH_FUTURE',
      column: 'month',
      bad: `coalesce(NOT ${notMonth('"month"')} AND "month" > left($reference, 7), false)`,
    },
    ...PAYEE.map(({ bad, ...check }) => ({ ...check, bad: `coalesce(kind = 'FINAL', false) AND (${bad})` })),
    {
      code: 'PAYEE_UNEXPECTED',
      column: 'kind',
      bad: `TRY_CAST(kind AS adjustment_kind) IS NOT NULL AND kind <> 'FINAL'
        AND coalesce(payee_id, payee_name, channel, provider, account) IS NOT NULL`,
    },
  ],
  schooling: [
    { code: 'PERSON_ID_INVALID', column: 'person_id', bad: notMatching('person_id', PATTERNS.personId) },
    { code: 'SCHOOL_YEAR_INVALID', column: 'school_year', bad: notSchoolYear('school_year') },
    { code: 'LEVEL_INVALID', column: 'level', bad: notIn('"level"', 'school_level', true) },
    { code: 'PUBLIC_INVALID', column: 'public', bad: notYesNo('"public"') },
    { code: 'ENROLLED_INVALID', column: 'enrolled', bad: `enrolled IS NULL OR ${notYesNo('enrolled')}` },
  ],
  social_security: [
    { code: 'PERSON_ID_INVALID', column: 'person_id', bad: notMatching('person_id', PATTERNS.personId) },
    { code: 'COVER_INVALID', column: 'cover', bad: notIn('cover', 'social_cover') },
    { code: 'FROM_INVALID', column: 'from', bad: notDay('"from"') },
    { code: 'TO_INVALID', column: 'to', bad: `"to" IS NOT NULL AND ${notDay('"to"')}` },
    { code: 'TO_BEFORE_FROM', column: 'to', bad: before('"to"', '"from"') },
  ],
};

/**
 * SQL: whether a partner's row is in force on the reference date. NULL when the fields that decide it are bad: the row
 * may then be in force. `$school_year` is the school year of the reference date.
 */
export const IN_FORCE: Readonly<Record<PartnerKind, string>> = {
  schooling: `CASE WHEN NOT ${notSchoolYear('school_year')} THEN school_year = $school_year END`,
  social_security: `CASE WHEN ${before('"to"', '"from"')} THEN NULL
      ELSE CASE WHEN NOT ${notDay('"from"')} THEN ${daySql('from')} <= CAST($reference AS DATE) END
        AND CASE WHEN "to" IS NULL THEN true
          WHEN NOT ${notDay('"to"')} THEN ${daySql('to')} >= CAST($reference AS DATE) END
      END`,
};

/** SQL of a row's `faults`, one number: bit i is set when check i finds its field bad. */
export function faultsSql(kind: Kind): string {
  return CHECKS[kind]
    .map((check, bit) => `CASE WHEN ${check.bad} THEN ${1 << bit} ELSE 0 END`)
    .join('\n    + ');
}

/**
 * SQL: one row for each bad field of the rows of `table`, which has columns `row`, `faults` and `came`. Columns kind,
 * row, column_no, column_name, code, household_id and value; `household` is SQL over the row `t`.
 */
export function badFieldsSql(kind: Kind, table: string, household: string): string {
  const checks = CHECKS[kind].map((check, bit) => `(${bit}, ${text(check.column)}, ${text(check.code)})`);
  return `SELECT ${text(kind)} AS kind, t.row AS row, c.bit + 1 AS column_no, c.name AS column_name, c.code,
      ${household} AS household_id, t.came[c.bit + 1] AS value
    FROM ${table} t JOIN (VALUES ${checks.join(', ')}) c(bit, name, code) ON t.faults & (1 << c.bit) <> 0`;
}
