import { type Amount, ZERO } from '../../domain/money.js';
import { HOUSEHOLD_COLUMNS } from '../../programmes/families/components.js';
import type { Effect } from '../effects/effects.js';
import type { Counts, Words } from '../languages/words.js';

/** An amount with its sign, as "+300.00", "−64.00" or "0.00". The minus sign is the typographic one. */
export function signed(value: Amount, words: Words): string {
  const text = words.money(value.abs());
  if (value.isZero()) return text;
  return `${value.isNegative() ? '−' : '+'}${text}`;
}

/** An effect in words, without its amount. Adds its parts when there are several, or when they cancel out. */
export function sentence(effect: Effect, words: Words, counts: Counts): string {
  // The compiler checks that there is a sentence for each kind, but it cannot type a call through a union of kinds.
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
