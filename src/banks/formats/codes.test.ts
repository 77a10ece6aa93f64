import { describe, expect, test } from 'vitest';
import { holdFor } from '../../domain/return-reasons.js';
import { isDuplicate, isOfSending, meaningOf, REASON_CODES, STATUS_CODES, statusOf } from './codes.js';

/** The code sets as data: each code is listed once, with its words and the consequence that the rules use. */
const listed = (flag: 'duplicate' | 'sending') =>
  REASON_CODES.filter((one) => one[flag] === 'Y').map(({ code }) => code);

test('each code once, with words in both languages', () => {
  for (const table of [STATUS_CODES, REASON_CODES]) {
    expect(new Set(table.map(({ code }) => code)).size).toBe(table.length);
    expect(table.filter((one) => one.meaning === '' || one.meaning_fr === '')).toEqual([]);
    expect(table.map(({ code }) => code)).toEqual(table.map(({ code }) => code).sort());
  }
});

test('a reason holds in the table where it holds by the rules', () => {
  expect(REASON_CODES.filter((one) => (one.holds === 'Y') !== (holdFor(one.code) !== null))).toEqual([]);
  for (const code of ['AC04', 'AC07', 'AC14', 'AC15']) expect(holdFor(code)).toBe('ACCOUNT_REJECTED');
  for (const code of ['AC05', 'AC13', 'AC16']) expect(holdFor(code)).toBeNull();
});

test('what says "duplicate", by its code or in words', () => {
  expect(listed('duplicate')).toEqual(['AM05', 'DU01', 'DU02', 'DU03', 'DU04', 'DU05', 'DUPL']);
  for (const words of ['instruction already exists', 'Duplicate file', 'DOUBLON', 'déjà reçu', 'deja envoye'])
    expect(isDuplicate('NARR', words), words).toBe(true);
  for (const words of ['compte clos', 'already closed', ''])
    expect(isDuplicate('', words), words).toBe(false);
  expect(isDuplicate('AC04', 'already exists')).toBe(false); // the code counts
});

test('what speaks of a sending, and not of its orders', () => {
  for (const code of ['FF01', 'AM04', 'AM10', 'DS0H', 'TM01', 'TECH', 'DT01'])
    expect(isOfSending(code), code).toBe(true);
  for (const code of ['AC04', 'MD07', 'MS03', 'NARR', 'DU01', 'XX99'])
    expect(isOfSending(code), code).toBe(false);
});

describe('meanings', () => {
  test.each([
    ['TS01', 'the transmission of the file succeeded'],
    ['ED03', 'data for the balance of payments are asked for'],
    ['UCRD', 'the payee is not known'],
    ['AB06', 'time ran out at the instructed institution'],
    ['DU05', 'the instruction id was used before'],
    ['XX99', ''],
  ])('%s: %s', (code, meaning) => expect(meaningOf(code)).toBe(meaning));
});

test.each([
  ['CPUC', 'PAID'],
  ['ACPD', 'ACCEPTED'],
  ['PDNG', ''],
  ['BLCK', null],
  ['XXXX', null],
])('status %s: %s', (code, status) => expect(statusOf(code)).toBe(status));
