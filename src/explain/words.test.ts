import { describe, expect, it } from 'vitest';
import { amount } from '../domain/money.js';
import { loadRules, type ParameterName } from '../rules/load.js';
import { parametersAt } from '../rules/parameters.js';
import { english } from './en.js';
import { french } from './fr.js';
import { FRENCH_REFERENCES } from './fr-references.js';
import { wrapped } from './lines.js';
import { parametersOf } from './price.js';

const rules = loadRules();
const counts = parametersAt(rules, '2026-10');

describe('both languages', () => {
  it('name every parameter that an amount can rest on', () => {
    const child = (band: 'S' | 'N', fatherless: boolean) => ({ band, fatherless, disabled: true });
    const children = [child('S', false), child('N', false), child('S', true), child('N', true)];
    const first = parametersOf(children, { firstRanks: 4 });
    const later = parametersOf(children, { firstRanks: 0 });
    const others: ParameterName[] = [
      'flat_rate',
      'first_ranks',
      'age_child',
      'children_paid',
      'reference_day',
    ];
    const grants: ParameterName[] = [
      'birth_grant_first',
      'birth_grant_second',
      'school_grant_lower',
      'school_grant_upper',
    ];
    const residents: ParameterName[] = [
      'institution_child',
      'institution_capital',
      'institution_elderly',
      'age_majority',
      'age_elderly',
    ];
    const names = [...new Set([...first, ...later, ...others, ...grants, ...residents])];
    expect(names).toHaveLength(8 + 3 + 4 + 4 + 5);
    for (const words of [english, french]) {
      expect(names.filter((name) => words.parameter(name, counts) === name)).toEqual([]);
    }
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
  it('has words for every reference and every assumption of the built-in rules', () => {
    const said = Object.values(rules.parameters).flatMap((one) =>
      one.values.map((dated) => dated.reference ?? dated.assumed ?? ''),
    );
    expect([...new Set(said)].sort()).toEqual(Object.keys(FRENCH_REFERENCES).sort());
  });

  it("quotes a reference of one's own rules as it is written", () => {
    const dated = { from: '2027-01', value: '1', reference: 'Decree 2.27.1', assumed: null };
    expect(french.source(dated)).toBe('depuis 2027-01, Decree 2.27.1');
  });

  it('elides: "d’avril", "d’août", "d’octobre", "de mai"', () => {
    const said = (period: string) => french.effect.arrears_before({ kind: 'arrears_before', period }, counts);
    expect(said('2026-04')).toContain("les arriérés d'avril 2026");
    expect(said('2026-08')).toContain("d'août");
    expect(said('2026-10')).toContain("d'octobre");
    expect(said('2026-05')).toContain('de mai');
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
