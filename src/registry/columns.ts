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
  schooling: ['person_id', 'school_year', 'level', 'public', 'enrolled'],
  social_security: ['person_id', 'cover', 'from', 'to'],
} as const;

export type Kind = keyof typeof COLUMNS;

/** Without these there is no extract; partners' files come only where an agreement is in force. */
export const REGISTRY_KINDS = ['households', 'members'] as const satisfies readonly Kind[];
export const KINDS: readonly Kind[] = [...REGISTRY_KINDS, ...PARTNER_KINDS];

/** The column that says whose a row is, even of a line that is broken further on. */
export const OWNER = {
  households: 'household_id',
  members: 'household_id',
  schooling: 'person_id',
  social_security: 'person_id',
} as const satisfies Readonly<Record<Kind, 'household_id' | 'person_id'>>;
