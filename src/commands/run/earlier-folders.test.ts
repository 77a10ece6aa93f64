import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  copyOf,
  expectError,
  picture,
  runArguments,
  sarf,
  temporaryFolder,
  WIDE,
} from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';

/** A folder of an earlier month that is missing or altered: what it paid cannot be proved, and the run is refused. */
const folder = temporaryFolder('earlier-folders');
const out = join(folder, 'out');
let extracts: string;

const run = (period: string, to: string) => sarf([...runArguments(extracts, period, to), '--config', WIDE]);

beforeAll(async () => {
  ({ extracts } = await worldIn(folder, 'out'));
  const october = await run('2026-10', out);
  expect(october.code, october.stderr).toBe(0);
}, 60_000);

test.each<[what: string, change: (september: string) => void, said: RegExp]>([
  ['that is missing', (at) => renameSync(at, `${at}-away`), /the folder is missing/],
  ['whose manifest is missing', (at) => rmSync(join(at, 'manifest.json')), /manifest\.json is missing/],
  [
    'whose manifest is altered',
    (at) => {
      const manifest = join(at, 'manifest.json');
      writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"PASS"', '"HOLD"'));
    },
    /manifest\.json does not bear the seal/,
  ],
  ['without its register', (at) => rmSync(join(at, 'register.parquet')), /register\.parquet is missing/],
  [
    'with a longer audit file',
    (at) => appendFileSync(join(at, 'audit/controls.csv'), '\n'),
    /audit\/controls\.csv has changed/,
  ],
])('a folder of two months ago %s refuses the run, which names it', async (_, change, said) => {
  const to = copyOf(out, join(folder, 'copy'));
  const september = join(to, '2026-09', readdirSync(join(to, '2026-09'))[0] ?? '');
  change(september);
  const before = picture(to);
  const ended = await run('2026-11', to);
  expectError(
    ended,
    2,
    /the released run of 2026-09, without which 2026-11 cannot be proved, must be as it was sealed\. Restore it/,
  );
  expect(ended.stderr).toContain(september);
  expect(ended.stderr).toMatch(said);
  expect(picture(to)).toEqual(before);
});

test('as they were sealed, the run is computed', async () => {
  expect((await run('2026-11', copyOf(out, join(folder, 'copy')))).code).toBe(0);
});
