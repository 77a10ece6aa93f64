/** What a defective registry row looks like, for every code of the quarantine that a single row can earn. */
import type { FieldCode, LineCode, RelationCode } from '#sarf/domain/codes.js';
import { isoDate, type Month } from './calendar.js';
import { HOUSEHOLD_COLUMNS, MEMBER_COLUMNS } from './rows.js';

/** Holds that only several rows together explain, as the decision table names them. */
export type DecisionCode =
  | 'DUPLICATE_HOUSEHOLD'
  | 'PERSON_DUPLICATED'
  | 'NO_LIVING_MEMBER'
  | 'PAYEE_NOT_LIVING_MEMBER'
  | 'PROVIDER_UNKNOWN'
  | 'ACCOUNT_INVALID'
  | 'ACCOUNT_SHARED'
  | 'DUPLICATE_RESIDENT'
  | 'PERSON_IN_HOUSEHOLD';

/** What can be wrong with a resident's row alone, beside what can be wrong with a member's. */
export type ResidentFieldCode =
  | 'NAME_INVALID'
  | 'CATEGORY_INVALID'
  | 'INSTITUTION_ID_INVALID'
  | 'ADMITTED_ON_INVALID'
  | 'ADMITTED_ON_FUTURE'
  | 'ADMITTED_BEFORE_BIRTH'
  | 'LEFT_ON_INVALID'
  | 'LEFT_BEFORE_ADMITTED'
  | 'SCHOLARSHIP_INVALID';

export type DefectCode = LineCode | FieldCode | ResidentFieldCode | RelationCode | DecisionCode;

/** Spoils one row. `birth` is the member's day of birth, 0 for a household; `turn` picks among the ways to be wrong. */
type Spoil = (fields: string[], month: Month, birth: number, turn: number) => void;

/** One way to spoil one row. */
export interface Flaw {
  readonly code: LineCode | FieldCode | ResidentFieldCode;
  /** The row's household can perhaps not be read any more. */
  readonly loses: boolean;
  readonly spoil: Spoil;
}

/** Values that are wrong for a column, used in turn. */
export type Wrong = readonly [code: FieldCode | ResidentFieldCode, column: string, ...values: string[]];

const WRONG_HOUSEHOLDS: readonly Wrong[] = [
  [
    'HOUSEHOLD_ID_INVALID',
    'household_id',
    '',
    'h0012345678',
    '-H001234567',
    'H00123456789012345678',
    'H001 234',
  ],
  ['PROVINCE_UNKNOWN', 'province_code', '99.999', '', '6.181', 'Azilal'],
  ['MILIEU_INVALID', 'milieu', 'X', '', 'u', 'RURAL'],
  ['ISE_SCORE_INVALID', 'ise_score', '', '-1', '100', '9.7430011', '"9,743"', 'abc', '1e1', 'NaN'],
  ['STATUS_INVALID', 'status', 'OPEN', '', 'active'],
  ['PAYEE_ID_INVALID', 'payee_id', '', 'P12', 'P-00012345', 'p0123456789', 'P00000000000000000001'],
  ['PAYEE_NAME_INVALID', 'payee_name', '', 'A'.repeat(141), '""'],
  ['CHANNEL_INVALID', 'channel', 'CHEQUE', '', 'cash'],
  ['PROVIDER_INVALID', 'provider', '', 'A', 'BANQUE-POP', 'ABCDEFGHIJKLM', 'poste'],
  [
    'ENROLLED_ON_INVALID',
    'enrolled_on',
    '',
    '2025-02-30',
    '20250101',
    '01/02/2025',
    '2025-13-01',
    '2025-1-7',
  ],
];

