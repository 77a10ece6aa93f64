import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dropNewTables } from '../../fixtures/harness/older-ledger.js';
import { digest } from '../domain/canonical.js';
import { LEDGER_FILE, Ledger } from './ledger.js';
import type { OrderAnswer } from './order-answers.js';

/** The answers of institutions for orders, and the states that follow from them. */
let out: string;
let ledger: Ledger;
const open = () => Ledger.open(out, () => '2026-10-01T00:00:00.000Z');

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'sarf-answers-'));
  ledger = open();
  const run = {
    runId: 'a'.repeat(12),
    period: '2026-09',
    kind: 'regular',
    status: 'PASS',
    seal: '',
    priorRunId: null,
    supplement: 0,
    families: 1,
    netCentimes: 50_000,
  } as const;
  ledger.announce(run);
  ledger.confirm({ ...run, state: 'PUBLISHING', reason: null });
});
afterEach(() => {
  ledger.close();
  rmSync(out, { recursive: true, force: true });
});

/**
 * "PAID", "REJECTED AC04", "RETURNED MD07 2026-10-05", "FILE PAID": of one order, unless another is named. "053 PAID -
 * 2026-10-01 a" is a movement of the account, with its reference; AGAIN before PAID: it follows a credit.
 */
function said(text: string, order = 'H1'): OrderAnswer {
  const words = text.split(' ').filter((word) => !['FILE', '053', '054', 'AGAIN'].includes(word));
  const [status = '', reasonCode = '', answeredOn = '2026-09-30', ref = '#1'] = words;
  const source = /^05[34]/.exec(text)?.[0] ?? '';
  return {
    orderId: `ASD-202609-${order}`,
    status,
    reasonCode: reasonCode === '-' ? '' : reasonCode,
    answeredOn,
    centimes: 50_000,
    runId: 'a'.repeat(12),
    beneficiary: order,
    position: 1,
    ofFile: text.includes('FILE '),
    ...{ source, ref: source === '' ? '' : ref, again: text.includes('AGAIN ') },
  };
}

let files = 0;
const file = (name = `file ${++files}`) => ({
  sha256: name,
  format: 'csv',
  messageId: '',
  statements: 1,
});
const record = (answers: readonly OrderAnswer[], name?: string) =>
  ledger.answers.record(file(name), answers, 0);
const states = (...range: [first?: string, last?: string, block?: number]) => {
  const [first = '', last = '~', block] = range;
  const text = [...ledger.answers.states(first, last, block)].join('').split('\n').sort().join('\n');
  return text.split('\n').flatMap((line) => {
    const [id = '', ...cells] = line.split('\t');
    return id === '' ? [] : [[id.slice(11), ...cells.filter((cell) => cell !== '')].join(' ')];
  });
};

