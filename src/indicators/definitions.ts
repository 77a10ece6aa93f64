/**
 * The programme's performance indicators, as data: what each one is, its unit, its formula and for what it is
 * told apart. The computation, audit/indicators.csv, `sarf indicators --help` and the README's table all follow
 * this one table.
 */
export const SCOPES = ['TOTAL', 'MILIEU', 'REGION', 'TRACK', 'REASON', 'BIRTH', 'LEVEL'] as const;
/** For what a row stands: the whole month, or one key of a dimension. */
export type Scope = (typeof SCOPES)[number];
export type Dimension = Exclude<Scope, 'TOTAL'>;

/** CHILD: at least one paid child. FLAT: none, so the flat rate. */
export const TRACKS = ['CHILD', 'FLAT'] as const;

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
export type Reckoning =
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
  readonly reckoning: Reckoning;
};

const TERRITORY = ['TOTAL', 'MILIEU', 'REGION'] as const;

export const INDICATORS: readonly Indicator[] = [
  {
    code: 'families',
    name: 'Families paid',
    unit: 'families',
    scopes: [...TERRITORY, 'TRACK'],
    definition: 'Families the month pays.',
    formula: 'number of households decided PAY',
    reckoning: { kind: 'sum', of: 'families' },
  },
  {
    code: 'persons',
    name: 'Persons reached',
    unit: 'persons',
    scopes: TERRITORY,
    definition: 'Living members of the families paid.',
    formula: 'Σ persons of PAY',
    reckoning: { kind: 'sum', of: 'persons' },
  },
  {
    code: 'children',
    name: 'Children reached',
    unit: 'children',
    scopes: TERRITORY,
    definition: 'Living children under 21 of the families paid, of any rank.',
    formula: 'Σ children of PAY',
    reckoning: { kind: 'sum', of: 'children' },
  },
  {
    code: 'elderly',
    name: 'Persons of 60 and over',
    unit: 'persons',
    scopes: TERRITORY,
    definition: 'Living members aged 60 or over of the families paid.',
    formula: 'Σ elderly of PAY',
    reckoning: { kind: 'sum', of: 'elderly' },
  },
  {
    code: 'net',
    name: 'Paid out',
    unit: 'DH',
    scopes: [...TERRITORY, 'TRACK'],
    definition: 'Money the month pays to families, grants and adjustments included.',
    formula: 'Σ net of PAY',
    reckoning: { kind: 'sum', of: 'net' },
  },
  {
    code: 'average_net',
    name: 'Average paid',
    unit: 'DH',
    scopes: ['TOTAL', 'TRACK'],
    shown: ['TRACK'],
    definition: 'What a family receives in the month, on average.',
    formula: 'Σ net ÷ families',
    reckoning: { kind: 'average', of: 'net', per: 'families' },
  },
  {
    code: 'median_net',
    name: 'Median paid',
    unit: 'DH',
    scopes: ['TOTAL', 'TRACK'],
    shown: ['TRACK'],
    definition: 'Half of the families receive as much or less in the month, half as much or more.',
    formula: 'middle net in order of size; of an even number, the mean of the two in the middle',
    reckoning: { kind: 'median', of: 'net' },
  },
  {
    code: 'average_aid',
    name: 'Average monthly aid',
    unit: 'DH',
    scopes: ['TOTAL', 'TRACK'],
    shown: ['TRACK'],
    definition: 'Monthly aid of a family, on average: without grants and adjustments.',
    formula: 'Σ (child_allowance + disability_supplement + floor_topup + flat_rate) ÷ families, of PAY',
    reckoning: { kind: 'average', of: 'aid', per: 'families' },
  },
  {
    code: 'median_aid',
    name: 'Median monthly aid',
    unit: 'DH',
    scopes: ['TOTAL', 'TRACK'],
    shown: ['TRACK'],
    definition: 'Half of the families have as much monthly aid or less, half as much or more.',
    formula: 'middle monthly aid in order of size; of an even number, the mean of the two in the middle',
    reckoning: { kind: 'median', of: 'aid' },
  },
  {
    code: 'floor_share',
    name: 'Share raised to the floor',
    unit: 'share',
    scopes: TERRITORY,
    definition: "Families on the child track whose children's amounts had to be raised to the floor.",
    formula: 'PAY with floor_topup > 0 ÷ PAY with a paid child',
    reckoning: { kind: 'share', of: 'families_on_floor', per: 'child_track_families' },
  },
  {
    code: 'schooling_rate',
    name: 'Schooling rate, 6 to 20',
    unit: 'share',
    scopes: TERRITORY,
    definition:
      'Schooled among the living children aged 6 to 20 of the families paid, of any rank (blank counts as not schooled).',
    formula: 'schooled ÷ all, from the 6th birthday to the day before the 21st',
    reckoning: { kind: 'share', of: 'schooled_children', per: 'school_age_children' },
  },
  {
    code: 'schooling_rate_change',
    name: 'Schooling rate, change',
    unit: 'percentage points',
    scopes: TERRITORY,
    definition: 'The schooling rate against the prior run; empty where the prior run has none.',
    formula:
      "100 × (schooling_rate − the prior run's); numerator and denominator are the prior run's schooled and all",
    reckoning: { kind: 'change', from: 'schooling_rate' },
  },
  {
    code: 'disabled_children',
    name: 'Severely disabled children',
    unit: 'children',
    scopes: TERRITORY,
    definition: 'Severely disabled among the living children under 21 of the families paid, of any rank.',
    formula: 'number with severe_disability = Y',
    reckoning: { kind: 'sum', of: 'disabled_children' },
  },
  {
    code: 'fatherless_children',
    name: 'Fatherless children',
    unit: 'children',
    scopes: TERRITORY,
    definition: 'Fatherless among the living children under 21 of the families paid, of any rank.',
    formula: 'number with father_deceased = Y',
    reckoning: { kind: 'sum', of: 'fatherless_children' },
  },
  {
    code: 'families_entered',
    name: 'Families gained',
    unit: 'families',
    scopes: ['TOTAL', 'REASON'],
    shown: ['REASON'],
    definition: 'Families paid now and not by the prior run, by cause; a cause not listed has none.',
    formula: 'number of ENTERED in the reconciliation',
    reckoning: { kind: 'sum', of: 'entered' },
  },
  {
    code: 'net_entered',
    name: 'Paid to families gained',
    unit: 'DH',
    scopes: ['TOTAL', 'REASON'],
    definition: 'Money the month pays to the families gained.',
    formula: 'Σ net of ENTERED',
    reckoning: { kind: 'sum', of: 'entered_net' },
  },
  {
    code: 'families_left',
    name: 'Families lost',
    unit: 'families',
    scopes: ['TOTAL', 'REASON'],
    shown: ['REASON'],
    definition: 'Families paid by the prior run and not now, by cause; a cause not listed has none.',
    formula: 'number of LEFT in the reconciliation',
    reckoning: { kind: 'sum', of: 'left' },
  },
  {
    code: 'net_left',
    name: 'Paid before to families lost',
    unit: 'DH',
    scopes: ['TOTAL', 'REASON'],
    definition: 'What the prior run paid to the families lost.',
    formula: 'Σ prior net of LEFT',
    reckoning: { kind: 'sum', of: 'left_net' },
  },
  {
    code: 'held_rate',
    name: 'Households held',
    unit: 'share',
    scopes: ['TOTAL', 'REASON'],
    definition: 'Households held for their data, among all that were assessed, by reason.',
    formula: 'HELD ÷ assessed households',
    reckoning: { kind: 'share of the whole', of: 'held', per: 'assessed' },
  },
  {
    code: 'held_prior_net',
    name: 'At stake: held',
    unit: 'DH',
    scopes: ['TOTAL', 'REASON'],
    definition: 'What the prior run paid to the households held now.',
    formula: 'Σ prior net of HELD',
    reckoning: { kind: 'sum', of: 'held_prior_net' },
  },
  {
    code: 'quarantined_rate',
    name: 'Rows quarantined',
    unit: 'share',
    scopes: ['TOTAL'],
    definition: 'Rows of the extract that could not be trusted, among all that were read.',
    formula: 'rows in quarantine ÷ rows read',
    reckoning: { kind: 'share', of: 'quarantined_rows', per: 'rows_read' },
  },
  {
    code: 'quarantined_prior_net',
    name: 'At stake: quarantined',
    unit: 'DH',
    scopes: ['TOTAL'],
    definition:
      'What the prior run paid to the households named by a row in quarantine; those held for it count in held_prior_net too.',
    formula: 'Σ prior net of the households in audit/quarantine.csv, each once',
    reckoning: { kind: 'sum', of: 'quarantined_prior_net' },
  },
  {
    code: 'return_rate',
    name: 'Orders returned',
    unit: 'share',
    scopes: ['TOTAL'],
    definition:
      "Orders an institution could not pay, among all sent. Empty: not known yet, before the institutions' answers.",
    formula: 'orders returned ÷ orders',
    reckoning: { kind: 'not known yet', per: 'orders' },
  },
  {
    code: 'birth_grants',
    name: 'Birth grants',
    unit: 'grants',
    scopes: ['TOTAL', 'BIRTH'],
    definition: 'Birth grants paid, for a first or a second birth.',
    formula: 'number of BIRTH grants of PAY',
    reckoning: { kind: 'sum', of: 'birth_grants' },
  },
  {
    code: 'birth_grant_amount',
    name: 'Birth grants, money',
    unit: 'DH',
    scopes: ['TOTAL', 'BIRTH'],
    definition: 'Money the month pays as birth grants.',
    formula: 'Σ birth_grant of PAY',
    reckoning: { kind: 'sum', of: 'birth_grant_amount' },
  },
  {
    code: 'school_grants',
    name: 'School grants',
    unit: 'grants',
    scopes: ['TOTAL', 'LEVEL'],
    definition: 'School-return grants paid, one a child, by school level.',
    formula: 'number of SCHOOL grants of PAY',
    reckoning: { kind: 'sum', of: 'school_grants' },
  },
  {
    code: 'school_grant_amount',
    name: 'School grants, money',
    unit: 'DH',
    scopes: ['TOTAL', 'LEVEL'],
    definition: 'Money the month pays as school-return grants.',
    formula: 'Σ school_grant of PAY',
    reckoning: { kind: 'sum', of: 'school_grant_amount' },
  },
];

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
