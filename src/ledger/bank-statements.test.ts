import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { entriesOf } from '../../fixtures/harness/entries.js';
import { toVersion6 } from '../../fixtures/harness/older-ledger.js';
import { OperatorError } from '../domain/errors.js';
import { LEDGER_FILE, Ledger } from './ledger.js';
import type { OrderAnswer } from './order-answers.js';
import type { StatementEntry, StatementHead } from './same-statement.js';

/** Statements of the programme's account, as they are entered. */
let out: string;
let ledger: Ledger;
const open = () => Ledger.open(out, () => '2026-10-01T00:00:00.000Z');

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'sarf-statements-'));
  ledger = open();
});
afterEach(() => {
  ledger.close();
  rmSync(out, { recursive: true, force: true });
});

let files = 0;
const file = () => ({ sha256: `file ${++files}`, format: 'camt.053', messageId: '', statements: 1 });
const entry = (entryNo: number, centimes: number): StatementEntry => ({
  instructed: centimes,
  entryNo,
  detailNo: 0,
  direction: 'DEBIT',
  centimes,
  currency: 'MAD',
  reversal: false,
  bookedOn: '2026-09-30',
  orderId: '',
  messageId: 'M',
  paymentId: '',
  words: '',
  reasonCode: '',
});
const head = {
  ...{ account: '310', statementId: 'S1', page: '', sequence: '', from: '', to: '', datedOn: '2026-09-30' },
  ...{ opening: null, closing: null, copy: false },
};
const enter = (
  entries: readonly StatementEntry[],
  page = '',
  more: Partial<StatementHead> = {},
  replacing: string | null = null,
) =>
  ledger.statements.record(
    file(),
    [{ nth: 0, head: { ...head, page, ...more }, entries, balanced: null }],
    [],
    { replacing, mayRepeat: () => false },
  );

test('are handed over in blocks, each entry once', () => {
  enter([entry(1, 500), entry(2, 600), entry(3, 700)]);
  enter([entry(1, 800)], '', { statementId: 'S2' });
  for (const block of [1, 2, 3, 4, 5])
    expect(entriesOf(ledger.statements, block).map((one) => one.centimes)).toEqual([500, 600, 700, 800]);
});

test('are entered once; pages of one statement are several', () => {
  expect(enter([entry(1, 500)])).toEqual([true]);
  expect(enter([entry(1, 500)])).toEqual([false]);
  expect(enter([entry(1, 700)], '2')).toEqual([true]);
  expect(entriesOf(ledger.statements).map((one) => [one.statementNo, one.centimes])).toEqual([
    [1, 500],
    [2, 700],
  ]);
});

test('are refused when the same statement comes with other entries', () => {
  enter([entry(1, 500)]);
  expect(() => enter([entry(1, 501)])).toThrow(OperatorError);
  expect(() => enter([entry(1, 500), entry(2, 1)])).toThrow('read before with other entries');
  expect(entriesOf(ledger.statements)).toHaveLength(1);
});

describe('ids that restart', () => {
  const may = { sequence: '1', from: '2026-05-29', to: '2026-05-29', datedOn: '2026-05-29' };
  test.each<[what: string, second: Partial<StatementHead>, isAnother: boolean]>([
    ['another period', { ...may, from: '2027-01-04', to: '2027-01-04', datedOn: '2027-01-04' }, true],
    ['another number', { ...may, sequence: '2' }, true],
    ['the same of both', { ...may, datedOn: '2026-05-30' }, false],
  ])('%s', (_, second, isAnother) => {
    enter([entry(1, 500)], '', may);
    if (isAnother) expect(enter([entry(1, 700)], '', second)).toEqual([true]);
    else expect(() => enter([entry(1, 700)], '', second)).toThrow('read before with other entries');
  });

  test('without a period: those of one year are the same', () => {
    enter([entry(1, 500)]);
    expect(() => enter([entry(1, 700)], '', { datedOn: '2026-10-01' })).toThrow('read before');
    expect(enter([entry(1, 700)], '', { datedOn: '2027-01-04' })).toEqual([true]);
  });
});

test('that another one replaces count no more, and neither do their movements', () => {
  const credit = (ref: string): OrderAnswer => ({
    ...{
      orderId: 'ASD-202609-H1',
      status: 'RETURNED',
      reasonCode: 'MS03',
      answeredOn: '2026-09-30',
      centimes: 500,
    },
    ...{
      runId: 'a'.repeat(12),
      beneficiary: 'H1',
      position: 1,
      ofFile: false,
      source: '053',
      ref,
      again: false,
    },
  });
  ledger.statements.record(
    file(),
    [{ nth: 0, head, entries: [entry(1, 500)], balanced: null }],
    [credit('0/1/0')],
  );
  const states = () => [...ledger.answers.states('', '~')].join('');
  expect(states()).toContain('RETURNED');
  expect(enter([entry(1, 700)], '', {}, 'letter 3')).toEqual([true]);
  expect(entriesOf(ledger.statements).map((one) => one.centimes)).toEqual([700]);
  expect(ledger.statements.heads()).toHaveLength(1);
  expect(states()).toBe('');
  expect(enter([entry(1, 700)])).toEqual([false]);
  const logged = ledger.events().find((one) => one.event === 'STATEMENT_REPLACED');
  expect(JSON.stringify(logged)).toContain('letter 3');
});