const WRONG_MEMBERS: readonly Wrong[] = [
  ['HOUSEHOLD_ID_INVALID', 'household_id', '', 'h0012345678', '-H001234567', 'H00123456789012345678'],
  ['PERSON_ID_INVALID', 'person_id', '', 'P123', 'P 1234567', 'p0123456789', 'P00000000000000000001'],
  ['BIRTH_DATE_INVALID', 'birth_date', '', '1899-12-31', '2011-02-29', '2015/03/04', 'UNKNOWN'],
  ['SEX_INVALID', 'sex', 'X', '', 'f'],
  ['RELATION_INVALID', 'relation', 'SON', '', 'child'],
  ['SCHOOLED_INVALID', 'schooled', 'OUI', '1', 'y'],
  ['PUBLIC_SCHOOL_INVALID', 'public_school', 'NON', '0', 'n'],
  ['SEVERE_DISABILITY_INVALID', 'severe_disability', 'X', 'TRUE'],
  ['FATHER_DECEASED_INVALID', 'father_deceased', 'X', '1'],
  ['SCHOOL_LEVEL_INVALID', 'school_level', 'COLLEGE', 'primary'],
  ['SOCIAL_COVER_INVALID', 'social_cover', 'CNSS', 'none'],
  ['DECEASED_ON_INVALID', 'deceased_on', '2026-02-30', 'YES', '2026/01/01'],
];

/** Codes after which nobody can say for certain whose row it was. */
function losesHousehold(code: Flaw['code']): boolean {
  return code === 'HOUSEHOLD_ID_INVALID';
}

/** A flaw that puts the wrong values in a column, in turn. */
export function fieldFlaw([code, column, ...values]: Wrong, columns: readonly string[]): Flaw {
  const at = columns.indexOf(column);
  return {
    code,
    loses: losesHousehold(code),
    spoil: (fields, _month, _birth, turn) => {
      fields[at] = values[turn % values.length] ?? '';
    },
  };
}

/** Spoils a whole line through one of its fields, which stands at `at`. */
export function lineFlaws(at: number): Flaw[] {
  const flaw = (code: LineCode, spoil: Spoil): Flaw => ({ code, loses: true, spoil });
  const plain = (fields: string[]) => (fields[at] ?? '').replace(/[",]/g, '');
  return [
    flaw('INVALID_UTF8', (fields, _month, _birth, turn) => {
      // A Latin-1 letter, and the first half of a two-byte one.
      fields[at] = plain(fields) + (turn % 2 === 0 ? '\xe9' : '\xc3');
    }),
    flaw('NUL_BYTE', (fields) => {
      fields[at] = `${plain(fields)}\0`;
    }),
    flaw('LINE_TOO_LONG', (fields) => {
      fields[at] = 'A'.repeat(70_000);
    }),
    flaw('LINE_BREAK_IN_FIELD', (fields) => {
      fields[at] = `"${plain(fields)}\r"`;
    }),
    flaw('QUOTE_MALFORMED', (fields, _month, _birth, turn) => {
      // A quote left open; a quote in the middle of a bare field; text behind the closing quote.
      const text = plain(fields);
      fields[at] = [`"${text}`, `${text}"X"`, `"${text}"X`][turn % 3] ?? '';
    }),
    flaw('FIELD_COUNT', (fields, _month, _birth, turn) => {
      if (turn % 2 === 0) fields.pop();
      else fields.push('');
    }),
  ];
}

/** A flaw that puts a wrong day in a column. */
export function dateFlaw(
  code: Flaw['code'],
  columns: readonly string[],
  column: string,
  day: (month: Month, birth: number) => number,
): Flaw {
  const at = columns.indexOf(column);
  return {
    code,
    loses: false,
    spoil: (fields, month, birth) => {
      fields[at] = isoDate(day(month, birth));
    },
  };
}

/** Every flaw of one household row. */
export const HOUSEHOLD_FLAWS: readonly Flaw[] = [
  ...lineFlaws(HOUSEHOLD_COLUMNS.indexOf('payee_name')),
  ...WRONG_HOUSEHOLDS.map((wrong) => fieldFlaw(wrong, HOUSEHOLD_COLUMNS)),
  dateFlaw('ENROLLED_ON_FUTURE', HOUSEHOLD_COLUMNS, 'enrolled_on', (month) => month.last + 1),
];

/** Every flaw of one member row. */
export const MEMBER_FLAWS: readonly Flaw[] = [
  ...lineFlaws(MEMBER_COLUMNS.indexOf('relation')),
  ...WRONG_MEMBERS.map((wrong) => fieldFlaw(wrong, MEMBER_COLUMNS)),
  dateFlaw('BIRTH_DATE_FUTURE', MEMBER_COLUMNS, 'birth_date', (month) => month.last + 1),
  dateFlaw('DECEASED_BEFORE_BIRTH', MEMBER_COLUMNS, 'deceased_on', (_month, birth) => birth - 1),
];
