import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { member } from '../../../fixtures/worlds/members.js';
import { sum, toText } from '../../domain/money.js';
import { referenceDate } from '../../domain/period.js';
import { loadRules } from '../../rules/load.js';
import { parametersAt } from '../../rules/parameters.js';
import { countChildren, type Member } from '../facts/children.js';
import { priceMembers } from '../facts/price.js';
import { english } from '../languages/en/english.js';
import { french } from '../languages/fr/french.js';
import type { Words } from '../languages/words.js';
import { sentence, signed } from '../page/sentence.js';
import { monthlyEffects } from './attribute.js';
import type { Effect } from './effects.js';

const rules = loadRules();

/** The effects of going from `before`, as paid in `then`, to `after` in `now`. */
function effects(then: string, before: readonly Member[], now: string, after: readonly Member[]): Effect[] {
  const priced = price(before, then, referenceDate(then));
  return monthlyEffects(
    { period: then, children: priced.children, aid: priced.aid, members: before, sameRules: true },
    { period: now, members: after, rules },
  );
}

function price(members: readonly Member[], period: string, day: string) {
  const parameters = parametersAt(rules, period);
  return priceMembers(countChildren(members, () => day, parameters).paid, parameters);
}

function told(list: readonly Effect[], words: Words): string[] {
  const counts = parametersAt(rules, '2026-10');
  return list.map((one) => `${one.group} ${signed(one.amount, words)}: ${sentence(one, words, counts)}`);
}

const [A, B, C, D] = [
  member('P0000A', '2010-01-10'),
  member('P0000B', '2012-02-20'),
  member('P0000C', '2014-03-30'),
  member('P0000D', '2016-04-10'),
];
const head = member('P0000Z', '1980-05-05', { relation: 'HEAD' });

