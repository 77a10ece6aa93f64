import { describe, expect, it } from 'vitest';
import { toText } from '../domain/money.js';
import { loadRules, type Rules } from './load.js';
import { parametersAt, valueAt } from './parameters.js';
import { PARAMETERS, type ParameterName } from './schema.js';

const rules = loadRules();
const DISABLED = 'severe_disability_counts_as_schooled';

/** The months on both sides of every date of the table. */
const MONTHS = ['2023-11', '2023-12', '2025-10', '2025-11', '2025-12', '2026-01', '2030-06'] as const;

/** One line of the rules' parameter table: its value in each of MONTHS; "-" where none is in force. */
const always = (value: string) => ['-', value, value, value, value, value, value];
const steps = (first: string, second: string, third: string) => [
  '-',
  first,
  first,
  second,
  second,
  third,
  third,
];
const TABLE: Readonly<Record<Exclude<ParameterName, 'school_grant_lower' | 'school_grant_upper'>, string[]>> =
  {
    child_first_ranks_schooled: steps('200', '250', '300'),
    child_first_ranks_not_schooled: steps('150', '175', '200'),
    child_later_ranks_schooled: always('36'),
    child_later_ranks_not_schooled: always('24'),
    fatherless_first_ranks_schooled: steps('350', '375', '400'),
    fatherless_first_ranks_not_schooled: steps('150', '175', '200'),
    fatherless_later_ranks_schooled: always('36'),
    fatherless_later_ranks_not_schooled: always('24'),
    disability_supplement: always('100'),
    severe_disability_counts_as_schooled: always('true'),
    floor: always('500'),
    flat_rate: always('500'),
    ise_threshold: always('9.743001'),
    birth_grant_first: always('2000'),
    birth_grant_second: always('1000'),
    birth_grant_window: always('6'),
    institution_child: ['-', '-', '-', '-', '500', '500', '500'],
    institution_capital: ['-', '-', '-', '-', '10000', '10000', '10000'],
    institution_elderly: ['-', '-', '-', '-', '-', '500', '500'],
    age_child: always('21'),
    age_schooling: always('6'),
    age_majority: always('18'),
    age_elderly: always('60'),
    first_ranks: always('3'),
    children_paid: always('6'),
    recovery_share: always('0.25'),
    arrears_months: always('12'),
    reference_day: always('last'),
    usual_maximum: always('1350'),
  };

describe('each parameter holds the value of the table in each month', () => {
  it.each(Object.entries(TABLE))('%s', (name, expected) => {
    expect(MONTHS.map((month) => valueAt(rules, name as ParameterName, month) ?? '-')).toEqual(expected);
  });

  it('the school-return grant is paid from September 2024: 200, upper secondary 300', () => {
    const at = (name: ParameterName) =>
      ['2024-08', '2024-09', '2026-09'].map((month) => valueAt(rules, name, month));
    expect(at('school_grant_lower')).toEqual([null, '200', '200']);
    expect(at('school_grant_upper')).toEqual([null, '300', '300']);
  });

  it('the table above names every parameter there is', () => {
    expect([...Object.keys(TABLE), 'school_grant_lower', 'school_grant_upper'].sort()).toEqual(
      Object.keys(PARAMETERS).sort(),
    );
  });
});

describe('where no text settles a point, the parameter says that it is assumed, and why', () => {
  it('and every other value carries its legal reference', () => {
    const assumed = new Set<string>();
    for (const [name, parameter] of Object.entries(rules.parameters)) {
      for (const { assumed: why, reference } of parameter.values) {
        expect(why !== null || reference !== null).toBe(true);
        if (why !== null) assumed.add(name);
      }
    }
    expect([...assumed].sort()).toEqual([
      'arrears_months',
      'disability_supplement',
      'fatherless_first_ranks_not_schooled',
      'fatherless_later_ranks_not_schooled',
      'institution_elderly',
      'recovery_share',
      'reference_day',
      'severe_disability_counts_as_schooled',
    ]);
  });
});

