import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../config/schema.js';
import { type Control, overallStatus } from '../../programmes/control.js';
import { type ControlFigures, runControls } from './controls.js';

/** A quiet month: nothing moved, nothing is wrong. */
const QUIET: ControlFigures = {
  net: '1000000.00',
  monthly: '1000000.00',
  toPay: '1000000.00',
  families: 1000,
  prior: { monthly: '1000000.00', families: 1000, sameContent: false },
  sameAs: null,
  provinces: [
    { name: 'Rabat', monthly: '600000.00', priorMonthly: '600000.00' },
    { name: 'Fès', monthly: '400000.00', priorMonthly: '400000.00' },
    { name: 'Aousserd', monthly: '0.00', priorMonthly: '0.00' },
  ],
  rowsRead: 10_000,
  rowsQuarantined: 0,
  assessed: 1000,
  held: 0,
  lostToData: 0,
  extractDifferences: null,
  budget: null,
  reappeared: 0,
  deadResidents: 0,
  paidAgain: [],
  identities: { partition: 'p', bridge: 'b', decisions: 'd', personsPaidOnce: 'p' },
};
const PRIOR = { monthly: '1000000.00', families: 1000, sameContent: false };

function control(name: string, change: Partial<ControlFigures>): Control {
  const found = runControls({ ...QUIET, ...change }, DEFAULT_LIMITS).find((one) => one.control === name);
  if (found === undefined) throw new Error(`no control ${name}`);
  return found;
}

describe('the list of controls', () => {
  it('is whole and in this order, and a quiet month passes all of it', () => {
    const controls = runControls(QUIET, DEFAULT_LIMITS);
    expect(controls.map((one) => one.control)).toEqual([
      'total_change',
      'families_change',
      'province_change',
      'quarantined_rows',
      'held_households',
      'lost_to_data',
      'stale_extract',
      'extract_complete',
      'budget',
      'reappearance',
      'partition',
      'bridge',
      'decisions',
      'persons_paid_once',
    ]);
    expect(new Set(controls.map((one) => one.status))).toEqual(new Set(['PASS']));
    expect(overallStatus(controls)).toBe('PASS');
  });

  it('one HOLD puts the run on hold, a WARN does not', () => {
    const one = (status: Control['status']): Control => ({
      control: 'x',
      measured: '',
      limit: '',
      status,
      detail: '',
    });
    expect(overallStatus([one('PASS'), one('HOLD'), one('WARN')])).toBe('HOLD');
    expect(overallStatus([one('PASS'), one('WARN')])).toBe('PASS');
  });

  it('a month that was paid under another number puts the run on hold', () => {
    const of = (paidAgain: readonly string[]) =>
      runControls({ ...QUIET, paidAgain }, DEFAULT_LIMITS).find((one) => one.control === 'persons_paid_once');
    expect(of([])).toMatchObject({ measured: '0', status: 'PASS' });
    expect(of(['OLD 2026-09'])).toMatchObject({ measured: '1', limit: '0', status: 'HOLD' });
    expect(of(['OLD 2026-09'])?.detail).toContain('OLD 2026-09');
  });

  it('a first run has nothing to compare with, and passes what compares', () => {
    const first = { prior: null, monthly: '1.00', families: 1 };
    for (const name of [
      'total_change',
      'families_change',
      'province_change',
      'lost_to_data',
      'stale_extract',
    ]) {
      expect(control(name, first)).toMatchObject({
        status: 'PASS',
        detail: expect.stringContaining('first run'),
      });
    }
  });

  it('a configured limit replaces the shown one', () => {
    const limits = { ...DEFAULT_LIMITS, held_households: '0' };
    const held = runControls({ ...QUIET, held: 1 }, limits).find((one) => one.control === 'held_households');
    expect(held).toMatchObject({ limit: '0', status: 'HOLD' });
  });
});

