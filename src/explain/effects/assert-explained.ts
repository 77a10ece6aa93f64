import { invariant } from '../../domain/errors.js';
import { type Amount, amount, sum, toText } from '../../domain/money.js';
import type { ReconciliationRow } from '../facts/audit-rows.js';
import type { Effect, Group } from './effects.js';

/** The net in both months, in dirhams. `paidAlike`: the decision was to pay in both months, or in neither. */
export type Moved = { readonly before: Amount; readonly net: Amount; readonly paidAlike: boolean };

const COLUMNS = {
  rules: 'rules_effect',
  registry: 'registry_effect',
  time: 'time_effect',
  one_off: 'one_off_effect',
  adjustment: 'adjustment_effect',
} as const satisfies Partial<Record<Group, keyof ReconciliationRow>>;

/**
 * Crashes unless the effects add up to the change of the net, the parts of each effect add up to its amount, and
 * each group adds up to its column in the run's reconciliation. A beneficiary that is not listed there must have
 * the same net, and must be paid in both months or in neither.
 */
export function assertExplained(
  effects: readonly Effect[],
  { before, net, paidAlike }: Moved,
  listed: ReconciliationRow | null,
): void {
  const delta = net.minus(before);
  const total = sum(effects.map((effect) => effect.amount));
  invariant(
    total.equals(delta),
    () => `effects add up to ${toText(total)}, the net changed by ${toText(delta)}`,
  );
  for (const { parts, amount: money, what } of effects) {
    if (parts === null) continue;
    const made = sum(Object.values(parts));
    invariant(
      made.equals(money),
      () => `${what.kind}: parts add up to ${toText(made)}, not ${toText(money)}`,
    );
  }
  if (listed === null) {
    invariant(delta.isZero() && paidAlike, () => 'a change is missing from the reconciliation');
    return;
  }
  invariant(
    amount(listed.delta).equals(delta),
    () => `the reconciliation says ${listed.delta}, the registers ${toText(delta)}`,
  );
  for (const [group, column] of Object.entries(COLUMNS)) {
    const explained = sum(effects.filter((one) => one.group === group).map((one) => one.amount));
    invariant(
      amount(listed[column]).equals(explained),
      () => `${column} is ${listed[column]} in the reconciliation and explained as ${toText(explained)}`,
    );
  }
}
