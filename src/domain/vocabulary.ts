/** The registry's closed vocabularies, as the contract fixes them. Their order is part of the rules. */
export const MILIEUX = ['U', 'R'] as const;
export const HOUSEHOLD_STATUSES = ['ACTIVE', 'BLOCKED', 'SUSPENDED', 'CLOSED'] as const;
export const CHANNELS = ['ACCOUNT', 'CASH'] as const;
export const SEXES = ['F', 'M'] as const;
export const RELATIONS = ['HEAD', 'SPOUSE', 'CHILD', 'OTHER'] as const;
export const SCHOOL_LEVELS = ['PRIMARY', 'LOWER_SECONDARY', 'UPPER_SECONDARY', 'OTHER'] as const;
/** Covers that exclude a household, in the order in which they are named as the reason (decision 8). */
export const EXCLUDING_COVERS = [
  'STATE_EMPLOYEE',
  'FAMILY_ALLOWANCE',
  'PENSION',
  'CONTRIBUTIONS_DUE',
] as const;
export const SOCIAL_COVERS = ['NONE', ...EXCLUDING_COVERS] as const;

/**
 * ARREARS: owed to the household. RECOVERY: owed by it. ONE_OFF: paid with the month if the household is, and never owed.
 * FINAL: paid to a payee of its own, whatever becomes of the household.
 */
export const ADJUSTMENT_KINDS = ['ARREARS', 'RECOVERY', 'ONE_OFF', 'FINAL'] as const;

/** Files of partner ministries: what they say of a person overrides the registry's fields for the month. */
export const PARTNER_KINDS = ['schooling', 'social_security'] as const;
export type PartnerKind = (typeof PARTNER_KINDS)[number];

/** Why a person lives in a care institution: two of children, one of the old. */
export const RESIDENT_CATEGORIES = ['ORPHAN', 'ABANDONED', 'ELDERLY'] as const;

export const PATTERNS = {
  householdId: '[A-Z0-9][A-Z0-9-]{0,19}',
  personId: '[A-Z0-9]{6,20}',
  institutionId: '[A-Z0-9][A-Z0-9-]{0,19}',
  adjustmentId: '[A-Za-z0-9][A-Za-z0-9._/-]{0,34}',
  provider: '[A-Z0-9_]{2,12}',
  iseScore: '[0-9]{1,2}(\\.[0-9]{1,6})?',
  rib: '[0-9]{24}',
  /** Up to 9,999,999.99. */
  amount: '[0-9]{1,7}(\\.[0-9]{1,2})?',
  month: '20[0-9]{2}-(0[1-9]|1[0-2])',
} as const;

export const EARLIEST_BIRTH = '1900-01-01';
/** Of a payee, and of a resident. */
export const NAME_LIMIT = 140;
