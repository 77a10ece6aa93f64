import { expect, test } from 'vitest';
import { type Measured, markdown, median, type Report } from './report.js';

const measured = (program: string, seconds: number, more: Partial<Measured> = {}): Measured => ({
  program,
  seconds,
  runs: [seconds],
  peakBytes: 870_000_000,
  cpuSeconds: 7.25,
  equal: null,
  target: null,
  ...more,
});

const REPORT: Report = {
  period: '2026-10',
  families: 390_017,
  persons: 1_260_200,
  seed: 1,
  defects: 0,
  bytesRead: 113_112_445,
  bytesWritten: 61_000_000,
  machine: { cpu: 'Some CPU', cores: 2, memoryBytes: 24 * 1024 ** 3, load: 0.2, engines: ['Node 20.0.0'] },
  stages: [{ stage: 'read', seconds: 2, done: 1_650_217, unit: 'rows' }],
  sarf: measured('sarf', 5),
  others: [
    measured('floor', 0.5, { target: 12 }),
    measured('PostgreSQL 15', 8, { equal: true, target: 0.6 }),
    measured('plain Node', 20, { equal: false, target: 0.35, peakBytes: null, cpuSeconds: null }),
  ],
};

test('the median of an even number of runs is the lower middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2);
  expect(median([9, 1, 3])).toBe(3);
});

test('ratios, missed targets and disagreements stand in the table', () => {
  const lines = markdown(REPORT).split('\n');
  expect(lines).toContain('| read | 2.00 | 40 % | 1,650,217 rows | 825,109 |');
  expect(lines).toContain('| start, prior run, exit | 3.00 | 60 % |  |  |');
  expect(lines).toContain('| sarf | 5.00 | 1 |  | 7.3 | 870 MB | 330,043 |  |');
  expect(lines).toContain('| floor | 0.50 | 10.00 | ≤ 12 | 7.3 | 870 MB | 3,300,434 |  |');
  expect(lines).toContain('| PostgreSQL 15 | 8.00 | 0.63 | ≤ 0.6 (missed) | 7.3 | 870 MB | 206,277 | yes |');
  expect(lines).toContain('| plain Node | 20.00 | 0.25 | ≤ 0.35 | not known | not known | 82,511 | **no** |');
});

test('a busy machine is owned up to', () => {
  expect(markdown(REPORT)).not.toContain('busy');
  expect(markdown({ ...REPORT, machine: { ...REPORT.machine, load: 3.84 } })).toContain('load 3.8');
});
