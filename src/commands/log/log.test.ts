import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, test } from 'vitest';
import { expectError, jsonOf, sarf, temporaryFolder } from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';

/** `sarf log` tells what was done, when and by whom; nobody can change it unseen. */
const folder = temporaryFolder('log');
let out: string;
let run: string;

beforeAll(async () => {
  const world = await worldIn(folder);
  out = world.released;
  run = world.september.run_id;
});

const log = (...more: string[]) => sarf(['log', '--out', out, ...more]);

test('names who acts: --by, and where nobody is named a dash', async () => {
  expect((await sarf(['--by', ' Amina ', 'withdraw', run, '--out', out, '--reason', 'note 3'])).code).toBe(0);
  const lines = (await log()).stdout.trimEnd().split('\n');
  expect(lines[1]).toMatch(
    new RegExp(`^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d {2}COMPUTED +- +${run} +period 2026-09`),
  );
  expect(lines.at(-1)).toMatch(new RegExp(`WITHDRAWN +Amina +${run} +period 2026-09, reason note 3$`));
  const { events } = jsonOf<{ events: { event: string; by: string | null }[] }>(await log('--json'));
  expect(events.map(({ event, by }) => [event, by])).toEqual([
    ['COMPUTED', null],
    ['RELEASED', null],
    ['WITHDRAWN', 'Amina'],
  ]);
});

test('who did it is part of the chain', async () => {
  expect((await sarf(['verify', '--ledger', out])).code).toBe(0);
  const ledger = new Database(join(out, 'ledger.sqlite'));
  ledger.exec('DROP TRIGGER events_are_not_changed');
  ledger.exec(`UPDATE events SET done_by = 'Nadia' WHERE event = 'WITHDRAWN'`);
  ledger.close();
  const ended = await sarf(['verify', '--ledger', out]);
  expect(ended.code).toBe(4);
  expect(ended.stdout).toContain('event 3 is not what was logged');
});

test('the system’s user acts where --by is left out', async () => {
  const source = readFileSync(new URL('../../cli.ts', import.meta.url), 'utf8');
  expect(source).toContain('{ by: userName() }');
});

test.each([' ', 'two\nlines', 'x'.repeat(101)])('--by %j is refused', async (name) =>
  expectError(await sarf(['--by', name, 'log', '--out', out]), 2, /--by: a name is one line/),
);