describe('the state of an order, whatever was said in whatever order', () => {
  test.each<[what: string, statements: string[], state: string]>([
    ['accepted', ['ACCEPTED'], 'ACCEPTED 2026-09-30'],
    ['paid', ['PAID'], 'PAID 2026-09-30'],
    ['rejected', ['REJECTED AC04'], 'REJECTED AC04 2026-09-30'],
    ['returned', ['RETURNED MD07'], 'RETURNED MD07 2026-09-30'],
    ['accepted, then paid', ['ACCEPTED', 'PAID - 2026-10-01'], 'PAID 2026-10-01'],
    ['accepted, then rejected', ['ACCEPTED', 'REJECTED AC01'], 'REJECTED AC01 2026-09-30'],
    ['paid, then returned', ['PAID', 'RETURNED AC04 2026-10-03'], 'RETURNED AC04 2026-10-03'],
    [
      'rejected, and its money back: rejected is final',
      ['REJECTED AC04', 'RETURNED AC04'],
      'REJECTED AC04 2026-09-30',
    ],
    ['paid and rejected: nobody guesses', ['PAID', 'REJECTED AC04'], 'CONTRADICTORY AC04 2026-09-30'],
    [
      'paid and rejected, and its money back',
      ['PAID', 'REJECTED AC04', 'RETURNED - 2026-10-04'],
      'RETURNED 2026-10-04',
    ],
    [
      'paid again after it came back: the family may have it',
      ['PAID', 'RETURNED MS03 2026-10-02', 'PAID - 2026-10-05'],
      'CONTRADICTORY MS03 2026-10-02',
    ],
    [
      'and back again',
      ['PAID', 'RETURNED MS03 2026-10-02', 'PAID - 2026-10-05', 'RETURNED MS03 2026-10-07'],
      'RETURNED MS03 2026-10-02',
    ],
    ['paid and back on one day', ['PAID', 'RETURNED MS03'], 'RETURNED MS03 2026-09-30'],
    ['its file paid', ['FILE PAID'], 'PAID 2026-09-30'],
    [
      'its file paid, the order itself rejected: the nearer counts',
      ['FILE PAID - 2026-10-01', 'REJECTED AC04'],
      'REJECTED AC04 2026-09-30',
    ],
    [
      'its file paid, the order itself rejected, its money back',
      ['FILE PAID', 'REJECTED AC04 2026-10-01', 'RETURNED - 2026-10-02'],
      'REJECTED AC04 2026-10-01',
    ],
    [
      'its file paid, the order itself back before',
      ['RETURNED AC04', 'FILE PAID - 2026-10-03'],
      'RETURNED AC04 2026-09-30',
    ],
    ['its file rejected: this sending of it', ['FILE REJECTED FF01'], 'FILE_REJECTED FF01 2026-09-30'],
    [
      'its file accepted, then rejected',
      ['FILE ACCEPTED', 'FILE REJECTED AM04 2026-10-01'],
      'FILE_REJECTED AM04 2026-10-01',
    ],
    [
      'its file rejected, sent again and accepted',
      ['FILE REJECTED AM04', 'FILE ACCEPTED - 2026-10-01'],
      'ACCEPTED 2026-10-01',
    ],
    [
      'its file rejected, and paid by another sending',
      ['FILE REJECTED FF01', 'FILE PAID'],
      'PAID 2026-09-30',
    ],
    ['its file rejected, the order itself paid', ['FILE REJECTED FF01', 'PAID'], 'PAID 2026-09-30'],
    [
      'its file rejected, the order itself too',
      ['FILE REJECTED FF01', 'REJECTED AC04 2026-10-01'],
      'REJECTED AC04 2026-10-01',
    ],
    ['debited on the account', ['054 PAID'], 'PAID 2026-09-30'],
    ['debited and credited', ['054 PAID', '054 RETURNED MS03 2026-10-02'], 'RETURNED MS03 2026-10-02'],
    ['credited: its debit stood in a sum', ['053 RETURNED MS03'], 'RETURNED MS03 2026-09-30'],
    [
      'a credit undone: the debit that follows it',
      ['054 RETURNED MS03 2026-10-02', '054 AGAIN PAID - 2026-10-02'],
      'PAID 2026-10-02',
    ],
    [
      'a returned payment executed again',
      ['054 PAID', '054 RETURNED MS03 2026-10-02', '054 PAID - 2026-10-05'],
      'PAID 2026-09-30',
    ],
    [
      'and back again',
      ['054 PAID', '054 RETURNED MS03 2026-10-02', '054 PAID - 2026-10-05', '054 RETURNED MS03 2026-10-07'],
      'RETURNED MS03 2026-10-02',
    ],
    [
      'debited twice and corrected',
      ['053 PAID - 2026-10-01 1/1/0', '053 PAID - 2026-10-01 1/2/0', '053 RETURNED - 2026-10-02 2/1/0'],
      'PAID 2026-10-01',
    ],
    [
      'the same return by statement and notification',
      [
        '053 PAID',
        '053 RETURNED MS03 2026-10-02 1/1/0',
        '054 RETURNED MS03 2026-10-02',
        '053 PAID - 2026-10-05 2/1/0',
      ],
      'PAID 2026-09-30',
    ],
    [
      'its file debited, credited, and booked again',
      ['054 FILE PAID', '054 FILE RETURNED - 2026-10-01', '054 FILE PAID - 2026-10-02'],
      'PAID 2026-09-30',
    ],
    [
      'its file debited after the order itself came back: which debit is that?',
      ['054 RETURNED AC04', '054 FILE PAID - 2026-10-03'],
      'CONTRADICTORY AC04 2026-09-30',
    ],
    [
      'the sum of its file debited, the order debited beside it on that day, and corrected',
      ['053 FILE PAID - 2026-10-01 1/1/0', '053 PAID - 2026-10-01 1/2/0', '053 RETURNED - 2026-10-02 2/1/0'],
      'PAID 2026-10-01',
    ],
    [
      'the sum of its file in statements, the order itself in notifications: one debit',
      ['053 FILE PAID - 2026-10-01 1/1/0', '054 PAID - 2026-10-01', '054 RETURNED MS03 2026-10-02'],
      'RETURNED MS03 2026-10-02',
    ],
    [
      'its file credited, and debited after it: its first debit was not read',
      ['054 FILE RETURNED', '054 FILE PAID - 2026-10-03'],
      'PAID 2026-10-03',
    ],
    [
      'its file debited, the order back and executed again',
      [
        '054 FILE PAID',
        '054 RETURNED AC04 2026-10-01',
        '053 PAID - 2026-10-03 1/1/0',
        '053 RETURNED AC04 2026-10-01 1/0/0',
      ],
      'PAID 2026-09-30',
    ],
    [
      'its file debited, its file said to be rejected',
      ['054 FILE PAID', 'FILE REJECTED AM04'],
      'PAID 2026-09-30',
    ],
    [
      'debited itself, and said to be rejected',
      ['054 PAID', 'REJECTED AC04'],
      'CONTRADICTORY AC04 2026-09-30',
    ],
    ['said to be back after its debit', ['054 PAID', 'RETURNED AC04 2026-10-02'], 'RETURNED AC04 2026-10-02'],
    [
      'said to be back before its debit',
      ['054 PAID - 2026-10-03', 'RETURNED AC04 2026-10-02'],
      'CONTRADICTORY AC04 2026-10-02',
    ],
    [
      'the word of a return that was executed again',
      ['054 PAID', 'RETURNED AC04 2026-10-02', '054 RETURNED AC04 2026-10-02', '054 PAID - 2026-10-04'],
      'PAID 2026-09-30',
    ],
    [
      'its file paid, back, and paid again',
      ['FILE PAID', 'FILE RETURNED - 2026-10-01', 'FILE PAID - 2026-10-02'],
      'CONTRADICTORY 2026-10-01',
    ],
    ['all of it', ['ACCEPTED', 'PAID', 'REJECTED AC04', 'RETURNED AC06'], 'RETURNED AC06 2026-09-30'],
    ['the first day counts', ['PAID - 2026-10-02', 'PAID - 2026-10-01'], 'PAID 2026-10-01'],
    [
      'a reason counts before none',
      ['RETURNED - 2026-10-01', 'RETURNED AC04 2026-10-02'],
      'RETURNED AC04 2026-10-02',
    ],
    [
      'of two reasons the earlier',
      ['REJECTED AC04 2026-10-02', 'REJECTED MD07 2026-10-01'],
      'REJECTED MD07 2026-10-01',
    ],
  ])('%s', (_, statements, state) => {
    record(statements.map((text) => said(text)));
    expect(states()).toEqual([`H1 ${state}`]);
    // The other way round, each in a file of its own, and twice.
    ledger.close();
    rmSync(join(out, LEDGER_FILE));
    ledger = open();
    for (const text of [...statements, ...statements].reverse()) record([said(text)]);
    expect(states()).toEqual([`H1 ${state}`]);
  });

  test('follows from the set of what was said: any order, any repetition, any division into files', () => {
    const statement = fc
      .tuple(
        fc.constantFrom('H1', 'H2', 'H3'),
        fc.constantFrom(
          'ACCEPTED',
          'PAID',
          'REJECTED',
          'RETURNED',
          'FILE PAID',
          'FILE REJECTED',
          'FILE RETURNED',
          '053 PAID',
          '053 RETURNED',
          '054 PAID',
          '054 RETURNED',
          '054 FILE PAID',
          '053 FILE PAID',
          '054 AGAIN PAID',
        ),
        fc.constantFrom('-', 'AC04', 'MD07'),
        fc.integer({ min: 1, max: 9 }),
      )
      // Each movement has a reference of its own, as in a message.
      .map(([order, status, reason, day]) =>
        said(`${status} ${reason} 2026-10-0${day} ${status.replaceAll(' ', '')}${reason}`, order),
      );
    fc.assert(
      fc.property(
        fc.array(statement, { minLength: 1, maxLength: 12 }).chain((all) =>
          fc.record({
            all: fc.constant(all),
            again: fc.array(fc.constantFrom(...all), { maxLength: 6 }),
            cuts: fc.array(fc.integer({ min: 0, max: 18 }), { maxLength: 4 }),
            shuffled: fc.shuffledSubarray(all, { minLength: all.length }),
          }),
        ),
        ({ all, again, cuts, shuffled }) => {
          const fresh = (work: () => void): string[] => {
            ledger.close();
            rmSync(join(out, LEDGER_FILE));
            ledger = open();
            work();
            return states();
          };
          const atOnce = fresh(() => record(all));
          const otherwise = [...again, ...shuffled, ...again];
          const pieces = [0, ...cuts.sort((a, b) => a - b), otherwise.length];
          const inPieces = fresh(() => {
            for (const [i, end] of pieces.slice(1).entries()) record(otherwise.slice(pieces[i], end));
          });
          expect(inPieces).toEqual(atOnce);
        },
      ),
      { numRuns: 40 },
    );
  });
});