describe('time: what happened between the two reference dates', () => {
  const eldest = member('P00001', '2005-10-12', { schooled: false });
  it.each([
    [
      'the 21st birthday of a child above the floor: the others move up a rank',
      [eldest, A, B, C],
      "time +64.00: the child born 2005-10-12 turned 21 on 2026-10-12 (the child −200.00, the other children's ranks +264.00)",
      "time +64,00: l'enfant né(e) le 2005-10-12 a eu 21 ans le 2026-10-12 (l'enfant −200,00, le rang des autres enfants +264,00)",
    ],
    [
      'the 21st birthday of a schooled child of four: the fourth takes its rank',
      [{ ...eldest, schooled: true }, A, B, C],
      "time −36.00: the child born 2005-10-12 turned 21 on 2026-10-12 (the child −300.00, the other children's ranks +264.00)",
      "time −36,00: l'enfant né(e) le 2005-10-12 a eu 21 ans le 2026-10-12 (l'enfant −300,00, le rang des autres enfants +264,00)",
    ],
    [
      'the 21st birthday of the last child: the flat rate takes over',
      [eldest],
      'time 0.00: the child born 2005-10-12 turned 21 on 2026-10-12 (the child −200.00, top-up to the floor −300.00, flat rate +500.00)',
      "time 0,00: l'enfant né(e) le 2005-10-12 a eu 21 ans le 2026-10-12 (l'enfant −200,00, complément jusqu'au plancher −300,00, forfait +500,00)",
    ],
    [
      'a child born',
      [A, member('P0000N', '2026-10-31', { schooled: false })],
      'time +100.00: a child was born on 2026-10-31 (the child +300.00, top-up to the floor −200.00)',
      "time +100,00: naissance d'un enfant le 2026-10-31 (l'enfant +300,00, complément jusqu'au plancher −200,00)",
    ],
    [
      'a child that died: it counts no longer on the day itself',
      [A, B, { ...C, deceasedOn: '2026-10-31' }],
      'time −300.00: the child born 2014-03-30 died on 2026-10-31',
      "time −300,00: l'enfant né(e) le 2014-03-30 est décédé(e) le 2026-10-31",
    ],
    [
      'a child that turned 6 and is not schooled',
      [A, B, member('P0000E', '2020-10-01', { schooled: false })],
      'time −100.00: the child born 2020-10-01 turned 6 on 2026-10-01 and is not schooled',
      "time −100,00: l'enfant né(e) le 2020-10-01 a eu 6 ans le 2026-10-01 et n'est pas scolarisé(e)",
    ],
    [
      'a child that turned 6 and is schooled: nothing is paid more or less, and that is said',
      [A, B, member('P0000E', '2020-10-01')],
      'time 0.00: the child born 2020-10-01 turned 6 on 2026-10-01 and is schooled',
      "time 0,00: l'enfant né(e) le 2020-10-01 a eu 6 ans le 2026-10-01 et est scolarisé(e)",
    ],
    [
      'twins are told apart by their ids',
      [A, member('P0000N', '2026-10-02'), member('P0000M', '2026-10-02', { deceasedOn: '2026-10-02' })],
      'time +100.00: a child was born on 2026-10-02 (P0000N) (the child +300.00, top-up to the floor −200.00)',
      "time +100,00: naissance d'un enfant le 2026-10-02 (P0000N) (l'enfant +300,00, complément jusqu'au plancher −200,00)",
    ],
  ])('%s', (_, members, inEnglish, inFrench) => {
    const list = effects('2026-09', members, '2026-10', members);
    expect(told(list, english)).toEqual([inEnglish]);
    expect(told(list, french)).toEqual([inFrench]);
  });

  it.each([
    ['on the prior reference date itself: it was of age then already', '2005-09-30', 0],
    ['the day after it', '2005-10-01', 1],
    ['on the reference date itself', '2005-10-31', 1],
    ['the day after it: next month', '2005-11-01', 0],
  ])('a 21st birthday %s', (_, birthDate, told) => {
    const members = [member('P00001', birthDate), A];
    expect(effects('2026-09', members, '2026-10', members)).toHaveLength(told);
  });

  it('29 February: 21 years are completed on 1 March of a common year (rules, 1)', () => {
    const members = [member('P00001', '2004-02-29'), A, B];
    expect(effects('2025-01', members, '2025-02', members)).toEqual([]);
    expect(told(effects('2025-02', members, '2025-03', members), english)).toEqual([
      'time −100.00: the child born 2004-02-29 turned 21 on 2025-03-01 (the child −200.00, top-up to the floor +100.00)',
    ]);
  });

  it('several events are told in the order in which they came', () => {
    const members = [
      { ...C, deceasedOn: '2026-10-20' },
      A,
      B,
      member('P00001', '2005-10-12'),
      member('P0000N', '2026-10-02'),
    ];
    expect(told(effects('2026-09', members, '2026-10', members), english)).toEqual([
      'time +36.00: a child was born on 2026-10-02',
      "time −36.00: the child born 2005-10-12 turned 21 on 2026-10-12 (the child −300.00, the other children's ranks +264.00)",
      "time −36.00: the child born 2014-03-30 died on 2026-10-20 (the child −300.00, the other children's ranks +264.00)",
    ]);
  });
});