test('of an entry every part counts, but a currency that is not said contradicts none', () => {
  enter([entry(1, 500)]);
  expect(enter([{ ...entry(1, 500), currency: '' }])).toEqual([false]);
  expect(() => enter([{ ...entry(1, 500), currency: 'EUR' }])).toThrow(OperatorError);
  expect(() => enter([{ ...entry(1, 500), reversal: true }])).toThrow(OperatorError);
  expect(() => enter([{ ...entry(1, 500), words: 'LOYER' }])).toThrow(OperatorError);
  expect(() => enter([{ ...entry(1, 500), orderId: 'ASD-202609-H1' }])).toThrow(OperatorError);
  expect(() => enter([])).toThrow(OperatorError);
});

test('that may have been read otherwise: of a ledger before version 8, and with other entries, alone', () => {
  enter([entry(1, 500)]);
  expect(ledger.statements.hadOtherwise(head, [entry(1, 501)])).toBe(false);
  ledger.close();
  toVersion6(join(out, LEDGER_FILE));
  ledger = open();
  expect(ledger.statements.hadOtherwise(head, [entry(1, 501)])).toBe(true);
  expect(ledger.statements.hadOtherwise(head, [entry(1, 500)])).toBe(false);
  expect(ledger.statements.hadOtherwise({ ...head, statementId: 'S2' }, [])).toBe(false);
});

describe('in a ledger of version 6, which held currency and reversal among the words of an entry', () => {
  const entries = [
    { ...entry(1, 500), words: 'LOYER 09/2026' },
    { ...entry(2, 600), currency: 'EUR', words: 'LOYER' },
    { ...entry(3, 700), currency: 'EUR', reversal: true, words: 'LOYER ANNULE' },
    { ...entry(4, 800), reversal: true },
  ];
  const recorded = () => entriesOf(ledger.statements).map(({ statementNo, ...one }) => one);
  beforeEach(() => {
    enter(entries);
    ledger.close();
    toVersion6(join(out, LEDGER_FILE));
  });

  test('they are read back into columns, whoever opens it, and are never changed', () => {
    ledger = Ledger.read(out) as Ledger;
    expect(recorded()).toEqual(entries);
    ledger.close();
    ledger = open();
    expect(recorded()).toEqual(entries);
    const db = new Database(join(out, LEDGER_FILE));
    expect(() => db.exec('UPDATE statement_entries SET words = currency')).toThrow('never changed');
    expect(() => db.exec('DELETE FROM bank_statements')).toThrow('never removed');
    db.close();
  });

  test('an entry and its only transaction may both have said so: the first counts', () => {
    const db = new Database(join(out, LEDGER_FILE));
    db.exec(`UPDATE statement_entries SET words = 'A "USD" "RVSL" B "EUR" "RVSL"' WHERE entry_no = 1`);
    db.close();
    ledger = open();
    expect(recorded()[0]).toEqual({ ...entry(1, 500), currency: 'USD', reversal: true, words: 'A B' });
  });

  test('a statement that comes again is known', () => {
    ledger = open();
    expect(enter(entries)).toEqual([false]);
  });

  describe('its entries were read from fewer places', () => {
    const [first, ...others] = entries as [StatementEntry, ...StatementEntry[]];
    test.each<[what: string, more: Partial<StatementEntry>, isKnown: boolean]>([
      ['words are not compared', { words: 'LOYER 09/2026 VIR SEPA' }, true],
      ['nor is a reference that it lacks', { orderId: 'ASD-202609-H1', reasonCode: 'AC04' }, true],
      ['nor one that is none now', { messageId: '' }, true],
      ['another reference is', { messageId: 'N' }, false],
      ['and so is the money', { centimes: 501 }, false],
      ['and its sign', { direction: 'CREDIT' }, false],
      ['and its day', { bookedOn: '2026-10-01' }, false],
      ['and its currency', { currency: 'EUR' }, false],
    ])('%s', (_, more, isKnown) => {
      ledger = open();
      const again = () => enter([{ ...first, ...more }, ...others]);
      if (isKnown) expect(again()).toEqual([false]);
      else expect(again).toThrow('read before with other entries');
    });
  });
});