describe('the parameters of a month', () => {
  it('are refused for a month before the programme', () => {
    expect(() => parametersAt(rules, '2023-11')).toThrow(/2023-11.*its first is from 2023-12/);
    expect(parametersAt(rules, '2023-12').ageChild).toBe(21);
  });

  it('name a child’s amount by rank, fatherlessness and schooling', () => {
    const { child } = parametersAt(rules, '2025-12');
    const amounts = (['first', 'later'] as const).flatMap((rank) =>
      [false, true].flatMap((fatherless) =>
        [true, false].map((schooled) => toText(child(rank, fatherless, schooled))),
      ),
    );
    expect(amounts).toEqual(['250.00', '175.00', '375.00', '175.00', '36.00', '24.00', '36.00', '24.00']);
  });

  const change = (name: ParameterName, value: string | null): Rules => ({
    ...rules,
    parameters: {
      ...rules.parameters,
      [name]: {
        ...rules.parameters[name],
        values: [
          ...rules.parameters[name].values,
          { from: '2027-01', value, reference: 'a later decree', assumed: null },
        ],
      },
    },
  });

  const without = (name: ParameterName): Rules => ({
    ...rules,
    parameters: { ...rules.parameters, [name]: { ...rules.parameters[name], values: [] } },
  });

  it('an abolished amount is 0 from its month on', () => {
    const abolished = change('disability_supplement', null);
    expect(toText(parametersAt(abolished, '2026-12').disabilitySupplement)).toBe('100.00');
    expect(toText(parametersAt(abolished, '2027-01').disabilitySupplement)).toBe('0.00');
  });

  /** Every amount that null may abolish, of a September. Institutions have a table of their own. */
  const amountsIn = (of: Rules): Record<string, string | null> => {
    const { child, disabilitySupplement, floor, birthGrant, schoolGrant, usualMaximum } = parametersAt(
      of,
      '2027-09',
    );
    const rates = (['child', 'fatherless'] as const).flatMap((who) =>
      (['first', 'later'] as const).flatMap((rank) =>
        (['schooled', 'not_schooled'] as const).map((schooling) => [
          `${who}_${rank}_ranks_${schooling}`,
          toText(child(rank, who === 'fatherless', schooling === 'schooled')),
        ]),
      ),
    );
    return {
      ...Object.fromEntries(rates),
      disability_supplement: toText(disabilitySupplement),
      floor: toText(floor),
      birth_grant_first: toText(birthGrant.first),
      birth_grant_second: toText(birthGrant.second),
      school_grant_lower: toText(schoolGrant.lower),
      school_grant_upper: toText(schoolGrant.upper),
      usual_maximum: usualMaximum === null ? null : toText(usualMaximum),
    };
  };

  it.each(Object.keys(amountsIn(rules)))('null for %s abolishes it, and nothing else', (name) => {
    const abolished = name === 'usual_maximum' ? null : '0.00';
    expect(amountsIn(change(name as ParameterName, null))).toEqual({
      ...amountsIn(rules),
      [name]: abolished,
    });
  });

  it('children return to school each September, whatever grant is in force', () => {
    const both = { lower: change('school_grant_lower', null), upper: change('school_grant_upper', null) };
    for (const one of [rules, both.lower, both.upper]) {
      expect(parametersAt(one, '2027-09').schoolReturn).toBe(true);
      expect(parametersAt(one, '2027-08').schoolReturn).toBe(false);
    }
  });

  it.each([
    ['the built-in rules', rules, '2023-12', true],
    ['a decree that ends it, in the month before', change(DISABLED, 'false'), '2026-12', true],
    ['a decree that ends it', change(DISABLED, 'false'), '2027-01', false],
    ['rules that do not speak of it', without(DISABLED), '2026-12', false],
  ] as const)('severely disabled children count as schooled: %s', (_, some, month, expected) => {
    expect(parametersAt(some, month).disabledCountAsSchooled).toBe(expected);
  });

  it('schooling cannot begin to matter after childhood has ended', () => {
    expect(() => parametersAt(change('age_schooling', '22'), '2027-01')).toThrow(/age_schooling .*2027-01/);
  });
});
