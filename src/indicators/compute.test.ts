import { describe, expect, it } from 'vitest';
import { amount, decimal } from '../domain/money.js';
import { computeIndicators, type IndicatorFigures, type Observation } from './compute.js';
import { INDICATORS } from './definitions.js';
import { assertIndicators, type Expected } from './identities.js';
import { type IndicatorRow, type Measure, SCOPES } from './vocabulary.js';

const observe = (at: Observation['at'], measures: Partial<Record<Measure, string>>): Observation => ({
  at,
  measures: Object.fromEntries(Object.entries(measures).map(([name, text]) => [name, decimal(text)])),
});
const counted = (of: 'net' | 'aid', track: string, text: string, families: number) => ({
  of,
  track,
  amount: amount(text),
  families,
});

/** The prior run's schooling rates: 1 of 3 in all and in the towns, nobody of school age in the country. */
const PRIOR: IndicatorRow[] = [
  ['TOTAL', '', '0.333333', '1', '3'],
  ['MILIEU', 'U', '0.333333', '1', '3'],
  ['MILIEU', 'R', '', '0', '0'],
].map(([scope = '', key = '', value = '', numerator = '', denominator = '']) => ({
  indicator: 'schooling_rate',
  scope,
  key,
  value,
  numerator,
  denominator,
  unit: 'share',
}));

/** Seven families: two and one on the child track, four on the flat rate, in two regions of three. */
const MONTH: IndicatorFigures = {
  observations: [
    observe(
      { MILIEU: 'U', REGION: 'Souss-Massa', OFFICE: 'AGADIR', TRACK: 'CHILD' },
      {
        families: '2',
        child_track_families: '2',
        families_on_floor: '1',
        persons: '9',
        net: '1300.00',
        aid: '1100.00',
      },
    ),
    observe(
      { MILIEU: 'R', REGION: 'Oriental', OFFICE: 'CENTRE', TRACK: 'CHILD' },
      {
        families: '1',
        child_track_families: '1',
        families_on_floor: '0',
        persons: '5',
        net: '700.00',
        aid: '700.00',
      },
    ),
    observe(
      { MILIEU: 'R', REGION: 'Oriental', OFFICE: 'CENTRE', TRACK: 'FLAT' },
      {
        families: '4',
        child_track_families: '0',
        families_on_floor: '0',
        persons: '6',
        net: '2000.00',
        aid: '2000.00',
      },
    ),
    observe(
      { MILIEU: 'U', REGION: 'Souss-Massa', OFFICE: 'AGADIR' },
      { school_age_children: '6', schooled_children: '4', disabled_children: '1', fatherless_children: '0' },
    ),
    observe(
      { MILIEU: 'R', REGION: 'Oriental', OFFICE: 'CENTRE' },
      { school_age_children: '1', schooled_children: '0', disabled_children: '0', fatherless_children: '2' },
    ),
    observe({ REASON: 'REINSTATED' }, { entered: '1', entered_net: '700.00' }),
    observe({ REASON: 'FIRST_PAYMENT' }, { entered: '2', entered_net: '1000.00' }),
    observe({ REASON: 'CLOSED' }, { left: '1', left_net: '500.00' }),
    observe({ REASON: 'ACCOUNT_INVALID' }, { held: '1', held_prior_net: '500.00' }),
    observe({ REASON: 'PERSON_DUPLICATED' }, { held: '2', held_prior_net: '0.00' }),
    observe(
      {},
      {
        assessed: '12',
        rows_read: '60',
        quarantined_rows: '1',
        quarantined_prior_net: '500.00',
        orders: '7',
      },
    ),
    observe({ BIRTH: 'SECOND' }, { birth_grants: '1', birth_grant_amount: '1000.00' }),
    observe({ LEVEL: 'PRIMARY' }, { school_grants: '3', school_grant_amount: '600.00' }),
  ],
  amounts: [
    counted('net', 'CHILD', '600.00', 1),
    counted('net', 'CHILD', '700.00', 2),
    counted('net', 'FLAT', '500.00', 4),
    counted('aid', 'CHILD', '500.00', 1),
    counted('aid', 'CHILD', '600.01', 1),
    counted('aid', 'CHILD', '700.00', 1),
    counted('aid', 'FLAT', '500.00', 4),
  ],
  keys: {
    MILIEU: ['U', 'R'],
    REGION: ['Oriental', 'Souss-Massa', 'Dakhla-Oued Ed-Dahab'],
    OFFICE: ['AGADIR', 'CENTRE'],
    TRACK: ['CHILD', 'FLAT'],
    BIRTH: ['FIRST', 'SECOND'],
    LEVEL: ['PRIMARY', 'UPPER_SECONDARY'],
  },
  prior: PRIOR,
};
const EXPECTED: Expected = {
  families: 7,
  net: '4000.00',
  held: 3,
  entered: { families: 3, amount: '1700.00' },
  left: { families: 1, amount: '-500.00' },
};

