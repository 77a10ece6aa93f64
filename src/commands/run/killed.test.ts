import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { failAtEveryOperation, type Moment, momentsOfPublishing } from '../../../fixtures/harness/moments.js';
import {
  copyOf,
  expectError,
  jsonOf,
  makeExtracts,
  picture,
  type RunJson,
  runArguments,
  runMonth,
  sarf,
  temporaryFolder,
} from '../../../fixtures/harness/sarf.js';
import { Ledger } from '../../ledger/ledger.js';

/** A run that is killed, or that fails, at any moment leaves nothing behind that the next one does not heal. */
const folder = temporaryFolder('killed');
const extracts = join(folder, 'extracts');
let whole: RunJson;

const STAGES = [
  'read households',
  'households in order',
  'read members',
  'members in order',
  'facts',
  'decide',
  'price',
  'register',
  'orders',
  'reconcile',
  'controls and audit',
  'publish',
];

beforeAll(async () => {
  makeExtracts(extracts, 200, 1);
  whole = await runMonth(extracts, '2026-09', join(folder, 'undisturbed'));
});

const september = (out: string) => runArguments(extracts, '2026-09', out);

/** Running again gives the undisturbed run's folder, byte for byte, a ledger that agrees, and no debris. */
async function expectHealed(out: string): Promise<void> {
  const again = await runMonth(extracts, '2026-09', out);
  expect(again.seal).toBe(whole.seal);
  expect(readdirSync(out).sort()).toEqual(['2026-09', 'ledger.sqlite', 'run.lock']);
  expect(readdirSync(join(out, '2026-09'))).toEqual([whole.run_id, 'to-send']);
  expect(picture(again.folder)).toEqual(picture(whole.folder));
  expect(ledgerOf(out)).toEqual({
    runs: [{ run_id: whole.run_id, state: 'RELEASED' }],
    events: ['COMPUTED', 'RELEASED'],
  });
  expect(accountsOf(out)).toEqual(accountsOf(join(folder, 'undisturbed')));
}

/** What the run did to the ledger's accounts; no claim is left that is not done. */
function accountsOf(out: string) {
  const db = new Database(join(out, 'ledger.sqlite'), { readonly: true });
  const rows = ['debts', 'debt_claims', 'run_money', 'grant_claims', 'claimed'].map((table) =>
    db.prepare(`SELECT * FROM ${table}`).all(),
  );
  db.close();
  expect(rows.map((one) => one.length > 0)).toEqual([true, false, true, true, true]);
  return rows;
}

function ledgerOf(out: string) {
  const db = new Database(join(out, 'ledger.sqlite'), { readonly: true });
  const runs = db.prepare('SELECT run_id, state FROM runs').all();
  const events = db.prepare('SELECT event FROM events ORDER BY seq').pluck().all();
  db.close();
  return { runs, events };
}

describe('killed at the start of a stage', () => {
  for (const stage of STAGES) {
    test(stage, async () => {
      const out = join(folder, 'out');
      rmSync(out, { recursive: true, force: true });
      const killed = await sarf(september(out), { fault: { stage: `${stage} …`, act: 'kill' } });
      expect(killed.signal).toBe('SIGKILL');
      expect(killed.stderr.trimEnd().split('\n').at(-1)).toBe(`${stage} …`);
      expect(readdirSync(out)).not.toContain('2026-09');
      await expectHealed(out);
    });
  }
});

/** All operations are struck by themselves, and not only one of each kind: KILLS=all npx vitest run killed. */
const ALL = process.env.KILLS === 'all';
const TIMEOUT = ALL ? 3_600_000 : 180_000;

/** The moments of publishing, and a folder each as a kill would leave it. */
let moments: readonly Moment[];
beforeAll(async () => {
  moments = await momentsOfPublishing(september, join(folder, 'moments'));
});

/** The first moment of each kind. */
function firstOfEach(kind: (moment: Moment) => string | number): readonly Moment[] {
  return ALL ? moments : [...new Map([...moments].reverse().map((one) => [kind(one), one])).values()];
}

/** What a folder holds: names, modes and bytes; of the files of the ledger, which holds times, their sizes where asked. */
function stateOf(out: string, ledger: 'bytes' | 'size'): Record<string, unknown> {
  const files = Object.entries(picture(out)).map(([path, bytes]) => {
    const { mode, size } = statSync(join(out, path));
    return [path, [mode, ledger === 'size' && path.startsWith('ledger.') ? size : bytes]];
  });
  return Object.fromEntries(files);
}

