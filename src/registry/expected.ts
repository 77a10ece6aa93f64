import type { FieldCode } from '../domain/codes.js';
import {
  ADJUSTMENT_KINDS,
  CHANNELS,
  HOUSEHOLD_STATUSES,
  MILIEUX,
  RELATIONS,
  RESIDENT_CATEGORIES,
  SCHOOL_LEVELS,
  SEXES,
  SOCIAL_COVERS,
} from '../domain/vocabulary.js';
import type { Kind } from './columns.js';

/** The form that is expected of a column, as people are told it. */
export type ExpectedForm = {
  /** With an example: "a date YYYY-MM-DD, such as 2026-07-31". */
  readonly form: string;
  /** SQL over the column's table: the value is given and good; null: a value must be given. */
  readonly evidence: string | null;
  /** What the configuration may say where values like this one are meant; null: nothing. */
  readonly hint: (value: string) => string | null;
};

const none = () => null;
const day = (column: string, optional = false): ExpectedForm => ({
  form: 'a date YYYY-MM-DD, such as 2026-07-31,',
  evidence: optional ? `${column} IS NOT NULL` : null,
  hint: (value) =>
    /^\d{1,2}\/\d{1,2}\/\d{4}$/.test(value)
      ? 'or say in the configuration how dates are written: registry: { date: dd/mm/yyyy }'
      : null,
});
const decimal = (form: string, evidence: string | null = null): ExpectedForm => ({
  form,
  evidence,
  hint: (value) =>
    /^\d+,\d+$/.test(value) ? 'or say it in the configuration: registry: { decimal: "," }' : null,
});
const amount = (evidence: string | null = null) =>
  decimal('an amount in dirhams with a decimal point, such as 1250.50,', evidence);
const oneOf = (values: readonly string[], evidence: string | null = null): ExpectedForm => ({
  form: `one of ${values.join(', ')}`,
  evidence,
  hint: none,
});
const yesNo = (evidence: string | null): ExpectedForm => ({
  form: 'Y or N',
  evidence,
  hint: (value) =>
    value === ''
      ? null
      : 'or say in the configuration which words mean yes and no: registry: { yes: [OUI], no: [NON] }',
});
const told = (form: string): ExpectedForm => ({ form, evidence: null, hint: none });

const PERSON_ID = told('an id of 6 to 20 characters A-Z, 0-9, such as P1234567');
const HOUSEHOLD_ID = told('an id of 1 to 20 characters A-Z, 0-9, -, such as H0012345');
const PROVIDER = told('the code of a paying institution, such as POSTE');
const PROVINCE = told('the HCP code of a province, such as 06.181');

/** By kind and column; columns in which no form can be wrong as a whole are left out. */
const EXPECTED: Readonly<Record<Kind, Readonly<Record<string, ExpectedForm>>>> = {
  households: {
    household_id: HOUSEHOLD_ID,
    province_code: PROVINCE,
    milieu: oneOf(MILIEUX),
    ise_score: decimal('a number from 0 to below 100 with a decimal point, such as 8.215825,'),
    status: oneOf(HOUSEHOLD_STATUSES),
    payee_id: PERSON_ID,
    payee_name: told('a name, such as Amina Alaoui,'),
    channel: oneOf(CHANNELS),
    provider: PROVIDER,
    enrolled_on: day('enrolled_on'),
  },
  members: {
    person_id: PERSON_ID,
    birth_date: day('birth_date'),
    sex: oneOf(SEXES),
    relation: oneOf(RELATIONS),
    schooled: yesNo('schooled'),
    public_school: yesNo('public_school'),
    severe_disability: yesNo('severe_disability'),
    father_deceased: yesNo('father_deceased'),
    school_level: oneOf(SCHOOL_LEVELS, 'school_level IS NOT NULL'),
    social_cover: oneOf(SOCIAL_COVERS, "social_cover <> 'NONE'"),
    deceased_on: day('deceased_on', true),
  },
  residents: {
    person_id: PERSON_ID,
    name: told('a name, such as Amina Alaoui,'),
    birth_date: day('birth_date'),
    category: oneOf(RESIDENT_CATEGORIES),
    institution_id: told('the id of a care institution, such as EPS-0042,'),
    province_code: PROVINCE,
    admitted_on: day('admitted_on'),
    left_on: day('left_on', true),
    scholarship: amount('scholarship <> 0'),
    provider: PROVIDER,
  },
  adjustments: {
    adjustment_id: told('an id, such as ADJ-2026-0042,'),
    household_id: HOUSEHOLD_ID,
    kind: oneOf(ADJUSTMENT_KINDS),
    amount: amount(),
    decided_on: day('decided_on'),
  },
  schooling: {
    person_id: PERSON_ID,
    school_year: told('a school year, such as 2025-2026,'),
    level: oneOf(SCHOOL_LEVELS, 'school_level IS NOT NULL'),
    public: yesNo('public_school'),
    enrolled: yesNo(null),
  },
  social_security: {
    person_id: PERSON_ID,
    cover: oneOf(SOCIAL_COVERS),
    from: day('covered_from'),
    to: day('covered_to', true),
  },
};

/** What is expected of a column where a check of its form fails; null for checks of something else. */
export function expectedOf(kind: Kind, column: string, code: FieldCode): ExpectedForm | null {
  if (!/_(INVALID|UNKNOWN)$/.test(code)) return null;
  return EXPECTED[kind][column] ?? null;
}
