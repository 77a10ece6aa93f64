import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, test } from 'vitest';
import { expectError, jsonOf, sarf, temporaryFolder } from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';
import type { LedgerEvent } from '../../ledger/events.js';
import { sentenceOf } from './sentence.js';

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
    new RegExp(`^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d {2}- +${run} +2026-09 computed, `),
  );
  expect(lines.at(-1)).toMatch(new RegExp(` Amina +${run} +release of 2026-09 taken back; reason: note 3$`));
  const { events } = jsonOf<{ events: { event: string; by: string | null }[] }>(await log('--json'));
  expect(events.map(({ event, by }) => [event, by])).toEqual([
    ['COMPUTED', null],
    ['RELEASED', null],
    ['WITHDRAWN', 'Amina'],
  ]);
});

const event = (name: string, detail: unknown): LedgerEvent => ({
  ...{ seq: 1, at: '2026-09-30T10:00:00.000Z', event: name, runId: '', by: null, hash: '' },
  detail: JSON.stringify(detail),
});

test.each([
  ['COMPUTED', { period: '2026-09', status: 'HOLD' }, '2026-09 computed, on hold'],
  ['RELEASED', { period: '2026-09', seal: 'ab', reason: null }, '2026-09 released'],
  ['SUPERSEDED', { by: '3f2a9c0d1b7e' }, 'replaced by run 3f2a9c0d1b7e'],
  [
    'GAP_VOID',
    { months: ['2026-07', '2026-08'], reason: 'strike' },
    'owed to nobody: 2026-07, 2026-08; reason: strike',
  ],
  [
    'ANSWERS',
    {
      ...{ sha256: 'ab', format: 'csv', message_id: 'poste-09', statements: 3, exceptions: 1 },
      added: [
        { status: 'PAID', orders: 2, centimes: 160000 },
        { status: 'REJECTED', orders: 1, centimes: 50000 },
      ],
    },
    'answers poste-09 (csv) read: new PAID 2 orders of 1,600.00 DH, REJECTED 1 order of 500.00 DH; could not be used 1',
  ],
  [
    'STATEMENT',
    { account: '310810000000000000000079', statement_id: 'S9', page: null, dated_on: '2026-09-30' },
    'statement S9 of 2026-09-30, account …0079 read',
  ],
  [
    'SENT',
    { target: 'A', on: '2026-09-30', orders: 1, centimes: 100 },
    'A sent on 2026-09-30, 1 order of 1.00 DH',
  ],
  [
    'RECOVERY_WAIVE',
    { recovery: 'R1', centimes: 5000, reason: 'note' },
    'recovery R1: 50.00 DH waived; reason: note',
  ],
  [
    'TRANSFERRED',
    {
      from: 'A',
      to: 'B',
      debts: 1,
      owedCentimes: 100,
      balances: 0,
      balanceCentimes: 0,
      holds: 2,
      staying: [],
      reason: 'r',
    },
    'A moved to B: 1 debt (1.00 DH known), 0 balances, 2 holds; reason: r',
  ],
  [
    'OF_LATER',
    { household: 'H1', seal: 'ab', months: ['a', { b: 1 }] },
    'OF_LATER: household H1, months a and b 1',
  ],
])('%s is told in a sentence', (name, detail, sentence) => {
  expect(sentenceOf(event(name, detail))).toContain(sentence);
});

test('every event that the ledger logs has a sentence', () => {
  const folder = new URL('../../ledger/', import.meta.url);
  const ledger = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('');
  const events = [...ledger.matchAll(/\blog\([^()]*?'([A-Z_]+)'/g)].map(([, name = '']) => name);
  expect(events).toEqual(expect.arrayContaining(['COMPUTED', 'UNHELD', 'ANSWERS']));
  expect(events.filter((name) => sentenceOf(event(name, {})).startsWith(`${name}:`))).toEqual([]);
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
