import { describe, expect, test } from 'vitest';
import { answersOf, shortOf } from '../../../../fixtures/harness/bank-messages.js';

/** Answers as French spreadsheets write them. */
const HEAD = 'order_id;status;reason_code;date;amount';
const read = async (text: string | Buffer) => (await answersOf(text)).answers;

describe('a line', () => {
  test.each<[line: string, said: string]>([
    ['A-1;PAYE;;01/02/2026;600,00', 'ORDER A-1 PAID 60000'],
    ['A-1;PAYÉ;;01-02-2026;600,5', 'ORDER A-1 PAID 60050'],
    ['A-1;PAYÉE;;01/02/2026 12:30:00;1 234,50', 'ORDER A-1 PAID 123450'],
    ['A-1;EXÉCUTÉ;;01/02/2026;1\u202f234\u202f567,50', 'ORDER A-1 PAID 123456750'],
    ['A-1;REJETÉ;AC04;01/02/2026;600', 'ORDER A-1 REJECTED AC04 60000'],
    ['A-1;REJETE;ac04;01/02/2026;', 'ORDER A-1 REJECTED AC04'],
    ['A-1;RETOURNÉ;MD07;01/02/2026;600,00', 'ORDER A-1 RETURNED MD07 60000'],
    ['A-1;ACCEPTÉE;;2026-02-01;600.00', 'ORDER A-1 ACCEPTED 60000'],
    ['A-1;REJETE;compte clos;01/02/2026;600,00', 'ORDER A-1 REJECTED 60000 REASON_UNKNOWN'],
    ['A-1;REJETE;CLOS;01/02/2026;600,00', 'ORDER A-1 REJECTED 60000 REASON_UNKNOWN'],
    ['A-1;PAYE;payé au guichet;01/02/2026;600,00', 'ORDER A-1 PAID 60000'],
    ['A-1;PAYER;;01/02/2026;600,00', 'ORDER A-1 UNKNOWN 60000 STATUS_UNKNOWN'],
    ['A-1;PAYE;;31/02/2026;600,00', 'ORDER A-1 PAID 60000 DATE_INVALID'],
    ['A-1;PAYE;;02/13/2026;600,00', 'ORDER A-1 PAID 60000 DATE_INVALID'],
    ['A-1;PAYE;;01/02/2026;600,001', 'ORDER A-1 PAID AMOUNT_INVALID'],
    ['A-1;PAYE;;01/02/2026;1,234.50', 'ORDER A-1 PAID AMOUNT_INVALID'],
    ['A-1;PAYE;;01/02/2026;12 34,50', 'ORDER A-1 PAID AMOUNT_INVALID'],
  ])('%s', async (line, said) => {
    const [one] = await read(`${HEAD}\r\n${line}\r\n`);
    expect(one && shortOf(one)).toBe(said);
    if (said.endsWith('PAID 60000')) expect(one?.day).toBe('2026-02-01');
  });
});

test('reasons in words are kept, and are no code', async () => {
  const [one] = await read(`${HEAD}\nA-1;RETOURNE;"compte clos ; voir avis";01/02/2026;600,00\n`);
  expect(one).toMatchObject({
    reason: '',
    reasonWords: 'compte clos ; voir avis',
    problem: 'REASON_UNKNOWN',
    detail: 'compte clos ; voir avis',
  });
});

test.each([
  ['REJETE', 'Doublon du 01/02', 'DUPLICATE_SENDING', /sent before \(Doublon du 01\/02\): the first sending/],
  ['REJETE', 'compte clos', 'REASON_UNKNOWN', /^compte clos$/],
  ['RETOURNE', 'Doublon du 01/02', 'REASON_UNKNOWN', /^Doublon/], // money came back: it is no second sending
  ['PAYE', 'Doublon du 01/02', '', /^$/],
])('a duplicate in words is about a second sending, when it is rejected: %s %s', async (...row) => {
  const [status, words, problem, detail] = row;
  const [one] = await read(`${HEAD}\nA-1;${status};${words};01/02/2026;600,00\n`);
  expect(one).toMatchObject({ problem, detail: expect.stringMatching(detail) });
});

test('French names of columns, "sep=", tabs, and ANSI', async () => {
  const said = ['ORDER A-1 PAID 60000', 'ORDER A-2 REJECTED AC04 50000'];
  const text = `sep=;\r\nN°;Ordre;Statut;Code motif;Date;Montant\r\n1;A-1;PAYÉ;;01/02/2026;600,00\r\n\r\n2;A-2;REJETÉ;AC04;01/02/2026;500,00`;
  for (const bytes of [
    text,
    Buffer.from(text, 'latin1'),
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text.replaceAll(';', '\t').slice(7), 'utf16le')]),
  ])
    expect((await read(bytes)).map(shortOf)).toEqual(said);
  expect((await read(Buffer.from(text, 'latin1'))).map((one) => one.position)).toEqual([3, 5]);
});
