import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entriesOf } from '../../fixtures/harness/entries.js';
import { WITHOUT_COLUMNS_OF_13 } from '../../fixtures/harness/older-ledger.js';
import { LEDGER_FILE, Ledger } from './ledger.js';
import type { ResidentPayment } from './resident-payments.js';
import type { LedgerRun, NewRun } from './run-table.js';

/** What residents were paid is entered with the release of a run, and with nothing else. */
let out: string;
let ledger: Ledger;
const open = () => Ledger.open(out, () => '2026-01-31T00:00:00Z');

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'sarf-payments-'));
  ledger = open();
});
afterEach(() => {
  ledger.close();
  rmSync(out, { recursive: true });
});

const newRun = (runId: string, period: string, status: 'PASS' | 'HOLD'): NewRun => ({
  runId,
  period,
  kind: 'regular',
  status,
  seal: `seal of ${runId}`,
  priorRunId: null,
  families: 0,
  netCentimes: 0,
});
const monthly = (personId: string, centimes = 50_000): ResidentPayment => ({
  personId,
  kind: 'MONTHLY',
  category: 'ORPHAN',
  centimes,
});
const topup = (personId: string, centimes: number): ResidentPayment => ({
  ...monthly(personId, centimes),
  kind: 'TOPUP',
});

function announced(runId: string, period: string, status: 'PASS' | 'HOLD', ...payments: ResidentPayment[]) {
  ledger.announce(newRun(runId, period, status), payments);
  return ledger.run(runId) as LedgerRun;
}
const paid = (personId: string) =>
  ledger.paymentsOfResident(personId).map((one) => `${one.period} ${one.kind} ${one.centimes} ${one.runId}`);

describe('payments of residents', () => {
  it('a run that passes enters them as it releases itself', () => {
    const run = announced('a', '2026-01', 'PASS', monthly('P1'));
    expect(paid('P1')).toEqual([]);
    ledger.confirm(run);
    expect(paid('P1')).toEqual(['2026-01 MONTHLY 50000 a']);
  });

  it('a run on hold enters nothing until it is released', () => {
    const run = announced('a', '2026-01', 'HOLD', monthly('P1'));
    ledger.confirm(run);
    expect(paid('P1')).toEqual([]);
    ledger.release(run, 'a reason');
    expect(paid('P1')).toEqual(['2026-01 MONTHLY 50000 a']);
  });

  it('a superseded run leaves nothing; reinstated and released, it is the one that counts', () => {
    const first = announced('a', '2026-01', 'HOLD', monthly('P1'));
    ledger.confirm(first);
    ledger.confirm(announced('b', '2026-01', 'HOLD', monthly('P1', 40_000), monthly('P2')));
    ledger.reinstate(first);
    ledger.release(first, 'a reason');
    expect([...paid('P1'), ...paid('P2')]).toEqual(['2026-01 MONTHLY 50000 a']);
  });

  it('a run withdrawn after a crash leaves nothing', () => {
    announced('a', '2026-01', 'PASS', monthly('P1'));
    ledger.withdraw('a');
    expect(ledger.run('a')).toBeNull();
    expect(paid('P1')).toEqual([]);
  });

  it('a crash between announcement and confirmation loses nothing', () => {
    announced('a', '2026-01', 'PASS', monthly('P1'));
    ledger.close();
    ledger = open();
    ledger.confirm(ledger.run('a') as LedgerRun);
    expect(paid('P1')).toEqual(['2026-01 MONTHLY 50000 a']);
  });

  it('what was paid before a month: its sum, and whether the capital was topped up', () => {
    ledger.confirm(announced('a', '2026-01', 'PASS', monthly('P1'), monthly('P2', 30_000)));
    ledger.confirm(announced('b', '2026-02', 'PASS', topup('P1', 950_000), monthly('P2')));
    expect(ledger.residentsPaidBefore('2026-01')).toEqual([]);
    expect(ledger.residentsPaidBefore('2026-02')).toEqual([
      { personId: 'P1', centimes: 50_000, toppedUp: false },
      { personId: 'P2', centimes: 30_000, toppedUp: false },
    ]);
    expect(ledger.residentsPaidBefore('2026-03')).toEqual([
      { personId: 'P1', centimes: 1_000_000, toppedUp: true },
      { personId: 'P2', centimes: 80_000, toppedUp: false },
    ]);
  });

  it('the capital is topped up once, whatever a run announces: then the release fails as a whole', () => {
    ledger.confirm(announced('a', '2026-01', 'PASS', topup('P1', 950_000)));
    const again = announced('b', '2026-02', 'PASS', monthly('P2'), topup('P1', 1));
    expect(() => ledger.confirm(again)).toThrow('UNIQUE');
    expect(ledger.run('b')?.state).toBe('PUBLISHING');
    expect(paid('P2')).toEqual([]);
  });

  it('what is entered is never changed or removed', () => {
    ledger.confirm(announced('a', '2026-01', 'PASS', monthly('P1')));
    const db = new Database(join(out, LEDGER_FILE));
    expect(() => db.exec('UPDATE resident_payments SET centimes = 1')).toThrow('never changed');
    expect(() => db.exec('DELETE FROM resident_payments')).toThrow('never removed');
    db.close();
  });
});

