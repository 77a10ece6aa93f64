import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WITHOUT_COLUMNS_OF_13 } from '../../fixtures/harness/older-ledger.js';
import { LEDGER_FILE, Ledger } from './ledger.js';
import type { ReturnsRule } from './returns-rule.js';
import type { NewRun } from './run-table.js';

/** What must be known of a return before its order is owed again. */
let out: string;
let ledger: Ledger;
const open = () => Ledger.open(out, () => '2026-10-01T00:00:00.000Z');

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'sarf-returns-'));
  ledger = open();
  release('2026-09', null);
});
afterEach(() => {
  ledger.close();
  rmSync(out, { recursive: true, force: true });
});

const idOf = (period: string) => period.replace('-', '').padStart(12, '0');

/** Publishes a run whose configuration names a rule, or none. */
function publish(period: string, rule: ReturnsRule | null, status: 'PASS' | 'HOLD') {
  const run: NewRun & { supplement: number } = {
    ...{ runId: idOf(period), period, kind: 'regular' as const, status, seal: '', priorRunId: null },
    ...{ supplement: 0, families: 1, netCentimes: 50_000 },
  };
  ledger.stageMoney(run.runId, { basis: null, entitlement: 50_000, arrears: 0, recovery: 0 }, rule);
  ledger.announce(run);
  ledger.confirm({ ...run, state: 'PUBLISHING', reason: null });
  return run;
}
const release = (period: string, rule: ReturnsRule | null) => publish(period, rule, 'PASS');

let files = 0;
/** An institution says that the order came back; `more`: what else was said of it before. */
function saidBack(order = 'H1', ...more: readonly string[]): void {
  const answers = [...more, 'RETURNED'].map((status, i) => ({
    ...{
      orderId: `ASD-202609-${order}`,
      status,
      reasonCode: '',
      answeredOn: `2026-09-1${i}`,
      centimes: 50_000,
    },
    ...{ runId: idOf('2026-09'), beneficiary: order, position: 1, ofFile: false, source: '', ref: '' },
    again: false,
  }));
  ledger.answers.record(
    { sha256: `file ${++files}`, format: 'csv', messageId: '', statements: 1 },
    answers,
    0,
  );
}

function readStatement(): void {
  const head = {
    ...{
      account: '310',
      statementId: 'S1',
      page: '',
      sequence: '',
      from: '',
      to: '',
      datedOn: '2026-09-30',
      copy: false,
    },
    ...{ opening: null, closing: null },
  };
  ledger.statements.record(
    { sha256: `file ${++files}`, format: 'camt.053.001.08', messageId: '', statements: 1 },
    [{ nth: 0, head, entries: [], balanced: true }],
    [],
  );
}

/** The states of all orders; by what the program reads, and by what other readers of the ledger see. */
const states = () =>
  [...ledger.answers.states('', '~')]
    .join('')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t')[1]);
function seen(): unknown[] {
  const db = new Database(join(out, LEDGER_FILE), { readonly: true });
  const found = db.prepare('SELECT status FROM order_state ORDER BY order_id').pluck().all();
  db.close();
  return found;
}

describe.each([
  ['of one answer', []],
  ['of several answers', ['PAID']],
] as const)('an order that an institution says came back, %s', (_, more) => {
  beforeEach(() => saidBack('H1', ...more));

  test.each<[rule: ReturnsRule | null, before: string, after: string]>([
    [null, 'RETURNED', 'RETURN_SAID'],
    ['ANSWERS', 'RETURNED', 'RETURNED'],
    ['STATEMENT', 'RETURN_SAID', 'RETURN_SAID'],
  ])('where the latest released run says %s: %s, and once a statement was read %s', (rule, before, after) => {
    release('2026-10', rule);
    expect([states(), seen(), ledger.owed.returns.fresh().length]).toEqual([
      [before],
      [before],
      Number(before === 'RETURNED'),
    ]);
    readStatement();
    expect([states(), seen(), ledger.owed.returns.fresh().length]).toEqual([
      [after],
      [after],
      Number(after === 'RETURNED'),
    ]);
  });
});

test('a run on hold says nothing; the latest released one counts', () => {
  saidBack();
  publish('2026-10', 'STATEMENT', 'HOLD');
  expect(states()).toEqual(['RETURNED']);
  release('2026-11', 'STATEMENT');
  expect(states()).toEqual(['RETURN_SAID']);
  release('2026-12', null);
  expect(states()).toEqual(['RETURNED']);
});

test('for a run, its own configuration counts, whatever was released', () => {
  saidBack();
  release('2026-10', 'STATEMENT');
  ledger.owed.returnsRules.ask('ANSWERS');
  expect([states(), seen()]).toEqual([['RETURNED'], ['RETURN_SAID']]);
  ledger.owed.returnsRules.ask(null);
  expect(states()).toEqual(['RETURNED']);
});

test('the release is logged with the rule; what was never announced leaves none', () => {
  release('2026-10', 'STATEMENT');
  expect(ledger.events().filter((one) => one.event === 'RETURNS_RULE')).toMatchObject([
    { runId: idOf('2026-10'), detail: '{"rule":"STATEMENT"}' },
  ]);
  ledger.stageMoney('never', { basis: null, entitlement: 0, arrears: 0, recovery: 0 }, 'ANSWERS');
  ledger.withdrawClaims();
  expect(ledger.owed.returnsRules.of('never')).toBeNull();
  expect(ledger.owed.returnsRules.of(idOf('2026-10'))).toBe('STATEMENT');
});

test('a ledger of version 11 is as one in which no run says anything', () => {
  saidBack();
  ledger.close();
  const db = new Database(join(out, LEDGER_FILE));
  db.exec(
    `DROP VIEW order_state; DROP TABLE run_returns; DROP TABLE extracts; DROP TABLE release_changes;
     ${WITHOUT_COLUMNS_OF_13} PRAGMA user_version = 11`,
  );
  db.close();
  ledger = open();
  expect([states(), seen()]).toEqual([['RETURNED'], ['RETURNED']]);
  release('2026-10', 'STATEMENT');
  expect([states(), seen()]).toEqual([['RETURN_SAID'], ['RETURN_SAID']]);
});