describe('each control passes at its limit and holds just above it', () => {
  const province = (net: string) => ({
    provinces: [{ name: 'Fès', monthly: net, priorMonthly: '400000.00' }],
  });
  it.each<[string, string, Partial<ControlFigures>, string, Control['status']]>([
    ['total 5 %', 'total_change', { monthly: '1049999.99' }, '0.05', 'PASS'],
    ['total 5 %', 'total_change', { monthly: '1050000.00' }, '0.05', 'PASS'],
    ['total 5 %', 'total_change', { monthly: '1050000.01' }, '0.05', 'HOLD'],
    ['total 5 % downwards', 'total_change', { monthly: '950000.00' }, '0.05', 'PASS'],
    ['total 5 % downwards', 'total_change', { monthly: '949999.99' }, '0.05', 'HOLD'],
    ['total, by far', 'total_change', { monthly: '1500000.00' }, '0.5', 'HOLD'],
    ['families 3 %', 'families_change', { families: 1029 }, '0.029', 'PASS'],
    ['families 3 %', 'families_change', { families: 1030 }, '0.03', 'PASS'],
    ['families 3 %', 'families_change', { families: 1031 }, '0.031', 'HOLD'],
    ['families 3 % downwards', 'families_change', { families: 969 }, '0.031', 'HOLD'],
    ['a province 10 %', 'province_change', province('439999.99'), '0.1', 'PASS'],
    ['a province 10 %', 'province_change', province('440000.00'), '0.1', 'PASS'],
    ['a province 10 %', 'province_change', province('440000.01'), '0.1', 'HOLD'],
    ['a province 10 % downwards', 'province_change', province('359999.99'), '0.1', 'HOLD'],
    ['a province that nobody is paid in any more', 'province_change', province('0.00'), '1', 'HOLD'],
    ['quarantined rows 0.5 %', 'quarantined_rows', { rowsQuarantined: 49 }, '0.0049', 'PASS'],
    ['quarantined rows 0.5 %', 'quarantined_rows', { rowsQuarantined: 50 }, '0.005', 'PASS'],
    ['quarantined rows 0.5 %', 'quarantined_rows', { rowsQuarantined: 51 }, '0.0051', 'HOLD'],
    ['held households 2 %', 'held_households', { held: 19 }, '0.019', 'PASS'],
    ['held households 2 %', 'held_households', { held: 20 }, '0.02', 'PASS'],
    ['held households 2 %', 'held_households', { held: 21 }, '0.021', 'HOLD'],
    ['lost to data 0.2 %', 'lost_to_data', { lostToData: 1 }, '0.001', 'PASS'],
    ['lost to data 0.2 %', 'lost_to_data', { lostToData: 2 }, '0.002', 'PASS'],
    ['lost to data 0.2 %', 'lost_to_data', { lostToData: 3 }, '0.003', 'HOLD'],
    ['budget', 'budget', { budget: '1000000.01' }, '1000000.00', 'PASS'],
    ['budget', 'budget', { budget: '1000000.00' }, '1000000.00', 'PASS'],
    ['budget', 'budget', { budget: '999999.99' }, '1000000.00', 'HOLD'],
    ['budget', 'budget', { budget: '1000000.00', toPay: '1000000.01' }, '1000000.01', 'HOLD'], // with residents
  ])('%s: %s %j measures %s: %s', (_, name, change, measured, status) => {
    expect(control(name, change)).toMatchObject({ measured, status });
  });

  it('a measure is shown with six decimals, and compared before it is rounded', () => {
    const millions = { prior: { ...PRIOR, monthly: '2000000000.00' }, monthly: '2100000000.01' };
    expect(control('total_change', millions)).toMatchObject({ measured: '0.05', status: 'HOLD' });
    const rows = { rowsRead: 16_400_000, rowsQuarantined: 82_001 };
    expect(control('quarantined_rows', rows)).toMatchObject({ measured: '0.005', status: 'HOLD' });
    expect(control('held_households', { assessed: 3, held: 1 })).toMatchObject({ measured: '0.333333' });
  });
});

describe('from nothing to something is a change without limit', () => {
  it('of the total, of the families', () => {
    const prior = { monthly: '0.00', families: 0, sameContent: false };
    expect(control('total_change', { prior })).toMatchObject({ measured: 'new', status: 'HOLD' });
    expect(control('families_change', { prior })).toMatchObject({ measured: 'new', status: 'HOLD' });
    const still = { prior, monthly: '0.00', families: 0 };
    expect(control('total_change', still)).toMatchObject({ measured: '0', status: 'PASS' });
    expect(control('families_change', still)).toMatchObject({ measured: '0', status: 'PASS' });
    expect(control('lost_to_data', still)).toMatchObject({ measured: '0', status: 'PASS' });
  });

  it('of a province: it decides, whatever the others changed by', () => {
    const provinces = [
      { name: 'Rabat', monthly: '5000000.00', priorMonthly: '1.00' },
      { name: 'Aousserd', monthly: '500.00', priorMonthly: '0.00' },
    ];
    expect(control('province_change', { provinces })).toMatchObject({ measured: 'new', status: 'HOLD' });
  });
});

describe('the province whose total changed most decides', () => {
  const provinces = [
    { name: 'Rabat', monthly: '112.00', priorMonthly: '100.00' },
    { name: 'Fès', monthly: '80.00', priorMonthly: '100.00' },
    { name: 'Oujda', monthly: '101.00', priorMonthly: '100.00' },
  ];
  it('and the detail names every one beyond the limit', () => {
    expect(control('province_change', { provinces })).toMatchObject({
      measured: '0.2',
      status: 'HOLD',
      detail: 'Rabat 100.00 → 112.00; Fès 100.00 → 80.00',
    });
  });

  it('or the widest, when none is', () => {
    expect(control('province_change', { provinces: provinces.slice(2) })).toMatchObject({
      measured: '0.01',
      status: 'PASS',
      detail: 'Oujda 100.00 → 101.00',
    });
  });

  it('two that look alike when rounded: the one beyond the limit holds', () => {
    const alike = [
      { name: 'Rabat', monthly: '110000000.00', priorMonthly: '100000000.00' },
      { name: 'Fès', monthly: '110000000.01', priorMonthly: '100000000.00' },
    ];
    expect(control('province_change', { provinces: alike })).toMatchObject({
      measured: '0.1',
      status: 'HOLD',
      detail: 'Fès 100,000,000.00 → 110,000,000.01',
    });
  });
});

describe('the extract itself', () => {
  it("last month's content again holds the run", () => {
    expect(control('stale_extract', { prior: { ...PRIOR, sameContent: true } })).toMatchObject({
      measured: 'same',
      status: 'HOLD',
    });
  });

  it('any difference from what the sender says it sent holds the run, in words', () => {
    expect(control('extract_complete', { extractDifferences: [] })).toMatchObject({
      measured: '0',
      status: 'PASS',
    });
    expect(
      control('extract_complete', { extractDifferences: ['members.csv: 3 rows announced, 2 read', 'x'] }),
    ).toMatchObject({ measured: '2', status: 'HOLD', detail: 'members.csv: 3 rows announced, 2 read; x' });
  });

  it('a household closed last month and paid now is a WARN, and no hold', () => {
    expect(control('reappearance', { reappeared: 1 })).toMatchObject({ measured: '1', status: 'WARN' });
    expect(control('reappearance', { deadResidents: 1 })).toMatchObject({ measured: '1', status: 'WARN' });
    expect(control('reappearance', { reappeared: 0 })).toMatchObject({ measured: '0', status: 'PASS' });
  });
});
