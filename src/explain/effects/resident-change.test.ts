import { describe, expect, it } from 'vitest';
import { amount, ZERO } from '../../domain/money.js';
import { ageOn, referenceDate } from '../../domain/period.js';
import { monthlyAid } from '../../programmes/residents/assess.js';
import { institutionsAt } from '../../rules/institutions.js';
import { loadRules } from '../../rules/load.js';
import { parametersAt } from '../../rules/parameters.js';
import type { ReconciliationRow } from '../facts/audit-rows.js';
import { residentDecisionOf, residentFacts } from '../facts/resident-decision.js';
import type { ResidentRow } from '../facts/resident-rows.js';
import { english } from '../languages/en/english.js';
import { french } from '../languages/fr/french.js';
import { residentDecidedBy } from '../languages/lookup.js';
import type { Words } from '../languages/words.js';
import { sentence, signed } from '../page/sentence.js';
import { residentEffects, trackOn } from './resident-change.js';

const rules = loadRules();

/** What is left of the guaranteed capital, in the month of majority. */
const TOPPED_UP = { monthly_aid: ZERO, capital_topup: amount('6500') };

/** A resident paid in a month as its rules have it; `facts` say otherwise. */
function paid(period: string, facts: Partial<ResidentRow>): ResidentRow {
  const day = referenceDate(period);
  const birthDate = facts.birthDate ?? '2012-05-05';
  const row = {
    birthDate,
    institutionId: 'DAR-1',
    provinceCode: '06.141',
    category: 'ORPHAN',
    leftOn: null,
    ...{
      admittedOn: '2015-09-01',
      decision: 'PAY',
      reason: '',
      age: ageOn(birthDate, day),
      scholarship: ZERO,
    },
    paidBefore: ZERO,
    arrears: ZERO,
    recovery: ZERO,
    provider: 'BANQUE',
    orderId: 'ASD-R',
    ...facts,
  };
  const track = trackOn(row, day, parametersAt(rules, period));
  const own = monthlyAid(track, row.scholarship, institutionsAt(rules, period));
  const topup = facts.components?.capital_topup ?? ZERO;
  const entitlement = own.plus(topup);
  return { ...row, components: { monthly_aid: own, capital_topup: topup }, entitlement, net: entitlement };
}

const delta = (effects: Partial<ReconciliationRow>): ReconciliationRow => ({
  province_code: '06.141',
  class: 'INCREASED',
  reason: '',
  prior_net: '0.00',
  rules_effect: '0.00',
  registry_effect: '0.00',
  time_effect: '0.00',
  one_off_effect: '0.00',
  adjustment_effect: '0.00',
  net: '0.00',
  delta: '0.00',
  ...effects,
});

function told(
  then: [string, ResidentRow | null],
  now: [string, ResidentRow | null],
  listed: ReconciliationRow | null,
  words: Words,
): string[] {
  const effects = residentEffects(
    { period: then[0], resident: then[1], arrears: [], sameRules: true },
    { period: now[0], resident: now[1], arrears: [], rules },
    listed,
  );
  const counts = parametersAt(rules, now[0]);
  return effects.map((one) => `${one.group} ${signed(one.amount, words)}: ${sentence(one, words, counts)}`);
}