describe('registry: what it says otherwise than the prior run used, on the prior reference date', () => {
  it.each([
    [
      'a child that entered',
      [A, B],
      [A, B, C],
      'registry +300.00: the child born 2014-03-30 entered the household',
    ],
    [
      'a child that left',
      [A, B, C],
      [A, B],
      'registry −300.00: the child born 2014-03-30 left the household',
    ],
    [
      'a child that left and the fourth moves up',
      [A, B, C, D],
      [B, C, D],
      "registry −36.00: the child born 2010-01-10 left the household (the child −300.00, the other children's ranks +264.00)",
    ],
    [
      'now schooled',
      [A, B, { ...C, schooled: false }],
      [A, B, C],
      'registry +100.00: the child born 2014-03-30 is now schooled',
    ],
    [
      'no longer schooled',
      [A, B, C],
      [A, B, { ...C, schooled: false }],
      'registry −100.00: the child born 2014-03-30 is no longer schooled',
    ],
    [
      'under the floor a change moves nothing, and the floor says why',
      [{ ...A, schooled: false }],
      [A],
      'registry 0.00: the child born 2010-01-10 is now schooled (the child +100.00, top-up to the floor −100.00)',
    ],
    [
      'severe disability',
      [A, B],
      [A, { ...B, severeDisability: true }],
      'registry +100.00: the child born 2012-02-20 is now registered as severely disabled',
    ],
    [
      'no longer',
      [A, { ...B, severeDisability: true }],
      [A, B],
      'registry −100.00: the child born 2012-02-20 is no longer registered as severely disabled',
    ],
    [
      'fatherless',
      [A, B],
      [A, { ...B, fatherDeceased: true }],
      'registry +100.00: the child born 2012-02-20 is now registered as fatherless',
    ],
    [
      'a death recorded late: it was before the prior reference date',
      [A, B, C],
      [A, B, { ...C, deceasedOn: '2026-07-01' }],
      'registry −300.00: the registry now says that the child born 2014-03-30 died on 2026-07-01',
    ],
    [
      'a death taken back',
      [A, B, { ...C, deceasedOn: '2026-07-01' }],
      [A, B, C],
      'registry +300.00: the registry no longer says that the child born 2014-03-30 died',
    ],
    [
      'a birth date corrected',
      [A, B, member('P0000E', '2021-01-01', { schooled: false })],
      [A, B, member('P0000E', '2019-01-01', { schooled: false })],
      'registry −100.00: birth date corrected in the registry, 2021-01-01 → 2019-01-01',
    ],
    [
      'no longer a child of the household',
      [A, B, C],
      [A, B, { ...C, relation: 'OTHER' }],
      'registry −300.00: the registry now lists the child born 2014-03-30 as other member',
    ],
    [
      'now a child of the household',
      [A, B, { ...C, relation: 'OTHER' }],
      [A, B, C],
      'registry +300.00: the registry now lists the child born 2014-03-30 as a child of the household',
    ],
  ])('%s', (_, before, after, expected) => {
    const list = effects('2026-09', [...before, head], '2026-10', [head, ...after]);
    expect(told(list, english)).toEqual([expected]);
    expect(told(list, french)[0]).toMatch(/^registry [+−]?\d+,00: .*(registre social|ménage|scolarisé)/);
  });

  it('what no amount depends on is not told: a head that moved out, a school level, a seventh child', () => {
    const seven = Array.from({ length: 6 }, (_, i) => member(`P1000${i}`, `201${i}-06-01`));
    const last = member('P20000', '2019-06-01');
    expect(
      effects('2026-09', [head, ...seven, last], '2026-10', [
        ...seven.map((one) => ({ ...one, schoolLevel: null })),
      ]),
    ).toEqual([]);
  });

  it('a prior run without members: one sentence with the two compositions', () => {
    const priced = price([A, B], '2026-09', '2026-09-30');
    const then = {
      period: '2026-09',
      children: priced.children,
      aid: priced.aid,
      members: null,
      sameRules: true,
    };
    const list = monthlyEffects(then, { period: '2026-10', members: [A, B, C], rules });
    expect(told(list, english)).toEqual([
      "registry +300.00: the registry's facts changed, S.S → S.S.S (the prior run kept no members, so they cannot be compared one by one)",
    ]);
  });
});

