import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { meaningOf, reasonCodes } from '../../banks/formats/codes.js';
import { amount } from '../../domain/money.js';
import { wrapped } from '../../domain/wrapped.js';
import { inEach, loadRules } from '../../rules/load.js';
import { parametersAt } from '../../rules/parameters.js';
import type { ArrearsRow } from '../facts/owed-rows.js';
import { english } from './en/english.js';
import { french } from './fr/french.js';
import { LANGUAGES } from './languages.js';
import { owedFor, sourceOf } from './lookup.js';
import { RETURN_CODES } from './return-codes.js';

const debt: ArrearsRow = {
  kind: 'ORDER',
  origin: '2026-03',
  cause: 'RETURNED',
  reason: 'AC04',
  originalOrder: 'ASD-202603-H1',
  adjustmentId: null,
  moved: null,
  composition: null,
  amount: amount('500'),
};
const rules = loadRules();
const counts = parametersAt(rules, '2026-10');

describe('every language', () => {
  it('gives each code and each number of the facts a word or a sentence', () => {
    for (const words of LANGUAGES) expect(blanks(words, words.code)).toEqual([]);
  });

  it('is a folder named by its code', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    );
    expect(folders.map((one) => one.name).sort()).toEqual(LANGUAGES.map((words) => words.code).sort());
  });

  it('write money their own way: the separators do not depend on the machine', () => {
    expect(english.money(amount('1234567.50'))).toBe('1,234,567.50');
    expect(french.money(amount('1234567.50'))).toBe('1\u202f234\u202f567,50');
  });

  it.each([
    ['2026-01', 'January 2026', 'janvier 2026'],
    ['2025-12', 'December 2025', 'décembre 2025'],
  ])('name months: %s', (period, inEnglish, inFrench) => {
    expect([english.month(period), french.month(period)]).toEqual([inEnglish, inFrench]);
  });
});

describe('French', () => {
  it('has its own text for each reference and assumption of the built-in rules that has words of a language', () => {
    const texts = Object.values(rules.parameters).flatMap((one) => [
      one.label,
      ...one.values.map((dated) => dated.reference ?? dated.assumed),
    ]);
    const same = texts.filter((text) => text !== null && text.fr === text.en).map((text) => text?.en);
    expect([...new Set(same)]).toEqual(["ANSS, Typologies d'aides"]); // the title of a French publication
  });

  it("quotes a reference of one's own rules as it is written", () => {
    const dated = { from: '2027-01', value: '1', reference: inEach('Decree 2.27.1'), assumed: null };
    expect(sourceOf(dated, french)).toBe('depuis 2027-01, Decree 2.27.1');
  });

  it('elides: "d’avril", "d’août", "d’octobre", "de mai"', () => {
    const said = (period: string) =>
      french.effect.arrears_before({ kind: 'arrears_before', period, row: debt }, counts);
    expect(said('2026-04')).toContain("les arriérés d'avril 2026");
    expect(said('2026-08')).toContain("d'août");
    expect(said('2026-10')).toContain("d'octobre");
    expect(said('2026-05')).toContain('de mai');
  });
});

describe('a debt that is paid', () => {
  const month = { kind: 'MONTH', originalOrder: null, reason: 'MEMBER_ROW_INVALID', cause: 'HELD' } as const;
  const blocked = { ...month, reason: 'BLOCKED', cause: 'BLOCKED' } as const;
  const decided = {
    kind: 'ADJUSTMENT',
    originalOrder: null,
    adjustmentId: 'ADJ-1',
    cause: 'ADJUSTMENT',
  } as const;
  it.each<[string, Partial<ArrearsRow>, string, string]>([
    [
      'an order that came back',
      {},
      'order ASD-202603-H1 of March 2026, returned: AC04, the account is closed',
      'ordre ASD-202603-H1 de mars 2026, revenu : AC04, le compte est clos',
    ],
    [
      'one that was rejected, for a reason of nobody’s table',
      { cause: 'REJECTED', reason: 'ZZ99' },
      'order ASD-202603-H1 of March 2026, rejected: ZZ99',
      'ordre ASD-202603-H1 de mars 2026, rejeté : ZZ99',
    ],
    [
      'one without a reason',
      { reason: '' },
      'order ASD-202603-H1 of March 2026, returned: no reason given',
      'ordre ASD-202603-H1 de mars 2026, revenu : sans raison donnée',
    ],
    [
      'one with a reason in words beside its code',
      { reason: 'NARR', said: 'Compte bloqué' },
      `order ASD-202603-H1 of March 2026, returned: NARR, ${english.owed.meaning.NARR}; the institution says “Compte bloqué”`,
      `ordre ASD-202603-H1 de mars 2026, revenu : NARR, ${french.owed.meaning.NARR} ; l'organisme payeur dit « Compte bloqué »`,
    ],
    [
      'one with a reason in words alone',
      { reason: '', said: 'Compte bloqué' },
      'order ASD-202603-H1 of March 2026, returned: the institution says “Compte bloqué”',
      "ordre ASD-202603-H1 de mars 2026, revenu : l'organisme payeur dit « Compte bloqué »",
    ],
    [
      'a month that was blocked',
      blocked,
      'March 2026, not paid then: blocked in the registry',
      'mars 2026, non versé alors : bloqué au registre social',
    ],
    [
      'a month that was held',
      month,
      'March 2026, not paid then: a row of one of its members could not be read',
      "mars 2026, non versé alors : la ligne d'un de ses membres est illisible",
    ],
    [
      'grants of a month that a supplementary run pays',
      { ...blocked, kind: 'GRANTS' },
      'grants of March 2026, owed since the month was not paid: blocked in the registry',
      "primes de mars 2026, dues depuis que le mois n'a pas été versé : bloqué au registre social",
    ],
    [
      'a row that could not be read',
      { ...month, cause: 'QUARANTINED', reason: 'HOUSEHOLD_ROW_INVALID' },
      'March 2026, not paid then: its household row could not be read',
      'mars 2026, non versé alors : sa ligne est illisible',
    ],
    [
      'a decided correction, in the words of the decision',
      { ...decided, reason: 'two months, of 2025' },
      'decided correction ADJ-1: two months, of 2025',
      'correction décidée ADJ-1 : two months, of 2025',
    ],
    ['one without words', { ...decided, reason: '' }, 'decided correction ADJ-1', 'correction décidée ADJ-1'],
  ])('%s', (_, row, inEnglish, inFrench) => {
    expect(owedFor({ ...debt, ...row }, english)).toBe(inEnglish);
    expect(owedFor({ ...debt, ...row }, french)).toBe(inFrench);
  });

  it('every reason code of the institutions has its words, and in English they are those of the code set', () => {
    expect([...RETURN_CODES]).toEqual(reasonCodes());
    for (const code of RETURN_CODES) expect(english.owed.meaning[code]).toBe(meaningOf(code));
  });
});

describe('long lines', () => {
  it('are broken between words, never before a French colon, and keep every word', () => {
    const text = `${'mot '.repeat(23)}fin : ${'suite ; '.repeat(20)}bout`;
    const lines = wrapped(text, 6);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(line.length).toBeLessThanOrEqual(104);
      expect(line.trimStart()).toMatch(/^[^:;]/);
    }
    expect(lines.map((line) => line.trim()).join(' ')).toBe(text);
    expect(lines[0]).toMatch(/^ {2}\S/);
    expect(lines[1]).toMatch(/^ {6}\S/);
  });
});

/** The places in a language's table where the text is empty. */
function blanks(value: unknown, place: string): string[] {
  if (value === '') return [place];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => blanks(one, `${place}.${key}`));
}
