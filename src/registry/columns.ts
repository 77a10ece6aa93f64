import { PARTNER_KINDS } from '../domain/vocabulary.js';

/** The extract's files and their required columns, as the contract names them. */
export const COLUMNS = {
  households: [
    'household_id',
    'province_code',
    'milieu',
    'ise_score',
    'status',
    'status_reason',
    'payee_id',
    'payee_name',
    'channel',
    'provider',
    'account',
    'enrolled_on',
  ],
  members: [
    'household_id',
    'person_id',
    'birth_date',
    'sex',
    'relation',
    'schooled',
    'public_school',
    'severe_disability',
    'father_deceased',
    'school_level',
    'social_cover',
    'deceased_on',
  ],
  residents: [
    'person_id',
    'name',
    'birth_date',
    'category',
    'institution_id',
    'province_code',
    'admitted_on',
    'left_on',
    'scholarship',
    'provider',
    'account',
  ],
  adjustments: ['adjustment_id', 'household_id', 'kind', 'amount', 'reason', 'decision_ref', 'decided_on'],
  schooling: ['person_id', 'school_year', 'level', 'public', 'enrolled'],
  social_security: ['person_id', 'cover', 'from', 'to'],
} as const;

export type Kind = keyof typeof COLUMNS;

/** Columns that a file may have beside those: blank where it has them not. */
export const OPTIONAL_COLUMNS: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  adjustments: ['month', 'payee_id', 'payee_name', 'channel', 'provider', 'account'],
};

/** Kinds that every extract must hold. */
export const KINDS = ['households', 'members'] as const satisfies readonly Kind[];
/** Kinds that an extract may hold. Partners send files when an agreement is in force. */
export const OPTIONAL_KINDS = [
  'residents',
  ...PARTNER_KINDS,
  'adjustments',
] as const satisfies readonly Kind[];
/** All kinds, in the order in which they are read. */
export const ALL_KINDS: readonly Kind[] = [...KINDS, ...OPTIONAL_KINDS];

/** The column that says whom a row is about. It is also read from a broken line, when it can be found. */
export const ROW_ID: Readonly<Record<Kind, string>> = {
  households: 'household_id',
  members: 'household_id',
  residents: 'person_id',
  adjustments: 'household_id',
  schooling: 'person_id',
  social_security: 'person_id',
};

/** Columns by what is written in them, where another form may be configured. */
export const DAYS: Readonly<Record<Kind, readonly string[]>> = {
  households: ['enrolled_on'],
  members: ['birth_date', 'deceased_on'],
  residents: ['birth_date', 'admitted_on', 'left_on'],
  adjustments: ['decided_on'],
  schooling: [],
  social_security: ['from', 'to'],
};
export const DECIMALS: Readonly<Record<Kind, readonly string[]>> = {
  households: ['ise_score'],
  members: [],
  residents: ['scholarship'],
  adjustments: ['amount'],
  schooling: [],
  social_security: [],
};
export const YES_NO: Readonly<Record<Kind, readonly string[]>> = {
  households: [],
  members: ['schooled', 'public_school', 'severe_disability', 'father_deceased'],
  residents: [],
  adjustments: [],
  schooling: ['public', 'enrolled'],
  social_security: [],
};
/** Kinds whose rows bear an account. */
export const WITH_ACCOUNT: readonly Kind[] = ['households', 'residents', 'adjustments'];
