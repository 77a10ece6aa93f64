/** The registry's files and their required columns, as the contract names them. */
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
} as const;

export type Kind = keyof typeof COLUMNS;
export const KINDS = ['households', 'members'] as const satisfies readonly Kind[];
