import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../config/schema.js';
import type { Control } from '../../programmes/control.js';
import { type AdjustmentMeasures, adjustmentControls } from './adjustment-controls.js';

const none = { adjustments: 0, households: [] };
const QUIET: AdjustmentMeasures = {
  rows: 9,
  quarantined: 0,
  alike: none,
  exceeding: false,
  large: none,
  automatic: none,
};
const two = { adjustments: 3, households: ['H1', 'H2'] };
const many = { adjustments: 22, households: Array.from({ length: 22 }, (_, i) => `H${i}`) };

describe('controls of decided corrections', () => {
  it.each<[string, Partial<AdjustmentMeasures>, Control['status'], string]>([
    ['adjustment_rows', {}, 'PASS', 'none of 9 rows'],
    ['adjustment_rows', { quarantined: 1 }, 'WARN', '1 of 9 rows of adjustments are in quarantine'],
    ['adjustment_look_alikes', {}, 'PASS', 'no adjustment says'],
    ['adjustment_look_alikes', { alike: two }, 'HOLD', '3 adjustments say'],
    ['adjustment_look_alikes', { alike: two }, 'HOLD', ': H1, H2; audit/adjustments-in-doubt.csv'],
    ['adjustment_amounts', {}, 'PASS', 'no adjustment is above 5000'],
    ['adjustment_amounts', { large: many }, 'HOLD', 'H18, H19 and 2 more; audit'],
    ['adjustment_arrears', {}, 'PASS', 'no decided arrears'],
    ['adjustment_arrears', { automatic: two }, 'WARN', 'H1, H2'],
  ])('%s %j is %s', (name, change, status, detail) => {
    const controls = adjustmentControls({ ...QUIET, ...change }, DEFAULT_LIMITS);
    expect(controls.find((one) => one.control === name)).toMatchObject({
      status,
      detail: expect.stringContaining(detail),
    });
  });
});