test.each<[decision: 'PAID' | 'UNPAID', before: string[], after: string[], state: string]>([
  ['UNPAID', [], ['PAID'], 'CONTRADICTORY 2026-10-01'],
  ['UNPAID', [], ['FILE PAID'], 'CONTRADICTORY 2026-10-01'],
  ['UNPAID', [], ['REJECTED AC04'], 'RETURNED 2026-10-01'],
  ['UNPAID', [], ['ACCEPTED'], 'RETURNED 2026-10-01'],
  ['UNPAID', ['PAID'], ['PAID'], 'RETURNED 2026-10-01'],
  ['UNPAID', ['PAID'], ['PAID - 2026-10-02'], 'CONTRADICTORY 2026-10-01'],
  ['UNPAID', ['PAID', 'REJECTED AC04'], ['FILE PAID'], 'RETURNED 2026-10-01'],
  ['UNPAID', ['PAID'], ['PAID - 2026-10-02', '053 RETURNED - 2026-10-03'], 'RETURNED 2026-10-03'],
  ['PAID', [], ['REJECTED AC04'], 'CONTRADICTORY AC04 2026-09-30'],
  ['PAID', [], ['RETURNED MS03'], 'CONTRADICTORY MS03 2026-09-30'],
  ['PAID', [], ['FILE REJECTED AM04'], 'PAID 2026-10-01'],
  ['PAID', [], ['PAID'], 'PAID 2026-10-01'],
  ['PAID', ['REJECTED AC04'], ['REJECTED AC04'], 'PAID 2026-10-01'],
  ['PAID', ['REJECTED AC04'], ['RETURNED - 2026-10-02'], 'CONTRADICTORY AC04 2026-09-30'],
])('decided %s after %j, then %j', (decision, before, after, state) => {
  for (const text of before) record([said(text)]);
  const order = { orderId: 'ASD-202609-H1', runId: 'a'.repeat(12), beneficiary: 'H1', centimes: 50_000 };
  const on = '2026-10-01';
  ledger.decisions.record({ target: order.orderId, isFile: false, on }, decision, 'letter', [order]);
  for (const text of after) record([said(text)]);
  expect(states()).toEqual([`H1 ${state}`]);
});

