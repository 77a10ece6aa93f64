import type { PaidChild } from '../../domain/composition.js';
import { invariant } from '../../domain/errors.js';
import { type Amount, sum, toText, ZERO } from '../../domain/money.js';
import { assess, type MonthlyAid } from '../../programmes/families/assess.js';
import type { Parameters } from '../../rules/parameters.js';
import type { ParameterName } from '../../rules/schema.js';
import type { PaidMember } from './children.js';

/** What one paid child brings, and the parameter that says so. Amounts in dirhams. */
export type ChildLine = PaidMember & {
  readonly parameter: ParameterName;
  readonly allowance: Amount;
  /** The supplement for severe disability; 0 without. */
  readonly supplement: Amount;
};

/** A household's aid with what it is made of. `lines` is null where only a composition is known. */
export type Priced = {
  readonly children: readonly PaidChild[];
  readonly lines: readonly ChildLine[] | null;
  readonly aid: MonthlyAid;
};

/** Prices paid children of whom the composition alone is known. */
export function priceComposition(children: readonly PaidChild[], parameters: Parameters): Priced {
  return { children, lines: null, aid: assess(children, parameters) };
}

/** Prices paid members, child by child; the lines add up to what the rules assess, or the program crashes. */
export function priceMembers(paid: readonly PaidMember[], parameters: Parameters): Priced {
  const children = paid.map((one) => one.child);
  const aid = assess(children, parameters);
  const lines = paid.map((one): ChildLine => {
    const { child, rank } = one;
    const first = rank <= parameters.firstRanks;
    return {
      ...one,
      parameter: childParameter(child, rank, parameters),
      allowance: parameters.child(first ? 'first' : 'later', child.fatherless, child.band !== 'N'),
      supplement: child.disabled ? parameters.disabilitySupplement : ZERO,
    };
  });
  const earned = sum(lines.map((line) => line.allowance.plus(line.supplement)));
  const assessed = aid.childAllowance.plus(aid.disabilitySupplement);
  invariant(
    earned.equals(assessed),
    () => `children add up to ${toText(earned)}, assessed ${toText(assessed)}`,
  );
  return { children, lines, aid };
}

/** The parameter a child's own amount is (rules, 2 to 4). */
export function childParameter(
  child: PaidChild,
  rank: number,
  parameters: Pick<Parameters, 'firstRanks'>,
): ParameterName {
  const who = child.fatherless ? 'fatherless' : 'child';
  const ranks = rank <= parameters.firstRanks ? 'first_ranks' : 'later_ranks';
  return `${who}_${ranks}_${child.band === 'N' ? 'not_schooled' : 'schooled'}`;
}

/** Every parameter that some paid children's monthly aid depends on. */
export function parametersOf(
  children: readonly PaidChild[],
  parameters: Pick<Parameters, 'firstRanks'>,
): ParameterName[] {
  if (children.length === 0) return ['flat_rate'];
  const names = new Set(children.map((child, i) => childParameter(child, i + 1, parameters)));
  if (children.some((child) => child.disabled)) names.add('disability_supplement');
  return [...names, 'floor'];
}
