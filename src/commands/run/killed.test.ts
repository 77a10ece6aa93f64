import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type Ended,
  expectError,
  type Fault,
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
  expect(readdirSync(join(out, '2026-09'))).toEqual([whole.run_id]);
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

/** Does the same thing at the first, second, third … operation of publishing, until none is left. */
async function atEveryOperation(fault: Fault, check: (out: string, ended: Ended) => Promise<void>) {
  for (let operation = 1; ; operation++) {
    const out = join(folder, `at-${operation}`);
    const ended = await sarf(september(out), { fault: { ...fault, stage: 'publish …', operation } });
    if (!ended.stderr.includes('fault at')) {
      expect(ended.code).toBe(0);
      return operation - 1;
    }
    await check(out, ended);
    rmSync(out, { recursive: true });
  }
}

describe('while publishing', () => {
  test('killed before any one operation: healed by the next run; `runs` can always be read', async () => {
    const operations = await atEveryOperation({ act: 'kill' }, async (out, killed) => {
      expect(killed.signal).toBe('SIGKILL');
      const ledger = Ledger.read(out); // as `sarf runs` reads it, before anything has healed it
      expect(['', 'PUBLISHING', 'RELEASED']).toContain(
        ledger
          ?.runs()
          .map((run) => run.state)
          .join(),
      );
      ledger?.close();
      await expectHealed(out);
    });
    expect(operations).toBeGreaterThan(8);
  }, 180_000);

  test('any one operation fails for want of room: nothing is published, and a later run is whole', async () => {
    await atEveryOperation({ act: 'fail', code: 'ENOSPC' }, async (out, failed) => {
      if (/fault at rm(dir)?Sync/.test(failed.stderr)) {
        expect(failed.code).toBe(0); // the run stands; the next command clears the working space
        return expectHealed(out);
      }
      expectError(failed, 1, /the disk is full: nothing was published/);
      expect(readdirSync(out).sort(), failed.stderr).toEqual(['ledger.sqlite', 'run.lock']);
      expect(ledgerOf(out)).toEqual({ runs: [], events: [] });
    });
  }, 180_000);

  test('asked to stop at any one operation: nothing is published, or the run stands and exit code says so', async () => {
    await atEveryOperation({ act: 'stop' }, async (out, ended) => {
      const { runs } = ledgerOf(out);
      if (ended.code === 0) expect(runs).toEqual([{ run_id: whole.run_id, state: 'RELEASED' }]);
      else {
        expectError(ended, 1, /stopped; nothing was published/);
        expect(readdirSync(out)).not.toContain('2026-09');
      }
    });
  }, 180_000);
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

describe('a ledger that says PUBLISHING', () => {
  /** Killed between the ledger's two transactions, when the folder has appeared or when it has not. */
  async function interrupted(name: string, appeared: boolean): Promise<string> {
    const out = join(folder, name);
    for (let operation = 1; ; operation++) {
      rmSync(out, { recursive: true, force: true });
      const killed = await sarf(september(out), { fault: { act: 'kill', stage: 'publish …', operation } });
      expect(killed.signal).toBe('SIGKILL'); // else there is no such moment
      const states = (ledgerOf(out).runs as { state: string }[]).map((run) => run.state);
      const there = existsSync(join(out, '2026-09', whole.run_id));
      if (states.includes('PUBLISHING') && there === appeared) return out;
    }
  }

  test('and the folder is there: the run is confirmed, and it is said', async () => {
    const out = await interrupted('confirmed', true);
    const again = await sarf([...september(out), '--json']);
    expect(again.stderr).toContain(`run ${whole.run_id} of 2026-09 had appeared before a crash`);
    expect(jsonOf(again).already_computed).toBe(true);
    await expectHealed(out);
  }, 180_000);

  test('and the folder is not: the intent is withdrawn and the month computed', async () => {
    const out = await interrupted('withdrawn', false);
    const again = await sarf([...september(out), '--json']);
    expect(jsonOf(again).already_computed).toBe(false);
    await expectHealed(out);
  }, 180_000);
});
