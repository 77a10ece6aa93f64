import { invariant } from '../../domain/errors.js';
import { type Amount, toText, ZERO } from '../../domain/money.js';
import { ageOn, birthday, type Day, type Period, referenceDate, shiftPeriod } from '../../domain/period.js';
import { monthlyAid, type Track } from '../../programmes/residents/assess.js';
import { institutionsAt } from '../../rules/institutions.js';
import type { Rules } from '../../rules/load.js';
import { parametersAt, valueAt } from '../../rules/parameters.js';
import type { ParameterName } from '../../rules/schema.js';
import type { ReconciliationRow } from '../facts/audit-rows.js';
import type { ArrearsRow } from '../facts/owed-rows.js';
import type { ResidentRow } from '../facts/resident-rows.js';
import { assertExplained } from './assert-explained.js';
import { datesBetween } from './attribute.js';
import { owedEffects, owedEffectsBefore, wholeEffect } from './change.js';
import type { Effect, Group, What } from './effects.js';

/** A resident in one run. `resident` is null where the person has no row in that run. */
export type ResidentStanding = {
  readonly period: Period;
  readonly resident: ResidentRow | null;
  /** Orders that came back and are paid again; nothing is taken back from a resident. */
  readonly arrears: readonly ArrearsRow[];
};

type Ages = { readonly ageMajority: number; readonly ageElderly: number };
type Facts = Pick<ResidentRow, 'birthDate' | 'category' | 'scholarship'>;

/** Who a resident is for the rules, on a day (rules, 8). */
export function trackOn({ birthDate, category }: Omit<Facts, 'scholarship'>, day: Day, ages: Ages): Track {
  const age = ageOn(birthDate, day);
  if (category === 'ELDERLY') return age >= ages.ageElderly ? 'ELDERLY' : 'NONE';
  return age < ages.ageMajority ? 'CHILD' : 'ADULT';
}

/** Explains why a resident's net differs from the prior run's, in effects that add up to the difference. */
export function residentEffects(
  then: ResidentStanding & { readonly sameRules: boolean },
  now: ResidentStanding & { readonly rules: Rules },
  listed: ReconciliationRow | null,
): Effect[] {
  const was = paid(then);
  const is = paid(now);
  const effects = effectsOf(then, now, listed);
  const moved = {
    before: was?.net ?? ZERO,
    net: is?.net ?? ZERO,
    paidAlike: (was === null) === (is === null),
  };
  assertExplained(effects, moved, listed);
  return effects;
}

function paid({ resident }: ResidentStanding): ResidentRow | null {
  return resident?.decision === 'PAY' ? resident : null;
}

function effectsOf(
  then: ResidentStanding & { readonly sameRules: boolean },
  now: ResidentStanding & { readonly rules: Rules },
  listed: ReconciliationRow | null,
): Effect[] {
  const was = paid(then);
  const is = paid(now);
  if (is === null) {
    const reason = now.resident?.reason ?? listed?.reason ?? '';
    return was === null ? [] : [wholeEffect('left', { kind: 'resident_left', reason }, was.net.negated())];
  }
  if (was === null) {
    const kind = listed?.reason === 'REINSTATED' ? 'reinstated' : 'first_payment';
    const own = is.net.minus(is.arrears);
    return [
      wholeEffect('entered', { kind }, own),
      ...owedEffects({ arrears: now.arrears, recoveries: [] }, 'entered'),
    ];
  }
  const steps = monthly(was, is, then, now);
  return [
    ...steps,
    wholeEffect('one_off', { kind: 'capital' }, is.components.capital_topup ?? ZERO),
    wholeEffect(
      'one_off',
      { kind: 'capital_before', period: then.period },
      (was.components.capital_topup ?? ZERO).negated(),
    ),
    ...owedEffects({ arrears: now.arrears, recoveries: [] }, 'adjustment'),
    ...owedEffectsBefore({ period: then.period, arrears: then.arrears, recoveries: [] }),
  ].filter((effect) => !effect.amount.isZero());
}

/** The monthly aid, one change at a time: tariffs by date, the registry's facts, then time. */
function monthly(
  was: ResidentRow,
  is: ResidentRow,
  then: ResidentStanding & { readonly sameRules: boolean },
  { period, rules }: { readonly period: Period; readonly rules: Rules },
): Effect[] {
  const ages = parametersAt(rules, period);
  const before = referenceDate(then.period);
  const today = referenceDate(period);
  const track = (one: Facts, day: Day) => trackOn(one, day, ages);
  // As the reconciliation has it: the sealed category and age under today's age of majority.
  const sealed: Track =
    was.category === 'ELDERLY' ? 'ELDERLY' : was.age < ages.ageMajority ? 'CHILD' : 'ADULT';
  const aid = (of: Track, facts: Facts, month: Period) =>
    monthlyAid(of, facts.scholarship, institutionsAt(rules, month));
  const effects: Effect[] = [];
  let at = was.components.monthly_aid ?? ZERO;
  const to = (next: Amount, group: Group, what: What) => {
    effects.push(wholeEffect(group, what, next.minus(at)));
    at = next;
  };
  const first = aid(sealed, was, then.period);
  invariant(
    !then.sameRules || first.equals(at),
    () => `the resident was paid ${toText(at)} a month, its rules say ${toText(first)}`,
  );
  to(first, 'rules', { kind: 'other_rules' });
  for (const date of datesBetween(rules, then.period, period))
    to(aid(sealed, was, date), 'rules', tariff(sealed, date, rules));

  let facts: Facts = was;
  to(aid(track(facts, before), facts, period), 'registry', { kind: 'counting_rules' });
  for (const [what, change] of registryChanges(was, is)) {
    facts = { ...facts, ...change };
    to(aid(track(facts, before), facts, period), 'registry', what);
  }
  to(aid(track(facts, today), facts, period), 'time', birthdayOf(is, ages));
  return effects;
}

function tariff(track: Track, from: Period, rules: Rules): What {
  const parameter: ParameterName = track === 'ELDERLY' ? 'institution_elderly' : 'institution_child';
  const [before, after] = [shiftPeriod(from, -1), from].map((month) => valueAt(rules, parameter, month));
  return { kind: 'tariff', from, changes: [{ parameter, before: before ?? null, after: after ?? null }] };
}

function registryChanges(was: ResidentRow, is: ResidentRow): [What, Partial<Facts>][] {
  return [
    [
      { kind: 'resident_birth_date', before: was.birthDate, after: is.birthDate },
      { birthDate: is.birthDate },
    ],
    [{ kind: 'category', before: was.category, after: is.category }, { category: is.category }],
    [
      { kind: 'scholarship', before: toText(was.scholarship), after: toText(is.scholarship) },
      { scholarship: is.scholarship },
    ],
  ];
}

function birthdayOf({ birthDate, category }: ResidentRow, ages: Ages): What {
  const [kind, age] =
    category === 'ELDERLY'
      ? (['elderly', ages.ageElderly] as const)
      : (['majority', ages.ageMajority] as const);
  return { kind, age, on: birthday(birthDate, age) };
}