test('a movement told once more, with its reason, is one movement', () => {
  record([said('054 PAID'), said('054 RETURNED - 2026-10-02')]);
  record([said('054 RETURNED MS03 2026-10-02')]);
  record([said('054 PAID - 2026-10-05')]);
  expect(states()).toEqual(['H1 PAID 2026-09-30']);
  expect(record([said('054 RETURNED MS03 2026-10-02')]).added).toEqual(new Map());
});

describe('what is recorded', () => {
  test.each(['ACCEPTED', 'REJECTED AC04'])('%s once, however late it is said again', (text) => {
    record([said(`${text} ${text.includes(' ') ? '' : '- '}2026-10-01`)]);
    expect(record([said(`${text} ${text.includes(' ') ? '' : '- '}2026-10-02`)]).added).toEqual(new Map());
  });

  test('once: the same file, or the same statement between two known days, adds nothing and logs nothing', () => {
    const paid = { orders: 1, centimes: 50_000 };
    expect(record([said('PAID - 2026-10-01')], 'one').added.get('PAID')).toEqual(paid);
    // Money may have come back in between: the last day counts too.
    expect(record([said('PAID - 2026-10-03')], 'last').added.get('PAID')).toEqual(paid);
    const events = ledger.events().length;
    expect(record([said('PAID - 2026-10-01')], 'one')).toMatchObject({ known: true, added: new Map() });
    expect(ledger.events()).toHaveLength(events);
    expect(record([said('PAID - 2026-10-02')], 'two')).toMatchObject({ known: false, added: new Map() });
    expect(ledger.events()).toHaveLength(events + 1); // that a file was read is kept
  });

  test('stands in the chained log', () => {
    record([said('PAID'), said('REJECTED AC04', 'H2')], 'one');
    const db = new Database(join(out, LEDGER_FILE), { readonly: true });
    const { hash, done_by, ...event } = db
      .prepare('SELECT * FROM events ORDER BY seq DESC LIMIT 1')
      .get() as {
      hash: string;
      done_by: string | null;
      [column: string]: string | number | null;
    };
    db.close();
    expect(done_by).toBeNull(); // nobody said who did it: the hash is that of the other columns
    expect(hash).toBe(digest(event));
    expect(event.event).toBe('ANSWERS');
    expect(JSON.parse(String(event.detail))).toMatchObject({
      sha256: 'one',
      added: [
        { status: 'PAID', orders: 1, centimes: 50_000 },
        { status: 'REJECTED', orders: 1, centimes: 50_000 },
      ],
    });
  });

  test('is never changed or removed', () => {
    record([said('PAID')]);
    const db = new Database(join(out, LEDGER_FILE));
    expect(() => db.exec('UPDATE order_answers SET centimes = 1')).toThrow('never changed');
    expect(() => db.exec('DELETE FROM order_answers')).toThrow('never removed');
    db.close();
  });

  test('all or nothing: a file whose reading fails half way leaves nothing', () => {
    function* failing() {
      yield said('PAID');
      throw new Error('half way');
    }
    expect(() => ledger.answers.record(file('broken'), failing(), 0)).toThrow('half way');
    expect(states()).toEqual([]);
    expect(ledger.answers.exceptionsOf('broken')).toBeNull();
  });

  test('lists contradictions among its own orders, whichever file brought them', () => {
    const none = { paidAgainBy: null, takenBackBy: null };
    const all = [{ orderId: 'ASD-202609-H2', said: 'PAID 2026-09-30, REJECTED AC04 2026-09-30', ...none }];
    expect(record([said('PAID', 'H1'), said('PAID', 'H2')]).contradictory).toEqual([]);
    expect(record([said('REJECTED AC04', 'H2'), said('ACCEPTED', 'H1')]).contradictory).toEqual(all);
    expect(record([said('PAID', 'H1'), said('PAID', 'H3')]).contradictory).toEqual([]); // of others, though between
    expect(record([said('ACCEPTED', 'H2'), said('PAID', 'H3')]).contradictory).toEqual([
      { ...all[0], said: `ACCEPTED 2026-09-30, ${all[0]?.said}` },
    ]);
    expect(record([said('RETURNED AC04', 'H2')]).contradictory).toEqual([]);
  });

  test('which orders were rejected themselves, and since when', () => {
    record(['REJECTED AC04 2026-10-02', 'REJECTED MD07 2026-10-01'].map((text) => said(text)));
    record([said('RETURNED AC04', 'H2'), said('FILE REJECTED', 'H3'), said('REJECTED', 'H4')]);
    expect([...ledger.answers.rejected('', '~')]).toEqual([
      { orderId: 'ASD-202609-H1', answeredOn: '2026-10-01' },
      { orderId: 'ASD-202609-H4', answeredOn: '2026-09-30' },
    ]);
    expect([...ledger.answers.rejected('ASD-202609-H2', '~')]).toHaveLength(1);
  });

  describe('in a ledger of version 5, which did not know what was said of files', () => {
    beforeEach(() => {
      const ofFile = { ...said('FILE PAID'), position: 0 };
      record([ofFile, said('RETURNED AC04', 'H2')], 'old');
      ledger.close();
      const db = new Database(join(out, LEDGER_FILE));
      db.pragma('foreign_keys = OFF');
      db.pragma('legacy_alter_table = ON');
      dropNewTables(db);
      db.exec(`
        DROP VIEW order_state;
        CREATE TABLE old (order_id TEXT NOT NULL, status TEXT NOT NULL, reason_code TEXT NOT NULL, answered_on TEXT NOT NULL,
          centimes INTEGER NOT NULL, run_id TEXT NOT NULL, household_id TEXT NOT NULL, file_no INTEGER NOT NULL,
          position INTEGER NOT NULL, PRIMARY KEY (order_id, status, reason_code, answered_on)) STRICT, WITHOUT ROWID;
        INSERT INTO old SELECT order_id, status, reason_code, answered_on, centimes, run_id, household_id, file_no, position
          FROM order_answers;
        DROP TABLE order_answers;
        ALTER TABLE old RENAME TO order_answers;
        CREATE VIEW order_state AS SELECT order_id, status FROM order_answers;
        PRAGMA user_version = 5`);
      db.close();
    });

    test('what is there stays, told apart, and is never changed', () => {
      ledger = open();
      expect(states()).toEqual(['H1 PAID 2026-09-30', 'H2 RETURNED AC04 2026-09-30']);
      record([said('REJECTED AC04')]);
      expect(states()[0]).toBe('H1 REJECTED AC04 2026-09-30');
      const db = new Database(join(out, LEDGER_FILE));
      expect(() => db.exec('DELETE FROM order_answers')).toThrow('never removed');
      db.close();
    });

    test('is read as one that is brought up to date', () => {
      ledger = Ledger.read(out) as Ledger;
      expect(states()).toEqual(['H1 PAID 2026-09-30', 'H2 RETURNED AC04 2026-09-30']);
      expect([...ledger.answers.rejected('', '~')]).toEqual([]);
    });
  });
});

