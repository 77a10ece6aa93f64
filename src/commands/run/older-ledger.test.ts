import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  copyOf,
  expectError,
  jsonOf,
  picture,
  type RunJson,
  runArguments,
  sarf,
  temporaryFolder,
  WIDE,
} from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';

/** A backup of the ledger is put back that is older than the last run: what it has forgotten is not paid again. */
const folder = temporaryFolder('older-ledger');
const out = join(folder, 'out');
const newer = join(folder, 'newer.sqlite');
const older = join(folder, 'older.sqlite');
let extracts: string;
let october: RunJson;

const october2026 = (to: string) => [...runArguments(extracts, '2026-10', to), '--config', WIDE];

beforeAll(async () => {
  ({ extracts } = await worldIn(folder, 'out', WIDE));
  const ledger = join(out, 'ledger.sqlite');
  copyFileSync(ledger, older);
  const ended = await sarf([...october2026(out), '--json']);
  october = jsonOf<RunJson>(ended);
  expect(october.state, ended.stdout).toBe('RELEASED');
  copyFileSync(ledger, newer);
}, 60_000);

/** A copy of the runs, with the ledger of the day before October. */
function restored(name: string): string {
  const to = copyOf(out, join(folder, name));
  copyFileSync(older, join(to, 'ledger.sqlite'));
  return to;
}

describe('a ledger that is older than the runs beside it', () => {
  test.each<[command: string, args: string[]]>([
    ['run', []],
    ['release', ['release', '000000000000']],
    ['answers', ['answers', '--from', 'POSTE', 'answers.csv']],
    ['unhold', ['unhold', 'H1', '--reason', 'found']],
    ['recovery', ['recovery', 'pause', 'R1', '--reason', 'appeal']],
  ])('%s is refused, names the folder and says what to do', async (command, args) => {
    const to = restored(command);
    const answers = join(folder, 'answers.csv');
    writeFileSync(answers, 'order_id,status,reason_code,date,amount\n');
    const given =
      command === 'run'
        ? october2026(to)
        : [...args.map((arg) => (arg === 'answers.csv' ? answers : arg)), '--out', to];
    const before = picture(to);
    expectError(
      await sarf(given),
      2,
      new RegExp(
        `2026-10/${october.run_id}: a sealed run that the ledger does not know: .*Put the newer ledger back; or, .* move its folder out`,
      ),
    );
    expect(picture(to)).toEqual(before);
  });

  test('verify --ledger finds it, with exit 4', async () => {
    const ended = await sarf(['verify', '--ledger', restored('verify'), '--json']);
    expect(ended.code).toBe(4);
    expect(jsonOf<{ differences: string[] }>(ended).differences).toEqual([
      expect.stringContaining(`2026-10/${october.run_id}: a sealed run that the ledger does not know`),
    ]);
  });

  test('the newer ledger put back, all goes on', async () => {
    const to = restored('back');
    copyFileSync(newer, join(to, 'ledger.sqlite'));
    expect(jsonOf(await sarf([...october2026(to), '--json']))).toMatchObject({ already_computed: true });
    expect((await sarf(['verify', '--ledger', to])).code).toBe(0);
  });

  test('the folder moved away, the month is computed again', async () => {
    const to = restored('away');
    renameSync(join(to, '2026-10', october.run_id), join(folder, 'moved'));
    expect(jsonOf(await sarf([...october2026(to), '--json']))).toMatchObject({
      already_computed: false,
      seal: october.seal,
    });
    expect((await sarf(['verify', '--ledger', to])).code).toBe(0);
  });
});

test.each<[what: string, change: (to: string) => void]>([
  ['a folder of such a name without a manifest', (to) => mkdirSync(join(to, '2026-10', '0123456789ab'))],
  [
    'a run in a folder of another name',
    (to) =>
      renameSync(copyOf(october.folder, join(to, 'copy')), join(to, '2026-10', `${october.run_id}-old`)),
  ],
])('%s is nothing to the ledger', async (_, change) => {
  const to = copyOf(out, join(folder, 'other'));
  change(to);
  expect(jsonOf(await sarf([...october2026(to), '--json']))).toMatchObject({ already_computed: true });
  expect((await sarf(['verify', '--ledger', to])).code).toBe(0);
  rmSync(to, { recursive: true });
});
