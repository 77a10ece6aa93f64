import type { Period } from '../../domain/period.js';
import { ageOn, type Day } from '../../domain/period.js';
import type { MonthlyAid } from '../../programmes/families/assess.js';
import type { GrantLine } from '../facts/grants.js';
import type { ChildLine } from '../facts/price.js';
import { indexOfSource, type Source } from '../facts/sources.js';
import { parameterValue } from '../languages/lookup.js';
import type { Words } from '../languages/words.js';
import { withAmount } from './layout.js';

/** Lines that a month's aid is told in, this month's and that of a past one which is computed now. */

/** "[1]": a parameter's place among the sources; empty where it is none of them. */
export function mark(
  sources: readonly Source[],
  parameter: Source['parameter'],
  from: Period | null = null,
): string {
  const place = indexOfSource(sources, parameter, from);
  return place < 0 ? '' : `[${place + 1}]`;
}

/** Child by child with the supplements, then the floor, or the flat rate. @param floor the parameter's value */
export function aidLines(
  { children, aid }: { readonly children: readonly ChildLine[]; readonly aid: MonthlyAid },
  reference: Day,
  floor: string | null,
  marked: (parameter: Source['parameter']) => string,
  words: Words,
  indent: string,
): string[] {
  const { page: says } = words;
  const least = parameterValue('floor', floor, words);
  const reached = floor === null ? says.noFloor : says.floorReached(least);
  return [
    ...children.flatMap((line) => {
      const { member, rank } = line;
      const who = `${indent}${says.rank(rank)}  ${says.born(member.birthDate, member.personId)}, ${words.child(line, ageOn(member.birthDate, reference))}`;
      const own = withAmount(who, words.money(line.allowance), marked(line.parameter));
      if (line.supplement.isZero()) return [own];
      const more = `${indent}${says.supplement(rank)}`;
      return [own, withAmount(more, words.money(line.supplement), marked('disability_supplement'))];
    }),
    children.length === 0
      ? withAmount(`${indent}${says.flat}`, words.money(aid.flatRate), marked('flat_rate'))
      : withAmount(
          `${indent}${aid.floorTopup.isZero() ? reached : says.floorTopup(least)}`,
          words.money(aid.floorTopup),
          marked('floor'),
        ),
  ];
}

/** "birth grant, first birth: born 2026-08-01 (P1)". */
export function grantAndChild(one: GrantLine, words: Words): string {
  const { child } = one;
  const who = child === null ? words.page.unnamedChild : words.page.born(child.birthDate, child.personId);
  return `${words.grant(one)}${words.colon} ${who}`;
}
