import { type Amount, ZERO } from '../../domain/money.js';
import { HOUSEHOLD_COLUMNS } from '../../programmes/families/components.js';
import type { Effect } from '../effects/effects.js';
import type { Counts, Words } from '../languages/words.js';

/** "+300.00", "−64.00", "0.00": with the sign that print has. */
export function signed(value: Amount, words: Words): string {
  const text = words.money(value.abs());
  if (value.isZero()) return text;
  return `${value.isNegative() ? '−' : '+'}${text}`;
}

/** An effect in words, without its amount. Where several parts make it up, or cancel out, they are said. */
export function sentence(effect: Effect, words: Words, counts: Counts): string {
  // One entry a kind, each taking its own kind: a table the compiler holds complete, and cannot look up by union.
  const tell = words.effect[effect.what.kind] as (what: Effect['what'], counts: Counts) => string;
  return `${tell(effect.what, counts)}${parts(effect, words)}`;
}

function parts({ parts: made, what }: Effect, words: Words): string {
  if (made === null) return '';
  const { part } = words.aid;
  const ofOne = 'child' in what;
  const named: [string, Amount][] = [
    [ofOne ? part.child : part.children, made.own],
    [part.others, ofOne ? made.others : ZERO],
    ...HOUSEHOLD_COLUMNS.map((column): [string, Amount] => [part[column], made[column]]),
  ];
  const moved = named.filter(([, amount]) => !amount.isZero());
  if (moved.length < 2) return '';
  return ` (${moved.map(([name, amount]) => `${name} ${signed(amount, words)}`).join(', ')})`;
}
