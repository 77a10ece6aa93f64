import type { Band, PaidChild } from '../../domain/composition.js';
import { birthCutoff, type Day } from '../../domain/period.js';
import type { Parameters } from '../../rules/parameters.js';

/** A member of a household with the facts a run used, as its members.parquet keeps them. */
export type Member = {
  readonly personId: string;
  readonly birthDate: Day;
  readonly deceasedOn: Day | null;
  readonly relation: string;
  readonly schooled: boolean;
  readonly publicSchool: boolean;
  readonly schoolLevel: string | null;
  readonly severeDisability: boolean;
  readonly fatherDeceased: boolean;
  readonly socialCover: string;
  /** To whom the month is paid for this child, who does not count here. */
  readonly paidTo?: string;
};

/** The parameters that say which children are paid, not how much. */
export type Counting = Pick<Parameters, 'ageChild' | 'ageSchooling' | 'childrenPaid'>;

/** Why a member is not a paid child on a day. `beyond_ranks`: the highest number of paid children is reached. */
export type NotCounted =
  | 'not_a_child'
  | 'not_born'
  | 'deceased'
  | 'of_age'
  | 'paid_elsewhere'
  | 'beyond_ranks';

/** A paid child with its place in the household, from 1. */
export type PaidMember = { readonly member: Member; readonly rank: number; readonly child: PaidChild };

/** A member that is not a paid child. `rank`: for `beyond_ranks` the child's rank, otherwise 0. */
export type Uncounted = { readonly member: Member; readonly why: NotCounted; readonly rank: number };

export type Household = {
  readonly paid: readonly PaidMember[];
  readonly others: readonly Uncounted[];
};

type Born = Pick<Member, 'personId' | 'birthDate'>;

/** Compares by birth date, then by person id: the order of ranks (rules, 2). */
export function byBirth(a: Born, b: Born): number {
  if (a.birthDate !== b.birthDate) return a.birthDate < b.birthDate ? -1 : 1;
  return a.personId < b.personId ? -1 : 1;
}

/**
 * Returns the paid children in rank order, and the other members with the reason (rules, 1 to 4). It is the rule
 * that programmes/families/facts.ts applies in SQL to the whole month. `dayOf` gives the day on which a member's
 * facts are looked at: the same day for all members, or one each, where events are gone through one at a time.
 */
export function countChildren(
  members: readonly Member[],
  dayOf: (member: Member) => Day,
  counting: Counting,
): Household {
  const paid: PaidMember[] = [];
  const others: Uncounted[] = [];
  let rank = 0;
  for (const member of [...members].sort(byBirth)) {
    const standing = standingOn(member, dayOf(member), counting);
    if (typeof standing === 'string') {
      others.push({ member, why: standing, rank: 0 });
      continue;
    }
    rank += 1;
    if (rank > counting.childrenPaid) others.push({ member, why: 'beyond_ranks', rank });
    else paid.push({ member, rank, child: standing });
  }
  return { paid, others };
}

/** True if the person lives on the day: there is no date of death, or it is later (contract, members). */
export function livingOn(member: Member, day: Day): boolean {
  return member.deceasedOn === null || member.deceasedOn > day;
}

function standingOn(member: Member, day: Day, counting: Counting): PaidChild | NotCounted {
  if (member.relation !== 'CHILD') return 'not_a_child';
  if (member.birthDate > day) return 'not_born';
  if (!livingOn(member, day)) return 'deceased';
  if (member.birthDate <= birthCutoff(day, counting.ageChild)) return 'of_age';
  if (member.paidTo !== undefined) return 'paid_elsewhere';
  return {
    band: bandOf(member, day, counting),
    fatherless: member.fatherDeceased,
    disabled: member.severeDisability,
  };
}

function bandOf(member: Member, day: Day, counting: Counting): Band {
  if (member.birthDate > birthCutoff(day, counting.ageSchooling)) return 'I';
  return member.schooled ? 'S' : 'N';
}
