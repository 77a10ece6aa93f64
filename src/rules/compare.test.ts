import { describe, expect, it } from 'vitest';
import { compareRules, datedDifferences, nextDifference } from './compare.js';
import { loadRules, type Rules } from './load.js';
import type { ParameterName } from './schema.js';

const rules = loadRules();

/** The rules with values added to a parameter, at the end of its dates. */
function changed(
  name: ParameterName,
  ...values: readonly (readonly [from: string, value: string | null])[]
): Rules {
  const added = values.map(([from, value]) => ({ from, value, reference: 'a decree', assumed: null }));
  const parameter = rules.parameters[name];
  return {
    ...rules,
    parameters: { ...rules.parameters, [name]: { ...parameter, values: [...parameter.values, ...added] } },
  };
}

const DISABLED = 'severe_disability_counts_as_schooled';
const silent: Rules = {
  ...rules,
  parameters: { ...rules.parameters, [DISABLED]: { ...rules.parameters[DISABLED], values: [] } },
};

const named = (before: Rules, then: string, after: Rules, now: string) =>
  compareRules(before, then, after, now).map(
    (one) => `${one.parameter} ${one.before?.value ?? '-'} → ${one.after?.value ?? '-'}`,
  );

describe('what differs between two rules in a month', () => {
  const raised = changed('child_first_ranks_schooled', ['2026-09', '400']);
  it.each([
    ['the month before the new date', raised, '2026-08', []],
    ['the month of the new date', raised, '2026-09', ['child_first_ranks_schooled 300 → 400']],
    ['a later month', raised, '2027-09', ['child_first_ranks_schooled 300 → 400']],
    ['a value written otherwise', changed('floor', ['2026-09', '500.00']), '2026-09', []],
    ['an amount abolished', changed('floor', ['2026-09', null]), '2026-09', ['floor 500 → -']],
    ['a score written otherwise', changed('ise_threshold', ['2026-09', '9.7430010']), '2026-09', []],
    [
      'a score of a millionth less',
      changed('ise_threshold', ['2026-09', '9.743']),
      '2026-09',
      ['ise_threshold 9.743001 → 9.743'],
    ],
    ['a yes or no written again', changed(DISABLED, ['2026-09', 'true']), '2026-09', []],
    ['a yes that is ended', changed(DISABLED, ['2026-09', 'false']), '2026-09', [`${DISABLED} true → false`]],
    ['a yes that is not said', silent, '2026-09', [`${DISABLED} true → -`]],
  ])('%s', (_, after, period, expected) => {
    expect(named(rules, period, after, period)).toEqual(expected);
  });

  it('a no that is said is one that is not said', () => {
    expect(named(changed(DISABLED, ['2026-09', 'false']), '2026-09', silent, '2026-09')).toEqual([]);
  });

  it('one month against another, of the same rules: the tariffs of January 2026', () => {
    expect(named(rules, '2025-12', rules, '2026-01')).toEqual([
      'child_first_ranks_schooled 250 → 300',
      'child_first_ranks_not_schooled 175 → 200',
      'fatherless_first_ranks_schooled 375 → 400',
      'fatherless_first_ranks_not_schooled 175 → 200',
      'institution_elderly - → 500',
    ]);
  });

  it('each with its date and reference', () => {
    expect(compareRules(rules, '2026-09', raised, '2026-09')).toMatchObject([
      { unit: 'MAD', before: { from: '2026-01' }, after: { from: '2026-09', reference: 'a decree' } },
    ]);
  });
});

describe('the first month after another in which two rules differ', () => {
  const later = changed('floor', ['2026-10', '500'], ['2027-03', '600']);
  it.each([
    ['2026-09', '2027-03'],
    ['2027-02', '2027-03'],
    ['2027-03', null],
  ])('after %s: %s', (period, expected) => expect(nextDifference(rules, later, period)).toBe(expected));

  it('none between rules that are the same', () => {
    expect(nextDifference(rules, rules, '2023-11')).toBeNull();
  });
});

describe('every dated value that differs', () => {
  const told = (before: Rules, after: Rules) =>
    datedDifferences(before, after).map((one) => `${one.parameter} ${one.from} ${one.before} ${one.after}`);
  it.each([
    ['the same rules', rules, []],
    ['a value of a month to come', changed('floor', ['2030-01', '600']), ['floor 2030-01 null 600']],
    ['a value abolished', changed('floor', ['2030-01', null]), ['floor 2030-01 null null']],
    ['a value that is dated anew', changed('floor', ['2030-01', '500']), ['floor 2030-01 null 500']],
  ])('%s', (_, after, differences) => expect(told(rules, after)).toEqual(differences));

  it('a value written otherwise is none', () =>
    expect(told(changed('floor', ['2030-01', '600']), changed('floor', ['2030-01', '600.00']))).toEqual([]));
});