describe('why a resident is paid otherwise than the month before', () => {
  const child = { birthDate: '2008-07-15' };
  it.each<
    [
      string,
      string,
      Partial<ResidentRow> | null,
      Partial<ResidentRow> | null,
      Partial<ReconciliationRow>,
      string[],
      string[],
    ]
  >([
    [
      'a child comes of age: the aid ends, the capital is topped up',
      '2026-07',
      child,
      { ...child, paidBefore: amount('3500'), components: TOPPED_UP },
      { time_effect: '-500.00', one_off_effect: '6500.00', delta: '6000.00' },
      [
        'time −500.00: the child turned 18 on 2026-07-15: the monthly aid ends',
        'one_off +6,500.00: the guaranteed capital is topped up, once',
      ],
      [
        "time −500,00: l'enfant a eu 18 ans le 2026-07-15 : l'aide mensuelle prend fin",
        'one_off +6\u202f500,00: le capital garanti est complété, une fois',
      ],
    ],
    [
      'a scholarship that rose, and one above the aid',
      '2026-03',
      { scholarship: amount('50') },
      { scholarship: amount('650') },
      { registry_effect: '-450.00', delta: '-450.00' },
      ['registry −450.00: the scholarship changed from 50.00 to 650.00'],
      ['registry −450,00: la bourse est passée de 50,00 à 650,00'],
    ],
    [
      'a child that has left the institution',
      '2026-03',
      {},
      { decision: 'INELIGIBLE', reason: 'DEPARTED' },
      { class: 'LEFT', reason: 'DEPARTED', delta: '-500.00' },
      ['left −500.00: no longer paid: the person has left the institution'],
      ["left −500,00: n'est plus payé(e) : la personne a quitté l'établissement"],
    ],
    [
      'a person that is in no row any more',
      '2026-03',
      {},
      null,
      { class: 'LEFT', reason: 'NOT_IN_EXTRACT', delta: '-500.00' },
      ["left −500.00: no longer paid: the person is not in this month's extract"],
      ["left −500,00: n'est plus payé(e) : la personne n'est pas dans l'extrait de ce mois"],
    ],
    [
      'an elderly person, for the first time',
      '2026-03',
      null,
      { category: 'ELDERLY', birthDate: '1950-01-01' },
      { class: 'ENTERED', reason: 'FIRST_PAYMENT', delta: '500.00' },
      ['entered +500.00: first payment'],
      ['entered +500,00: premier paiement'],
    ],
  ])('%s', (_, period, before, after, listed, inEnglish, inFrench) => {
    const then = `2026-0${Number(period.slice(6)) - 1}`;
    const was = before === null ? null : paid(then, before);
    const row = after === null ? null : paid(period, after);
    const is = row?.decision === 'INELIGIBLE' ? { ...row, net: ZERO } : row;
    expect(told([then, was], [period, is], delta(listed), english)).toEqual(inEnglish);
    expect(told([then, was], [period, is], delta(listed), french)).toEqual(inFrench);
  });

  it('the capital of last month was paid once', () => {
    const row = { ...paid('2026-07', child), components: TOPPED_UP, net: amount('6500') };
    const now = { ...paid('2026-08', { ...child, paidBefore: amount('10000') }), net: ZERO };
    const listed = delta({ one_off_effect: '-6500.00', delta: '-6500.00' });
    expect(told(['2026-07', row], ['2026-08', now], listed, english)).toEqual([
      'one_off −6,500.00: the top-up of the capital is paid once',
    ]);
  });

  it('nothing changed: nothing is told, and nothing need be listed', () => {
    expect(told(['2026-02', paid('2026-02', {})], ['2026-03', paid('2026-03', {})], null, english)).toEqual(
      [],
    );
  });

  it('another sum than the reconciliation is a defect', () => {
    const [was, is] = [paid('2026-02', { scholarship: amount('50') }), paid('2026-03', {})];
    const listed = delta({ time_effect: '50.00', delta: '50.00' });
    expect(() => told(['2026-02', was], ['2026-03', is], listed, english)).toThrow('invariant');
    expect(() => told(['2026-02', was], ['2026-03', is], null, english)).toThrow('invariant');
  });
});

describe('the decision on a resident', () => {
  it('has the number of its line', () => {
    expect(residentDecisionOf({ decision: 'INELIGIBLE', reason: 'OVER_AGE' })).toMatchObject({
      line: '5',
      amount: 'zero',
    });
    expect(residentDecisionOf({ decision: 'PAY', reason: '' })).toMatchObject({ line: '11', amount: 'own' });
  });

  it.each([
    [
      'UNDER_AGE',
      { category: 'ELDERLY', birthDate: '1970-01-01' },
      'listed as an elderly person and aged 56, below 60',
      'inscrit(e) comme personne âgée, à 56 ans, moins de 60',
    ],
    [
      'OVER_AGE',
      { birthDate: '2008-02-10', paidBefore: amount('10000') },
      'aged 18, 18 or over: the capital is complete or was topped up (10,000.00 paid so far), or is not guaranteed',
      "18 ans, 18 ou plus : le capital est complet ou a été complété (10\u202f000,00 versés jusqu'ici), ou n'est pas garanti",
    ],
    [
      'DEPARTED',
      { leftOn: '2026-03-31' },
      'left the institution DAR-1 on 2026-03-31',
      "a quitté l'établissement DAR-1 le 2026-03-31",
    ],
    [
      'PERSON_IN_HOUSEHOLD',
      {},
      'the person is also a paid child of a household, or its only living member, and both are held: H1',
      "la personne est aussi un enfant payé d'un ménage, ou son seul membre vivant ; le ménage est retenu de même : H1",
    ],
  ])('%s, with its facts', (reason, facts, inEnglish, inFrench) => {
    const given = residentFacts(paid('2026-03', facts), { period: '2026-03', rules }, ['H1']);
    expect(residentDecidedBy(reason, given, english)).toBe(inEnglish);
    expect(residentDecidedBy(reason, given, french)).toBe(inFrench);
  });
});
