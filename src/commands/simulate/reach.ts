import { decimal } from '../../domain/money.js';
import type { RuleDifference } from '../../rules/compare.js';
import type { DatedValue } from '../../rules/load.js';
import type { ParameterName } from '../../rules/schema.js';

/**
 * What must be computed again when a parameter changes.
 * amounts: the price of each composition. decisions: who is paid, by each household's score. members: compositions
 * (with their grants), payees and decisions, from the members' facts. A grant that the run's rules do not have is in
 * no composition, so it needs the members. notRecomputed: no amount of a family depends on it; the text says what
 * the simulation leaves out.
 */
type Reach = 'amounts' | 'decisions' | 'members' | { readonly notRecomputed: string };

const RESIDENTS = 'residents of care institutions are not simulated';
const ADJUSTMENTS = 'arrears and recoveries stand as they were decided';

const REACH: Readonly<Record<ParameterName, Reach>> = {
  child_first_ranks_schooled: 'amounts',
  child_first_ranks_not_schooled: 'amounts',
  child_later_ranks_schooled: 'amounts',
  child_later_ranks_not_schooled: 'amounts',
  fatherless_first_ranks_schooled: 'amounts',
  fatherless_first_ranks_not_schooled: 'amounts',
  fatherless_later_ranks_schooled: 'amounts',
  fatherless_later_ranks_not_schooled: 'amounts',
  disability_supplement: 'amounts',
  severe_disability_counts_as_schooled: 'amounts',
  floor: 'amounts',
  flat_rate: 'amounts',
  ise_threshold: 'decisions',
  birth_grant_first: 'amounts',
  birth_grant_second: 'amounts',
  birth_grant_window: 'members',
  school_grant_lower: 'amounts',
  school_grant_upper: 'amounts',
  institution_child: { notRecomputed: RESIDENTS },
  institution_capital: { notRecomputed: RESIDENTS },
  institution_elderly: { notRecomputed: RESIDENTS },
  age_child: 'members',
  age_schooling: 'members',
  age_majority: 'members',
  age_elderly: { notRecomputed: 'the number of elderly persons; no amount of a family depends on it' },
  first_ranks: 'amounts',
  children_paid: 'members',
  recovery_share: { notRecomputed: ADJUSTMENTS },
  arrears_months: { notRecomputed: ADJUSTMENTS },
  reference_day: { notRecomputed: 'the reference date is that of the run' },
  usual_maximum: { notRecomputed: 'the usual maximum is reported and cuts no amount' },
};

const BIRTH_GRANTS: readonly ParameterName[] = ['birth_grant_first', 'birth_grant_second'];
const SCHOOL_GRANTS: readonly ParameterName[] = ['school_grant_lower', 'school_grant_upper'];

/** How much a simulation computes again. Each one computes what the one before does, and more. */
export const RECOMPUTATIONS = ['AMOUNTS', 'DECISIONS', 'MEMBERS'] as const;
export type Recomputation = (typeof RECOMPUTATIONS)[number];

const AMONG_THE_PAID =
  'shared accounts are those found among the families that the run came to look at for it';

/** What each of them takes from the run as it is. */
const TAKEN_OVER: Readonly<Record<Recomputation, string>> = {
  AMOUNTS: "who is paid and each family's composition are the run's",
  DECISIONS: "each family's composition and payee are the run's",
  MEMBERS: "each family's members and score are the run's",
};

const ALWAYS: readonly string[] = [
  'families that are not in the extract of the month, and what anybody does because of the rules',
  ADJUSTMENTS,
  RESIDENTS,
];

/** Returns the least that must be computed again for these differences. `schoolReturn`: as for notRecomputed. */
export function reachOf(differences: readonly RuleDifference[], schoolReturn: boolean): Recomputation {
  const reaches = differences.map((one) => {
    const grants = schoolReturn ? [...BIRTH_GRANTS, ...SCHOOL_GRANTS] : BIRTH_GRANTS;
    return grants.includes(one.parameter) && isNothing(one.before) ? 'members' : REACH[one.parameter];
  });
  if (reaches.includes('members')) return 'MEMBERS';
  return reaches.includes('decisions') ? 'DECISIONS' : 'AMOUNTS';
}

/** Returns what the simulation leaves as it was, as lines of text. */
export function notRecomputed(
  differences: readonly RuleDifference[],
  {
    answer,
    schoolReturn,
    accountsAgain,
  }: {
    readonly answer: Recomputation;
    /** Whether the month pays school-return grants. */
    readonly schoolReturn: boolean;
    /** Whether who shares an account was looked at again. */
    readonly accountsAgain: boolean;
  },
): string[] {
  const own = differences.flatMap((one) => {
    const reach = REACH[one.parameter];
    if (typeof reach !== 'string') return [`${one.parameter}: ${reach.notRecomputed}`];
    if (SCHOOL_GRANTS.includes(one.parameter) && !schoolReturn)
      return [`${one.parameter}: the run paid no school-return grant, so no child was looked at for it`];
    return [];
  });
  const accounts = answer === 'AMOUNTS' || accountsAgain ? '' : `; ${AMONG_THE_PAID}`;
  return [`${TAKEN_OVER[answer]}${accounts}`, ...own, ...ALWAYS];
}

function isNothing(dated: DatedValue | null): boolean {
  return dated === null || dated.value === null || decimal(dated.value).isZero();
}
