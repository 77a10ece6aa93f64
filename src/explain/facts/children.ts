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
};

/** What of the rules says who is a paid child; how much is another matter. */
export type Counting = Pick<Parameters, 'ageChild' | 'ageSchooling' | 'childrenPaid'>;

/** Why a member is no paid child on a day. `beyond_ranks`: as many older children as are paid come before. */
export type NotCounted = 'not_a_child' | 'not_born' | 'deceased' | 'of_age' | 'beyond_ranks';

/** A paid child with its place in the household, from 1. */
export type PaidMember = { readonly member: Member; readonly rank: number; readonly child: PaidChild };

/** A member that is no paid child. `rank`: that which a child beyond the paid ones has; 0 of the others. */
export type Uncounted = { readonly member: Member; readonly why: NotCounted; readonly rank: number };

export type Household = {
  readonly paid: readonly PaidMember[];
  readonly others: readonly Uncounted[];
};

/** By birth date, then person id: the order that gives the rank (rules, 2). */
export function byBirth(a: Member, b: Member): number {
  if (a.birthDate !== b.birthDate) return a.birthDate < b.birthDate ? -1 : 1;
  return a.personId < b.personId ? -1 : 1;
}

/**
 * Who is paid for, in rank order, and who is not and why (rules, 1 to 4): the same rule as programmes/families/facts.ts
 * has in SQL for the whole month. `dayOf` gives the day each member is looked at: one day for all, or, where
 * the months in between are gone through event by event, each its own.
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

/** True while a person lives: no date of death, or one later than the day (contract, members). */
export function livingOn(member: Member, day: Day): boolean {
  return member.deceasedOn === null || member.deceasedOn > day;
}

function standingOn(member: Member, day: Day, counting: Counting): PaidChild | NotCounted {
  if (member.relation !== 'CHILD') return 'not_a_child';
  if (member.birthDate > day) return 'not_born';
  if (!livingOn(member, day)) return 'deceased';
  if (member.birthDate <= birthCutoff(day, counting.ageChild)) return 'of_age';
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
