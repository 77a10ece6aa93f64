import { describe, expect, it } from 'vitest';
import { beforeGuarantee, institutionsAt } from './institutions.js';
import { type DatedValue, inEach, loadRules, type Rules } from './load.js';

const rules = loadRules();
const valuesIn = (period: string) => {
  const { child, elderly, capital, capitalSince } = institutionsAt(rules, period);
  return [child, elderly, capital].map((one) => one?.toString() ?? null).concat(capitalSince);
};

describe('the programmes of care institutions, month by month', () => {
  it.each([
    ['2025-11', null, null, null, null],
    ['2025-12', '500', null, '10000', '2025-12'],
    ['2026-01', '500', '500', '10000', '2025-12'],
    ['2030-01', '500', '500', '10000', '2025-12'],
  ])('%s', (period, ...expected) => expect(valuesIn(period)).toEqual(expected));
});

describe('null abolishes one of them alone', () => {
  it.each(['child', 'elderly', 'capital'] as const)('%s', (which) => {
    const name = `institution_${which}` as const;
    const values = [
      ...rules.parameters[name].values,
      { from: '2027-01', value: null, reference: 'x', assumed: null },
    ];
    const changed: Rules = {
      ...rules,
      parameters: { ...rules.parameters, [name]: { ...rules.parameters[name], values } },
    };
    const { capitalSince, ...before } = institutionsAt(rules, '2027-01');
    expect(institutionsAt(changed, '2027-01')).toEqual({
      ...before,
      [which]: null,
      capitalSince: which === 'capital' ? null : capitalSince,
    });
  });
});

describe('since when the capital is guaranteed without a break', () => {
  const since = (period: string, ...values: [from: string, value: string | null][]) => {
    const dated = values.map(
      ([from, value]): DatedValue => ({ from, value, reference: inEach('x'), assumed: null }),
    );
    const changed: Rules = {
      ...rules,
      parameters: {
        ...rules.parameters,
        institution_capital: { ...rules.parameters.institution_capital, values: dated },
      },
    };
    const parameters = institutionsAt(changed, period);
    return [parameters.capitalSince, beforeGuarantee(parameters)];
  };
  it.each<[string, [string, string | null][], string, (string | null)[]]>([
    ['one value', [['2025-12', '10000']], '2026-05', ['2025-12', '2025-11']],
    [
      'a raise is no break',
      [
        ['2025-12', '10000'],
        ['2026-03', '12000'],
      ],
      '2026-05',
      ['2025-12', '2025-11'],
    ],
    [
      'abolished',
      [
        ['2025-12', '10000'],
        ['2026-03', null],
      ],
      '2026-05',
      [null, null],
    ],
    [
      'abolished later on',
      [
        ['2025-12', '10000'],
        ['2026-06', null],
      ],
      '2026-05',
      ['2025-12', '2025-11'],
    ],
    [
      'abolished and brought back',
      [
        ['2025-12', '10000'],
        ['2026-02', null],
        ['2026-04', '9000'],
      ],
      '2026-05',
      ['2026-04', '2026-03'],
    ],
  ])('%s', (_, values, period, expected) => expect(since(period, ...values)).toEqual(expected));
});