describe('rules: a step for each date on which a tariff changed', () => {
  it.each([
    [
      'January 2026',
      ['2025-12', '2026-01'],
      [A, B, C],
      [
        'rules +150.00: tariff of January 2026 (child of ranks 1 to 3, aged 0–5 or schooled: 250.00 → 300.00)',
      ],
    ],
    [
      'both steps over a gap',
      ['2025-10', '2026-01'],
      [A, { ...B, fatherDeceased: true }, { ...C, schooled: false }],
      [
        'rules +100.00: tariff of November 2025 (child of ranks 1 to 3, aged 0–5 or schooled: 200.00 → 250.00; fatherless child of ranks 1 to 3, aged 0–5 or schooled: 350.00 → 375.00; child of ranks 1 to 3, aged 6–20 and not schooled: 150.00 → 175.00)',
        'rules +100.00: tariff of January 2026 (child of ranks 1 to 3, aged 0–5 or schooled: 250.00 → 300.00; fatherless child of ranks 1 to 3, aged 0–5 or schooled: 375.00 → 400.00; child of ranks 1 to 3, aged 6–20 and not schooled: 175.00 → 200.00)',
      ],
    ],
    [
      'under the floor the tariff only fills the top-up',
      ['2025-12', '2026-01'],
      [A],
      [
        'rules 0.00: tariff of January 2026 (child of ranks 1 to 3, aged 0–5 or schooled: 250.00 → 300.00) (children +50.00, top-up to the floor −50.00)',
      ],
    ],
    ['the flat rate did not change', ['2025-12', '2026-01'], [head], []],
    ['no date between', ['2026-01', '2026-02'], [A, B, C], []],
  ])('%s', (_, [then = '', now = ''], members, expected) => {
    expect(told(effects(then, members, now, members), english)).toEqual(expected);
  });

  it('another rules file: what the same month would have been, then its own dates', () => {
    const priced = price([A, B, C], '2025-12', '2025-12-31');
    const dearer = {
      components: {
        ...priced.aid.components,
        child_allowance: priced.aid.components.child_allowance.plus(10),
      },
      total: priced.aid.total.plus(10),
    };
    const then = {
      period: '2025-12',
      children: priced.children,
      aid: dearer,
      members: [A, B, C],
      sameRules: false,
    };
    const list = monthlyEffects(then, { period: '2026-01', members: [A, B, C], rules });
    expect(told(list, english)).toEqual([
      'rules −10.00: another rules file: the same children have another amount',
      'rules +150.00: tariff of January 2026 (child of ranks 1 to 3, aged 0–5 or schooled: 250.00 → 300.00)',
    ]);
  });

  it('the same rules and another amount than was sealed is a defect', () => {
    const priced = price([A, B, C], '2025-12', '2025-12-31');
    const then = { period: '2025-12', children: priced.children, members: [A, B, C], sameRules: true };
    const dearer = { ...priced.aid, total: priced.aid.total.plus(10) };
    expect(() => monthlyEffects({ ...then, aid: dearer }, { period: '2026-01', members: [], rules })).toThrow(
      'invariant',
    );
  });
});

describe('for any two months of any household', () => {
  const day = fc.integer({ min: 0, max: 9000 }).map((n) => {
    const years = 2003 + Math.trunc(n / 365);
    return `${years}-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`;
  });
  const one = (id: number) =>
    fc
      .record({
        birthDate: day,
        deceasedOn: fc.option(fc.constantFrom('2025-08-15', '2025-11-03', '2026-01-31', '2026-02-01'), {
          freq: 6,
        }),
        relation: fc.constantFrom('CHILD', 'CHILD', 'CHILD', 'CHILD', 'OTHER'),
        schooled: fc.boolean(),
        severeDisability: fc.boolean(),
        fatherDeceased: fc.boolean(),
      })
      .map(({ birthDate, ...facts }) => member(`P0000${id}`, birthDate, facts));
  const household = fc
    .tuple(...Array.from({ length: 9 }, (_, id) => fc.option(one(id))))
    .map((all) => all.filter((each) => each !== null));

  it("the effects add up to the reconciliation's columns, and each to its parts", () => {
    fc.assert(
      fc.property(
        household,
        household,
        fc.constantFrom('2025-10', '2025-12', '2026-01'),
        (before, after, then) => {
          const now = '2026-01';
          const total = (members: readonly Member[], period: string, on: string) =>
            price(members, period, referenceDate(on)).aid.total;
          const list = effects(then, before, now, after);
          const group = (name: string) =>
            toText(sum(list.filter((each) => each.group === name).map((each) => each.amount)));
          const [was, ruled] = [total(before, then, then), total(before, now, then)];
          const [facts, is] = [total(after, now, then), total(after, now, now)];
          expect([group('rules'), group('registry'), group('time')]).toEqual(
            [ruled.minus(was), facts.minus(ruled), is.minus(facts)].map(toText),
          );
          for (const { amount, parts } of list)
            expect(toText(sum(Object.values(parts ?? {})))).toBe(toText(amount));
        },
      ),
      { seed: 11, numRuns: 400 },
    );
  });
});
