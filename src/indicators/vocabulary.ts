/** The dimensions that break an indicator down, the measures that it is computed from, and its row. */
export const SCOPES = ['TOTAL', 'MILIEU', 'REGION', 'OFFICE', 'TRACK', 'REASON', 'BIRTH', 'LEVEL'] as const;
/** What a row is about: the whole month, or one key of a dimension. */
export type Scope = (typeof SCOPES)[number];
export type Dimension = Exclude<Scope, 'TOTAL'>;

/** CHILD: at least one paid child. FLAT: none, so the flat rate. */
export const FAMILY_TRACKS = ['CHILD', 'FLAT'] as const;

export const BIRTHS = ['FIRST', 'SECOND'] as const;
export const LEVELS = ['PRIMARY', 'LOWER_SECONDARY', 'UPPER_SECONDARY'] as const;

/** What is counted or added up, each once; MONEY in dirhams, the others whole numbers. */
export const COUNTS = [
  'families',
  'child_track_families',
  'families_on_floor',
  'persons',
  'children',
  'elderly',
  'school_age_children',
  'schooled_children',
  'disabled_children',
  'fatherless_children',
  'entered',
  'left',
  'held',
  'assessed',
  'quarantined_rows',
  'rows_read',
  'orders',
  'birth_grants',
  'school_grants',
] as const;
export const MONEY = [
  'net',
  'aid',
  'entered_net',
  'left_net',
  'held_prior_net',
  'quarantined_prior_net',
  'birth_grant_amount',
  'school_grant_amount',
] as const;
export type Measure = (typeof COUNTS)[number] | (typeof MONEY)[number];

/** How the value comes from the measures. */
export type Computation =
  /** Counted or added up; exact. */
  | { readonly kind: 'sum'; readonly of: Measure }
  /** Divided, each of its own scope; an average of money to two decimals, a share to six. */
  | { readonly kind: 'average' | 'share'; readonly of: Measure; readonly per: Measure }
  /** A share of the whole month's, whatever the scope. */
  | { readonly kind: 'share of the whole'; readonly of: Measure; readonly per: Measure }
  /** The middle one of the families' amounts; exact. */
  | { readonly kind: 'median'; readonly of: 'net' | 'aid' }
  /** Another indicator's difference from the prior run's, in percentage points to four decimals. */
  | { readonly kind: 'change'; readonly from: string }
  /** Not known from the month itself: an empty value over its denominator. */
  | { readonly kind: 'not known yet'; readonly per: Measure };

export type Indicator = {
  readonly code: string;
  /** For people, in the table of `sarf indicators`. */
  readonly name: string;
  readonly unit: string;
  readonly scopes: readonly Scope[];
  /** Scopes that have lines of their own in the terminal's table, below the total. */
  readonly shown?: readonly Scope[];
  readonly definition: string;
  readonly formula: string;
  readonly computation: Computation;
};

/**
 * One value: a row of audit/indicators.csv. Text throughout: counts as whole numbers, money with two decimals (a
 * median with a third where it has one), shares with six, percentage points with four. `value` is empty where
 * there is nothing to divide by or to compare with, or nothing is known yet; `numerator` and `denominator` are
 * empty where nothing is divided.
 */
export type IndicatorRow = {
  readonly indicator: string;
  readonly scope: string;
  /** Empty for TOTAL. */
  readonly key: string;
  readonly value: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly unit: string;
};
