import { describe, expect, it } from 'vitest';
import type { WithoutHistory } from '../../ledger/without-history.js';
import { historyControl } from './history-control.js';

const SEPTEMBER: WithoutHistory = {
  month: '2026-09',
  leftOut: true,
  decidedIn: '2026-11',
  reason: 'the disk was lost',
};

describe('earlier months that cannot be proved', () => {
  it.each<[string, readonly WithoutHistory[], number, string]>([
    [
      'left out',
      [SEPTEMBER],
      0,
      '2026-09 cannot be proved, its history is left out by the decision in 2026-11 (the disk was lost)',
    ],
    [
      'left out, and paid late',
      [SEPTEMBER],
      1200,
      '2026-09 cannot be proved, its history is left out by the decision in 2026-11 (the disk was lost); 1,200 months of households are computed and paid late without it: they may have been paid for before',
    ],
    [
      'whole again, beside another',
      [
        { ...SEPTEMBER, leftOut: false },
        { ...SEPTEMBER, month: '2026-10' },
      ],
      0,
      '2026-09 is whole again; runs from 2026-11 on were computed without it by the decision in 2026-11 (the disk was lost); 2026-10 cannot be proved, its history is left out by the decision in 2026-11 (the disk was lost)',
    ],
  ])('%s: a WARN that names each', (_, months, late, detail) => {
    expect(historyControl(months, late)).toEqual({
      control: 'without_history',
      measured: String(months.length),
      limit: '0',
      status: 'WARN',
      detail,
    });
  });
});
