import { fromText } from '../../domain/composition.js';
import { invariant } from '../../domain/errors.js';
import { type Amount, ZERO } from '../../domain/money.js';
import type { Period } from '../../domain/period.js';
import { fromColumns, type MonthlyAid } from '../../programmes/families/assess.js';
import type { ReconciliationRow } from '../facts/audit-rows.js';
import type { Member } from '../facts/children.js';
import type { ArrearsRow, RecoveryRow } from '../facts/owed-rows.js';
import type { GrantRow, RegisterRow } from '../facts/rows.js';
import { assertExplained } from './assert-explained.js';
import { monthlyEffects, type Now, type Then } from './attribute.js';
import type { Effect, Group, OpenedPart, What } from './effects.js';
import { references } from './registry-changes.js';

/** A household in one run. `register` is null where the household has no row in the register. */
export type Standing = {
  readonly period: Period;
  /** It is of an opening: another system paid it. */
  readonly opened: boolean;
  readonly register: RegisterRow | null;
  readonly members: readonly Member[] | null;
  readonly grants: readonly GrantRow[];
  readonly arrears: readonly ArrearsRow[];
  readonly recoveries: readonly RecoveryRow[];
};

/**
 * Explains why the net differs from the prior run's, in effects that add up to the difference. Each group must add
 * up to its column in the household's row of audit/reconciliation.csv. Crashes if it does not, or if something
 * changed and the household has no such row.
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
  const was = paidRow(then);
  const is = paidRow(now);
  if (is === null)
    return was === null ? [] : [wholeEffect('left', noLongerPaid(now, listed), was.net.negated())];
  if (was === null) {
    const kind = listed?.reason === 'REINSTATED' ? 'reinstated' : 'first_payment';
    const entitlement = is.entitlement ?? ZERO;
    return [wholeEffect('entered', { kind }, entitlement), ...owedEffects(now, 'entered')];
  }
  const prior: Then = {
    period: then.period,
    children: was.composition === null && then.opened ? null : fromText(monthlyPart(was)),
    aid: then.opened ? openedAid(was) : sealedAid(was),
    members: then.members,
    sameRules: then.sameRules,
  };
  return [
    ...monthlyEffects(prior, { period: now.period, members: now.members ?? [], rules: now.rules }),
    ...grantEffects(then, now),
    ...owedEffects(now, 'adjustment'),
    ...owedEffectsBefore(then),
    ...(then.opened ? openedBefore(was, then.period) : []),
  ];
}

/** The monthly aid that another system paid: the whole alone is known where the composition is not. */
function openedAid(was: RegisterRow): MonthlyAid {
  const { components, total } = sealedAid(was);
  if (was.composition !== null) return { components, total };
  return { components, total: (was.entitlement ?? ZERO).minus(grantsOf(was)) };
}

function grantsOf({ components }: RegisterRow): Amount {
  return (components.birth_grant ?? ZERO).plus(components.school_grant ?? ZERO);
}

/** What another system paid once, or took: it is not repeated, and no line says more of it. */
function openedBefore(was: RegisterRow, period: Period): Effect[] {
  const effect = (group: Group, of: OpenedPart, money: Amount) =>
    money.isZero() ? [] : [wholeEffect(group, { kind: 'opened', of, period }, money)];
  return [
    ...effect('one_off', 'grants', grantsOf(was).negated()),
    ...effect('adjustment', 'arrears', was.arrears.negated()),
    ...effect('adjustment', 'recovery', was.recovery),
  ];
}

/** An effect without parts: its amount is taken as it is, and nothing is priced again. */
export function wholeEffect(group: Group, what: What, money: Amount): Effect {
  return { group, what, amount: money, parts: null };
}

function noLongerPaid(now: Standing, listed: ReconciliationRow | null): What {
  return { kind: 'no_longer_paid', reason: now.register?.reason ?? listed?.reason ?? '' };
}

/** one_off_effect: this month's grants come, the prior run's go. Those paid in arrears are a part of these. */
function grantEffects(then: Standing, now: Standing): Effect[] {
  const given = (row: GrantRow, { members }: Standing) => {
    const child = members?.find((member) => member.personId === row.personId);
    return {
      grant: row.grant,
      level: row.level,
      child: child === undefined ? null : references(members ?? [])(child),
    };
  };
  return [
    ...paidGrants(now).map((row) =>
      wholeEffect('one_off', { kind: 'grant', ...given(row, now) }, row.amount),
    ),
    ...paidGrants(then).map((row) =>
      wholeEffect(
        'one_off',
        { kind: 'grant_before', period: then.period, ...given(row, then) },
        row.amount.negated(),
      ),
    ),
  ];
}

function paidGrants({ grants }: Standing): GrantRow[] {
  return grants.filter((row) => row.standing === 'PAID');
}

/** The debts that a month pays and the balances that it takes from, line by line. */
type Owing = Pick<Standing, 'period' | 'arrears' | 'recoveries'>;

/** adjustment_effect: this month's arrears and recoveries. Where the household was not paid before, they are part of ENTERED. */
export function owedEffects(
  { arrears, recoveries }: Omit<Owing, 'period'>,
  group: 'adjustment' | 'entered',
): Effect[] {
  return [
    ...arrears.map((row) =>
      wholeEffect(group === 'entered' ? group : groupOf(row), { kind: 'arrears', row }, row.amount),
    ),
    ...recoveries.map((row) => wholeEffect(group, { kind: 'recovery', row }, row.taken.negated())),
  ];
}

/** adjustment_effect: the prior run's arrears and recoveries, which are not repeated this month. */
export function owedEffectsBefore({ period, arrears, recoveries }: Owing): Effect[] {
  return [
    ...arrears.map((row) =>
      wholeEffect(groupOf(row), { kind: 'arrears_before', period, row }, row.amount.negated()),
    ),
    ...recoveries.map((row) =>
      wholeEffect('adjustment', { kind: 'recovery_before', period, row }, row.taken),
    ),
  ];
}

/** A one-off grant is among the arrears, and is a separate effect. */
function groupOf({ cause }: ArrearsRow): Group {
  return cause === 'ONE_OFF' ? 'one_off' : 'adjustment';
}

/** The part of a composition that the monthly aid depends on. */
export function monthlyPart(register: Pick<RegisterRow, 'composition'>): string {
  invariant(register.composition !== null, () => 'a household with an amount has no composition');
  return register.composition.split('+')[0] ?? '';
}

/** The monthly aid in the sealed register, in dirhams. */
export function sealedAid(register: RegisterRow): MonthlyAid {
  return fromColumns(register.components);
}

/** A household's row where it is paid. */
function paidRow({ register }: Standing): RegisterRow | null {
  return register?.decision === 'PAY' ? register : null;
}

function netOf(standing: Standing): Amount {
  return standing.register?.net ?? ZERO;
}
