import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../config/schema.js';
import { type OwnMeasures, type TripwireMeasures, tripwireControls } from './tripwire-controls.js';

const QUIET: TripwireMeasures = {
  accounts: { families: 0, paid: 1000, most: [] },
  cashToAccount: { families: 0, paid: 1000, most: [] },
  entered: { families: 0, paid: 1000, most: [] },
  sameName: { families: 0, detail: '' },
  neighbours: { families: 0, detail: '' },
};
const OWN: OwnMeasures = {
  debtorAccount: 0,
  largest: { household: 'H1', net: '1350.00' },
  adjustments: { rows: 0, amount: '0.00', toPay: '1000000.00' },
  execution: { day: '2026-09-30', inMonth: true },
  controlMissing: false,
};
const holding = (
  m: TripwireMeasures | null,
  own: OwnMeasures,
  limits = DEFAULT_LIMITS as Record<keyof typeof DEFAULT_LIMITS, string>,
) =>
  tripwireControls(m, own, limits)
    .filter(({ status }) => status === 'HOLD')
    .map(({ control }) => control);

describe('the tripwires', () => {
  it('hold nothing in a quiet month, nor in a first one', () => {
    expect(holding(QUIET, OWN)).toEqual([]);
    expect(holding(null, OWN)).toEqual([]);
  });

  for (const [key, control] of [
    ['accounts', 'accounts_changed'],
    ['cashToAccount', 'cash_to_account'],
    ['entered', 'families_entered'],
  ] as const) {
    it(`${control}: above 2 % of the families paid, at 2 % not`, () => {
      expect(holding({ ...QUIET, [key]: { families: 21, paid: 1000, most: [] } }, OWN)).toEqual([control]);
      expect(holding({ ...QUIET, [key]: { families: 20, paid: 1000, most: [] } }, OWN)).toEqual([]);
    });
    it(`${control}: nine families never hold, ten do where they are too many`, () => {
      expect(holding({ ...QUIET, [key]: { families: 9, paid: 20, most: [] } }, OWN)).toEqual([]);
      expect(holding({ ...QUIET, [key]: { families: 10, paid: 20, most: [] } }, OWN)).toEqual([control]);
    });
    it(`${control}: above 10 % of one institution or province, which is named`, () => {
      const most = (families: number) => [{ of: 'CASHPLUS', families, paid: 150 }];
      const of = (families: number) => ({
        ...QUIET,
        [key]: { families, paid: 10_000, most: most(families) },
      });
      expect(holding(of(15), OWN)).toEqual([]);
      expect(holding(of(16), OWN)).toEqual([control]);
      const found = tripwireControls(of(16), OWN, DEFAULT_LIMITS).find((one) => one.control === control);
      expect(found?.detail).toContain(
        'CASHPLUS: 16 of 150, more than 0.10; audit/tripwires.csv names the households',
      );
    });
  }

  it('so many families alike as the limit says', () => {
    const alike = (families: number) => ({ families, detail: 'ALAMI' });
    expect(holding({ ...QUIET, sameName: alike(10), neighbours: alike(9) }, OWN)).toEqual([
      'same_payee_name',
    ]);
    expect(holding({ ...QUIET, sameName: alike(9), neighbours: alike(10) }, OWN)).toEqual([
      'neighbouring_accounts',
    ]);
  });

  it.each<[string, Partial<OwnMeasures>, string[]]>([
    ['an account of the debtor', { debtorAccount: 1 }, ['debtor_account']],
    ['a payment at the limit', { largest: { household: 'H1', net: '20000.00' } }, []],
    ['a payment above the limit', { largest: { household: 'H1', net: '20000.01' } }, ['largest_payment']],
    ['nobody paid', { largest: null }, []],
    [
      'corrections of 2 % of the month',
      { adjustments: { rows: 40, amount: '20000.00', toPay: '1000000.00' } },
      [],
    ],
    [
      'corrections above 2 % of the month',
      { adjustments: { rows: 40, amount: '20000.01', toPay: '1000000.00' } },
      ['adjustment_sum'],
    ],
    ['few corrections', { adjustments: { rows: 9, amount: '900000.00', toPay: '1000000.00' } }, []],
    [
      'an execution in another month',
      { execution: { day: '2026-10-01', inMonth: false } },
      ['execution_date'],
    ],
    ['no control.csv, where one came last month', { controlMissing: true }, ['control_file']],
  ])('%s', (_, own, held) => {
    expect(holding(QUIET, { ...OWN, ...own })).toEqual(held);
  });
});
