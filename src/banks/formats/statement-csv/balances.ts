import { dirhams } from '../../../domain/money.js';

/** An entry of a statement as CSV: what it adds to the account, in centimes, and the balance after it, where it is said. */
export type Booked = {
  readonly line: number;
  readonly day: string;
  readonly signed: number;
  readonly balance: number | null;
};

/** The balances with which a statement opens and closes; null where none is said. */
export type Balances = { readonly opening: number; readonly closing: number } | null;

/** Whether the newest entry comes first: by the days, and where they are all one by the balances. */
export function isNewestFirst(entries: readonly Booked[]): boolean {
  const [first, last] = [entries[0], entries[entries.length - 1]];
  if (first === undefined || last === undefined) return false;
  if (first.day !== last.day) return first.day > last.day;
  return chainFault(entries) !== null && chainFault([...entries].reverse()) === null;
}

/** Balances of entries, oldest first; or, in words, between which lines they do not follow. */
export function balancesOf(entries: readonly Booked[]): Balances | string {
  const fault = chainFault(entries);
  if (fault !== null) return fault;
  const known = entries.findIndex((one) => one.balance !== null);
  const balance = entries[known]?.balance;
  if (balance === null || balance === undefined) return null;
  const sum = (some: readonly Booked[]) => some.reduce((total, one) => total + one.signed, 0);
  return {
    opening: balance - sum(entries.slice(0, known + 1)),
    closing: balance + sum(entries.slice(known + 1)),
  };
}

function chainFault(entries: readonly Booked[]): string | null {
  let expected: number | null = null;
  for (const { line, signed, balance } of entries) {
    if (expected !== null) expected += signed;
    if (balance === null) continue;
    if (expected !== null && expected !== balance)
      return `the balance in line ${line} is ${dirhams(balance)}, and with the entries before it ${dirhams(expected)}`;
    expected = balance;
  }
  return null;
}
