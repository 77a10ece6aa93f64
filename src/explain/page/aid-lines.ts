import type { Period } from '../../domain/period.js';
import { ageOn, type Day } from '../../domain/period.js';
import type { GrantLine } from '../facts/grants.js';
import type { AidLine } from '../facts/price.js';
import { indexOfSource, type Source } from '../facts/sources.js';
import { parameterValue } from '../languages/lookup.js';
import type { Words } from '../languages/words.js';
import { withAmount } from './layout.js';

/** The lines that explain a month's aid: of this month, and of an earlier month that is computed now. */

/** The number of a parameter among the page's sources, as "[1]". Returns "" when it is not one of them. */
export function mark(
  sources: readonly Source[],
  parameter: Source['parameter'],
  from: Period | null = null,
): string {
  const place = indexOfSource(sources, parameter, from);
  return place < 0 ? '' : `[${place + 1}]`;
}

/**
 * A month's aid, one line for each amount.
 * @param valueIn gives a parameter's value in that month, or null when none is in force
 */
export function aidLines(
  lines: readonly AidLine[],
  reference: Day,
  valueIn: (parameter: Source['parameter']) => string | null,
  marked: (parameter: Source['parameter']) => string,
  words: Words,
  indent: string,
): string[] {
  const said = ({ of, column, parameter, because, amount }: AidLine) => {
    if (of !== null)
      return words.aid.line[column](of, ageOn(of.member.birthDate, reference), because !== null);
    const value = valueIn(parameter);
    return words.aid.line[column]({
      value: value === null ? null : parameterValue(parameter, value, words),
      isZero: amount.isZero(),
    });
  };
  return lines.map((line) =>
    withAmount(
      `${indent}${said(line)}`,
      words.money(line.amount),
      `${marked(line.parameter)}${line.because === null ? '' : marked(line.because)}`,
    ),
  );
}

/** A grant and its child, as "birth grant, first birth: born 2026-08-01 (P1)". */
export function grantAndChild(one: GrantLine, words: Words): string {
  const { child } = one;
  const who = child === null ? words.page.unnamedChild : words.page.born(child.birthDate, child.personId);
  return `${words.grant(one)}${words.colon} ${who}`;
}