test('states are handed over in blocks, each order once', () => {
  const ids = ['H1', 'H2', 'H3', 'H4', 'H5', 'R-1'];
  record(ids.flatMap((id) => ['PAID', 'RETURNED AC04'].map((text) => said(text, id))));
  const all = ids.map((id) => `${id} RETURNED AC04 2026-09-30`);
  for (const block of [1, 2, 3, 4, 6, 7]) {
    expect(states('', '~', block)).toEqual(all);
    expect(states('ASD-202609-H2', 'ASD-202609-H4', block)).toEqual(all.slice(1, 4));
  }
});

test('unpaid orders: rejected or returned, each once, with its run and month', () => {
  record([
    ...['ACCEPTED', 'PAID', 'RETURNED MD07 2026-10-03'].map((text) => said(text)),
    ...['ACCEPTED', 'REJECTED AC04', 'REJECTED AC01 2026-10-01'].map((text) => said(text, 'H2')),
    ...['PAID', 'REJECTED AC04'].map((text) => said(text, 'H3')),
    said('PAID', 'H4'),
    said('RETURNED', 'R-CHILD000001'),
  ]);
  const of = (order: string, status: string, reasonCode: string, answeredOn: string) => ({
    orderId: `ASD-202609-${order}`,
    runId: 'a'.repeat(12),
    period: '2026-09',
    beneficiary: order,
    centimes: 50_000,
    status,
    reasonCode,
    answeredOn,
    reasonWords: null,
  });
  expect(ledger.owed.returns.fresh()).toEqual([
    of('H1', 'RETURNED', 'MD07', '2026-10-03'),
    of('H2', 'REJECTED', 'AC04', '2026-09-30'),
    of('R-CHILD000001', 'RETURNED', '', '2026-09-30'),
  ]);
});