/** Makes tables those of version 13, in which neither a run nor a payment could be an opening. */
function toVersion13(db: Database.Database): void {
  db.unsafeMode(true);
  db.pragma('writable_schema = ON');
  for (const table of ['runs', 'resident_payments', 'announced_resident_payments']) {
    const sql = db.prepare('SELECT sql FROM sqlite_master WHERE name = ?').pluck().get(table) as string;
    const before = sql
      .replace(", 'opening')", ')')
      .replace(", 'OPENING')", ')')
      .replace("(kind <> 'supplementary')", "(kind = 'regular')");
    expect(before, table).not.toBe(sql);
    db.prepare('UPDATE sqlite_master SET sql = ? WHERE name = ?').run(before, table);
  }
  db.pragma('writable_schema = RESET');
  db.pragma('user_version = 13');
}

describe('a ledger of version 13, from before there were openings', () => {
  const opening = { ...newRun('o', '2025-12', 'PASS'), kind: 'opening' } as const;

  it('keeps its runs and payments, and takes an opening only when it is brought up to date', () => {
    ledger.confirm(announced('a', '2026-01', 'PASS', monthly('P1')));
    ledger.close();
    const db = new Database(join(out, LEDGER_FILE));
    toVersion13(db);
    const insert = `INSERT INTO runs (run_id, period, kind, state, status, seal, families, net_centimes)
      VALUES ('o', '2025-12', 'opening', 'HELD', 'PASS', 's', 0, 0)`;
    expect(() => db.exec(insert)).toThrow(/CHECK constraint/);
    db.close();
    ledger = open();
    expect(ledger.runs().map((run) => [run.runId, run.state])).toEqual([['a', 'RELEASED']]);
    expect(paid('P1')).toEqual(['2026-01 MONTHLY 50000 a']);
    ledger.announce(opening, [{ personId: 'P2', kind: 'OPENING', category: '', centimes: 350_000 }]);
    ledger.confirm(ledger.run('o') as LedgerRun);
    expect(ledger.monthRunsIn('RELEASED').map((run) => run.runId)).toEqual(['o', 'a']);
    expect(ledger.regularRunsIn('RELEASED').map((run) => run.runId)).toEqual(['a']);
    expect(paid('P2')).toEqual(['2025-12 OPENING 350000 o']);
    expect(ledger.residents.openedBy('o')).toEqual({ persons: 1, centimes: 350_000 });
    expect(ledger.residentsPaidBefore('2026-01')).toEqual([
      { personId: 'P2', centimes: 350_000, toppedUp: false },
    ]);
  });
});

describe('a ledger of version 1, from before there were residents', () => {
  beforeEach(() => {
    ledger.confirm(announced('a', '2026-01', 'PASS'));
    ledger.close();
    const db = new Database(join(out, LEDGER_FILE));
    db.pragma('foreign_keys = OFF');
    const later = db
      .prepare(
        `SELECT 'DROP ' || type || ' ' || name FROM sqlite_master
         WHERE type IN ('table', 'view') AND name NOT IN ('runs', 'events') ORDER BY type DESC`,
      )
      .pluck()
      .all() as string[];
    for (const drop of later) db.exec(drop);
    db.exec(WITHOUT_COLUMNS_OF_13);
    db.pragma('user_version = 1');
    db.close();
  });

  it('is read as one in which nothing else is entered', () => {
    ledger = Ledger.read(out) as Ledger;
    expect(ledger.runs().map((run) => run.runId)).toEqual(['a']);
    expect(paid('P1')).toEqual([]);
    expect(entriesOf(ledger.statements)).toEqual([]);
    expect([...ledger.owed.debts.all()]).toEqual([]);
  });

  it('gets the tables it lacks when it is opened for writing; what stands in it stays', () => {
    ledger = open();
    ledger.confirm(announced('b', '2026-02', 'PASS', monthly('P1')));
    expect(ledger.runs().map((run) => run.state)).toEqual(['RELEASED', 'RELEASED']);
    expect(paid('P1')).toEqual(['2026-02 MONTHLY 50000 b']);
  });
});
