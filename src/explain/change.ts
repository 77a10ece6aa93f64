import { fromText } from '../domain/composition.js';
import { invariant } from '../domain/errors.js';
import { type Amount, sum, ZERO } from '../domain/money.js';
import type { Period } from '../domain/period.js';
import type { MonthlyAid } from '../entitlement/assess.js';
import { assertExplained } from './assert-explained.js';
import { monthlyEffects, type Now, type Then } from './attribute.js';
import type { ReconciliationRow } from './audit-rows.js';
import type { Member } from './children.js';
import type { Effect, Group, What } from './effects.js';
import { references } from './registry-changes.js';
import type { GrantRow, RegisterRow } from './rows.js';

/** A household in one run: null for a register in which it does not stand. */
export type Standing = {
  readonly period: Period;
  readonly register: RegisterRow | null;
  readonly members: readonly Member[] | null;
  readonly grants: readonly GrantRow[];
};

/**
 * Why the net is not the prior run's: effects that add up to the delta. The groups must be the columns of the
 * household's row in audit/reconciliation.csv, when it has one; without one nothing may have changed.
 */
export function changeEffects(
  then: Standing & { readonly sameRules: boolean },
  now: Standing & Pick<Now, 'rules'>,
  listed: ReconciliationRow | null,
): Effect[] {
  const effects = effectsOf(then, now, listed);
  const paidAlike = (paidRow(then) === null) === (paidRow(now) === null);
  assertExplained(effects, { before: netOf(then), net: netOf(now), paidAlike }, listed);
  return effects;
}

function effectsOf(
  then: Standing & { readonly sameRules: boolean },
  now: Standing & Pick<Now, 'rules'>,
  listed: ReconciliationRow | null,
): Effect[] {
  const [was, is] = [paidRow(then), paidRow(now)];
  if (is === null) return was === null ? [] : [whole('left', noLongerPaid(now, listed), was.net.negated())];
  if (was === null) {
    const kind = listed?.reason === 'REINSTATED' ? 'reinstated' : 'first_payment';
    return [whole('entered', { kind }, is.net)];
  }
  const prior: Then = {
    period: then.period,
    children: fromText(monthlyPart(was)),
    aid: sealedAid(was),
    members: then.members,
    sameRules: then.sameRules,
  };
  return [
    ...monthlyEffects(prior, { period: now.period, members: now.members ?? [], rules: now.rules }),
    ...grantEffects(then, now),
    ...adjustmentEffects(was, is, then.period),
  ];
}

/** An effect that is the whole of something: nothing was priced again. */
export function whole(group: Group, what: What, money: Amount): Effect {
  return { group, what, amount: money, parts: null };
}

function noLongerPaid(now: Standing, listed: ReconciliationRow | null): What {
  return { kind: 'no_longer_paid', reason: now.register?.reason ?? listed?.reason ?? '' };
}

/** one_off_effect: this month's grants come, the prior run's go. */
function grantEffects(then: Standing, now: Standing): Effect[] {
  const given = (row: GrantRow, { members }: Standing) => {
    const child = members?.find((member) => member.personId === row.personId);
    return {
      ...{ grant: row.grant, level: row.level },
      child: child === undefined ? null : references(members ?? [])(child),
    };
  };
  return [
    ...now.grants.map((row) => whole('one_off', { kind: 'grant', ...given(row, now) }, row.amount)),
    ...then.grants.map((row) =>
      whole(
        'one_off',
        { kind: 'grant_before', period: then.period, ...given(row, then) },
        row.amount.negated(),
      ),
    ),
  ];
}

/** adjustment_effect: arrears and recoveries, this month's and the prior run's. */
function adjustmentEffects(was: RegisterRow, is: RegisterRow, period: Period): Effect[] {
  return [
    whole('adjustment', { kind: 'arrears' }, is.arrears),
    whole('adjustment', { kind: 'recovery' }, is.recovery.negated()),
    whole('adjustment', { kind: 'arrears_before', period }, was.arrears.negated()),
    whole('adjustment', { kind: 'recovery_before', period }, was.recovery),
  ].filter((effect) => !effect.amount.isZero());
}

/** The part of a composition that the monthly aid depends on. */
export function monthlyPart(register: Pick<RegisterRow, 'composition'>): string {
  invariant(register.composition !== null, () => 'a household with an amount has no composition');
  return register.composition.split('+')[0] ?? '';
}

/** The monthly aid as the register was sealed with it. */
export function sealedAid(register: RegisterRow): MonthlyAid {
  const parts = {
    childAllowance: register.childAllowance ?? ZERO,
    disabilitySupplement: register.disabilitySupplement ?? ZERO,
    floorTopup: register.floorTopup ?? ZERO,
    flatRate: register.flatRate ?? ZERO,
  };
  return { ...parts, total: sum(Object.values(parts)) };
}

/** A household's row where it is paid. */
function paidRow({ register }: Standing): RegisterRow | null {
  return register?.decision === 'PAY' ? register : null;
}

function netOf(standing: Standing): Amount {
  return standing.register?.net ?? ZERO;
}