const rowOf = (rows: readonly IndicatorRow[], name: string) => {
  const [indicator, scope, ...key] = name.split(' ');
  return rows.find((row) => row.indicator === indicator && row.scope === scope && row.key === key.join(' '));
};

describe('each indicator of a hand-made month: value, numerator ÷ denominator', () => {
  const rows = computeIndicators(MONTH);
  it.each([
    ['families TOTAL', '7', '', ''],
    ['families MILIEU U', '2', '', ''],
    ['families MILIEU R', '5', '', ''],
    ['families REGION Souss-Massa', '2', '', ''],
    ['families REGION Dakhla-Oued Ed-Dahab', '0', '', ''],
    ['families OFFICE AGADIR', '2', '', ''],
    ['families OFFICE CENTRE', '5', '', ''],
    ['families TRACK FLAT', '4', '', ''],
    ['persons TOTAL', '20', '', ''],
    ['net TOTAL', '4000.00', '', ''],
    ['net TRACK CHILD', '2000.00', '', ''],
    ['net REGION Dakhla-Oued Ed-Dahab', '0.00', '', ''],
    ['average_net TOTAL', '571.43', '4000.00', '7'], // 571.428571…
    ['average_net TRACK CHILD', '666.67', '2000.00', '3'], // 666.666…, rounded half up
    ['average_aid TRACK CHILD', '600.00', '1800.00', '3'],
    ['median_net TOTAL', '500.00', '500.00', '1'], // the fourth of seven
    ['median_net TRACK FLAT', '500.00', '1000.00', '2'], // of four
    ['median_aid TRACK CHILD', '600.01', '600.01', '1'],
    ['floor_share TOTAL', '0.333333', '1', '3'], // of the child track alone
    ['floor_share MILIEU R', '0.000000', '0', '1'],
    ['floor_share REGION Dakhla-Oued Ed-Dahab', '', '0', '0'], // nothing to divide by
    ['schooling_rate TOTAL', '0.571429', '4', '7'],
    ['schooling_rate MILIEU R', '0.000000', '0', '1'],
    ['schooling_rate_change TOTAL', '23.8095', '1', '3'], // 4/7 − 1/3 = 5/21
    ['schooling_rate_change MILIEU U', '33.3333', '1', '3'], // 4/6 − 1/3: neither is rounded first
    ['schooling_rate_change MILIEU R', '', '', ''], // the prior run had none
    ['schooling_rate_change REGION Oriental', '', '', ''], // nor this region
    ['disabled_children TOTAL', '1', '', ''],
    ['fatherless_children MILIEU R', '2', '', ''],
    ['families_entered TOTAL', '3', '', ''],
    ['families_entered REASON REINSTATED', '1', '', ''],
    ['net_entered REASON FIRST_PAYMENT', '1000.00', '', ''],
    ['families_left REASON CLOSED', '1', '', ''],
    ['net_left TOTAL', '500.00', '', ''],
    ['held_rate TOTAL', '0.250000', '3', '12'],
    ['held_rate REASON PERSON_DUPLICATED', '0.166667', '2', '12'], // of all assessed, not of its reason
    ['held_prior_net TOTAL', '500.00', '', ''],
    ['quarantined_rate TOTAL', '0.016667', '1', '60'],
    ['quarantined_prior_net TOTAL', '500.00', '', ''],
    ['return_rate TOTAL', '', '', '7'], // not known yet
    ['birth_grants BIRTH FIRST', '0', '', ''],
    ['birth_grants BIRTH SECOND', '1', '', ''],
    ['birth_grant_amount TOTAL', '1000.00', '', ''],
    ['school_grants LEVEL PRIMARY', '3', '', ''],
    ['school_grant_amount LEVEL UPPER_SECONDARY', '0.00', '', ''],
  ])('%s = %s', (name, value, numerator, denominator) => {
    expect(rowOf(rows, name)).toMatchObject({ value, numerator, denominator });
  });

  it('stand in the order of the definitions, then of the scopes, each once, with their unit', () => {
    const names = rows.map((row) => `${row.indicator} ${row.scope} ${row.key}`);
    expect(new Set(names).size).toBe(names.length);
    const places = rows.map(
      (row) =>
        INDICATORS.findIndex((one) => one.code === row.indicator) * 100 +
        SCOPES.indexOf(row.scope as 'TOTAL'),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(rows.filter((row) => row.scope === 'TOTAL').map((row) => [row.indicator, row.unit])).toEqual(
      INDICATORS.map((one) => [one.code, one.unit]),
    );
    const causes = rows.filter((row) => row.indicator === 'families_entered' && row.scope === 'REASON');
    expect(causes.map((row) => row.key)).toEqual(['FIRST_PAYMENT', 'REINSTATED']); // by name, as found
  });

  it('a first run has no change of the schooling rate', () => {
    expect(rowOf(computeIndicators({ ...MONTH, prior: [] }), 'schooling_rate_change TOTAL')?.value).toBe('');
  });

  it('a change that rounds to nothing is no minus nothing', () => {
    const prior = [{ ...PRIOR[0], numerator: '571428572', denominator: '1000000000' } as IndicatorRow];
    expect(rowOf(computeIndicators({ ...MONTH, prior }), 'schooling_rate_change TOTAL')?.value).toBe(
      '0.0000',
    );
  });
});

describe('identities: what the month says elsewhere, and parts that make the whole', () => {
  it('hold here', () => expect(() => assertIndicators(computeIndicators(MONTH), EXPECTED)).not.toThrow());

  it.each<[string, Partial<Expected>, RegExp]>([
    ['families', { families: 8 }, /indicator families: 7, the month says 8/],
    ['net', { net: '4000.01' }, /indicator net: 4000.00, the month says 4000.01/],
    ['held', { held: 2 }, /indicator held_rate: 3, the month says 2/],
    ['entered', { entered: { families: 2, amount: '1700.00' } }, /families_entered: 3, the month says 2/],
    ['their net', { entered: { families: 3, amount: '1.00' } }, /net_entered: 1700.00, the month says 1/],
    ['left', { left: { families: 0, amount: '-500.00' } }, /families_left: 1, the month says 0/],
    ['their prior net', { left: { families: 1, amount: '0.00' } }, /net_left: 500.00, the month says 0/],
  ])('%s other than the month’s: a defect', (_, other, message) => {
    expect(() => assertIndicators(computeIndicators(MONTH), { ...EXPECTED, ...other })).toThrow(message);
  });

  it.each<[string, Observation['at'], RegExp]>([
    [
      'a milieu',
      { REGION: 'Oriental', OFFICE: 'CENTRE', TRACK: 'FLAT' },
      /families: value by MILIEU adds up to 7, in all 8/,
    ],
    [
      'a known region',
      { MILIEU: 'R', REGION: 'Elsewhere', TRACK: 'FLAT' },
      /by REGION adds up to 7, in all 8/,
    ],
    ['a track', { MILIEU: 'R', REGION: 'Oriental', OFFICE: 'CENTRE' }, /by TRACK adds up to 7, in all 8/],
  ])('a family without %s: a defect', (_, at, message) => {
    const observations = [...MONTH.observations, observe(at, { families: '1' })];
    expect(() =>
      assertIndicators(computeIndicators({ ...MONTH, observations }), { ...EXPECTED, families: 8 }),
    ).toThrow(message);
  });
});
