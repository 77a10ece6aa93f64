import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../config/schema.js';
import { type ResidentMeasures, residentControls } from './controls.js';

const QUIET: ResidentMeasures = {
  monthly: '100000.00',
  priorMonthly: '100000.00',
  rows: { residents: 1000 },
  rowsQuarantined: 0,
  assessed: 1000,
  held: 0,
  lostToData: 0,
  paidBefore: 1000,
  identities: { partition: 'p', bridge: 'b', decisions: 'd' },
};

function control(name: string, change: Partial<ResidentMeasures>) {
  return residentControls({ ...QUIET, ...change }, DEFAULT_LIMITS).find((one) => one.control === name);
}

describe('controls of residents, with the limits of the households', () => {
  it.each<[string, Partial<ResidentMeasures>, string, string]>([
    ['residents_change', { monthly: '105000.00' }, '0.05', 'PASS'],
    ['residents_change', { monthly: '105000.01' }, '0.05', 'HOLD'],
    ['residents_change', { monthly: '94999.99' }, '0.05', 'HOLD'],
    ['residents_change', { monthly: '0.00' }, '1', 'HOLD'],
    ['residents_change', { paidBefore: 0, priorMonthly: '0.00' }, '', 'PASS'],
    ['residents_quarantined', { rowsQuarantined: 5 }, '0.005', 'PASS'],
    ['residents_quarantined', { rowsQuarantined: 6 }, '0.006', 'HOLD'],
    ['residents_held', { held: 20 }, '0.02', 'PASS'],
    ['residents_held', { held: 21 }, '0.021', 'HOLD'],
    ['residents_lost_to_data', { lostToData: 2 }, '0.002', 'PASS'],
    ['residents_lost_to_data', { lostToData: 3 }, '0.003', 'HOLD'],
    ['residents_lost_to_data', { paidBefore: 0 }, '0', 'PASS'],
  ])('%s %j', (name, change, measured, status) => {
    expect(control(name, change)).toMatchObject({ measured, status });
  });

  it('a quiet month passes all seven', () => {
    const controls = residentControls(QUIET, DEFAULT_LIMITS);
    expect(controls.map((one) => one.status)).toEqual(Array(7).fill('PASS'));
  });

  it('among fewer than 100 residents one is more than a limit: a warning, and no hold', () => {
    const few = { rows: { residents: 99 }, assessed: 99, paidBefore: 99, monthly: '0.00' };
    expect(control('residents_change', few)).toMatchObject({ measured: '1', status: 'WARN' });
    expect(control('residents_change', { ...few, paidBefore: 100 })).toMatchObject({ status: 'HOLD' });
  });
});