describe('while publishing', { timeout: TIMEOUT }, () => {
  test('each kind of operation is among those that are struck', () => {
    expect([...new Set(moments.map((one) => one.operation))].sort()).toEqual([
      'chmodSync',
      'commit',
      'committed',
      'fsyncSync',
      'mkdirSync',
      'renameSync',
      'rmSync',
      'rmdirSync',
    ]);
    expect(moments.length).toBeGreaterThan(8);
  });

  // Folders alike to the last byte are healed alike: one of them is.
  test('killed before any one operation: healed by the next run; `runs` can always be read', async () => {
    const states = new Map<string, string>();
    for (const moment of moments) {
      const out = copyOf(moment.folder, join(folder, 'healed'));
      const state = JSON.stringify(stateOf(out, 'bytes'));
      if (states.has(state)) continue;
      const ledger = Ledger.read(out); // as `sarf runs` reads it, before anything has healed it
      const said = ledger?.runs().map((run) => run.state);
      ledger?.close();
      states.set(state, said?.join() ?? '');
      await expectHealed(out);
    }
    expect([...new Set(states.values())]).toEqual(['', 'PUBLISHING', 'RELEASED']);
  });

  test('killed indeed: the folder is that of the moment, and is healed', async () => {
    for (const { nth, operation, folder: expected } of firstOfEach((one) => one.operation)) {
      const out = join(folder, `killed-${nth}`);
      const killed = await sarf(september(out), {
        fault: { act: 'kill', stage: 'publish …', operation: nth },
      });
      expect(killed.signal).toBe('SIGKILL');
      expect(killed.stderr).toContain(`fault at ${operation}\n`);
      expect(stateOf(out, 'size'), operation).toEqual(stateOf(expected, 'size'));
      await expectHealed(out);
    }
  });

  test('any one operation fails for want of room: nothing is published, and a later run is whole', async () => {
    const failed = await failAtEveryOperation(september, join(folder, 'failed'), 'ENOSPC');
    // A commit that is done cannot fail.
    expect(failed.map((one) => one.operation)).toEqual(
      moments.map((one) => one.operation).filter((one) => one !== 'committed'),
    );
    for (const { out, operation, ended } of failed) {
      if (operation === 'rmSync' || operation === 'rmdirSync' || ledgerOf(out).runs.length > 0) {
        expect(ended.code).toBe(0); // the run stands; the next command tidies up
        await expectHealed(out);
        continue;
      }
      expectError(ended, 1, /the disk is full: nothing was published/);
      expect(readdirSync(out).sort(), ended.stderr).toEqual(['ledger.sqlite', 'run.lock']);
      expect(ledgerOf(out)).toEqual({ runs: [], events: [] });
    }
  });

  // A signal is heard when the event loop turns: it is sent once in each turn.
  test('asked to stop at any one operation: nothing is published, or the run stands and exit code says so', async () => {
    const codes = new Set<number | null>();
    for (const { nth, operation } of firstOfEach((one) => one.turn)) {
      const out = join(folder, `stopped-${nth}`);
      const ended = await sarf(september(out), {
        fault: { act: 'stop', stage: 'publish …', operation: nth },
      });
      expect(ended.stderr).toContain(`fault at ${operation}\n`);
      codes.add(ended.code);
      const { runs } = ledgerOf(out);
      if (ended.code === 0) expect(runs).toEqual([{ run_id: whole.run_id, state: 'RELEASED' }]);
      else {
        expectError(ended, 1, /stopped; nothing was published/);
        expect(readdirSync(out)).not.toContain('2026-09');
      }
    }
    expect([...codes].sort()).toEqual([0, 1]);
  });
});

test('SIGINT and SIGTERM while reading: exit 1, and it is said that nothing was published', async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const out = join(folder, signal);
    let sent = false;
    const ended = await sarf(september(out), {
      watch: (child, stderr) => {
        if (!sent && stderr.includes('read members …')) sent = child.kill(signal);
      },
    });
    expectError(ended, 1, /stopped; nothing was published/);
    await expectHealed(out);
  }
});

describe('a ledger that says PUBLISHING', { timeout: TIMEOUT }, () => {
  /** As a kill leaves it between the ledger's two transactions, when the folder has appeared or when it has not. */
  function interrupted(name: string, appeared: boolean): string {
    for (const moment of moments) {
      const out = copyOf(moment.folder, join(folder, name));
      const states = (ledgerOf(out).runs as { state: string }[]).map((run) => run.state);
      const there = existsSync(join(out, '2026-09', whole.run_id));
      if (states.includes('PUBLISHING') && there === appeared) return out;
    }
    throw new Error('there is no such moment');
  }

  test('and the folder is there: the run is confirmed, and it is said', async () => {
    const out = interrupted('confirmed', true);
    const again = await sarf([...september(out), '--json']);
    expect(again.stderr).toContain(`run ${whole.run_id} of 2026-09 had appeared before a crash`);
    expect(jsonOf(again).already_computed).toBe(true);
    await expectHealed(out);
  });

  test('and the folder is not: the intent is withdrawn and the month computed', async () => {
    const out = interrupted('withdrawn', false);
    const again = await sarf([...september(out), '--json']);
    expect(jsonOf(again).already_computed).toBe(false);
    await expectHealed(out);
  });
});
