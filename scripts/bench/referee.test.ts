import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const BENCH = fileURLToPath(new URL('../../dist/scripts/bench.js', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'sarf-referee-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Exit code 4 would be one figure, or one row of a register, an order file or a reconciliation, that differs. */
test.each([
  ['a September, with school grants', '2026-08', '0'],
  ['an October, without, among defects', '2026-09', '0.01'],
  ['the month of a new tariff', '2025-12', '0'],
])('plain Node computes %s, row by row as sarf does', (_, from, defects) => {
  const args = ['--families', '1500', '--from', from, '--defects', defects, '--peer', 'node'];
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [BENCH, ...args, '--work', join(work, from)],
    { encoding: 'utf8' },
  );
  expect({ status, differences: stderr.match(/^bench: .*$/gm) }).toEqual({ status: 0, differences: null });
  expect(stdout).toMatch(/^\| plain Node \|.*\| yes \|$/m);
});
