import { dirhams } from '../../../domain/money.js';
import type { Movement } from '../account-entry.js';
import { readCentimes } from '../amounts.js';

type Tally = { entries: number; transactions: number; centimes: number };

/** Counts and sums the entries of a report, to be compared with the bank's own totals (TxsSummry). */
export class Totals {
  private readonly debits: Tally = { entries: 0, transactions: 0, centimes: 0 };
  private readonly credits: Tally = { entries: 0, transactions: 0, centimes: 0 };

  add({ direction, centimes }: Movement, transactions: number): void {
    const tally = direction === 'DEBIT' ? this.debits : this.credits;
    tally.entries++;
    tally.transactions += Math.max(1, transactions);
    tally.centimes += centimes ?? 0;
  }

  /** Says in words how the report differs from its own totals; null when it does not, or states none. */
  differenceTo(own: ReadonlyMap<string, string>): string | null {
    const { debits, credits } = this;
    const all = {
      entries: debits.entries + credits.entries,
      transactions: debits.transactions + credits.transactions,
      centimes: debits.centimes + credits.centimes,
    };
    return (
      differs(own, 'TtlNtries', 'entries', all, Math.abs(credits.centimes - debits.centimes)) ??
      differs(own, 'TtlCdtNtries', 'credits', credits, credits.centimes) ??
      differs(own, 'TtlDbtNtries', 'debits', debits, debits.centimes)
    );
  }
}

/** @param net another sum that some banks state instead: of all entries, credits less debits */
function differs(
  own: ReadonlyMap<string, string>,
  total: string,
  what: string,
  found: Readonly<Tally>,
  net: number,
): string | null {
  const place = `TxsSummry/${total}`;
  const stated = own.get(`${place}/NbOfNtries`) ?? '';
  // Some banks state the number of transactions in place of the number of entries.
  if (/^\d{1,15}$/.test(stated) && ![found.entries, found.transactions].includes(Number(stated)))
    return `${what} stated: ${Number(stated)}, found: ${found.entries} (${place}/NbOfNtries)`;
  const sum = readCentimes((own.get(`${place}/Sum`) ?? '').replace(/^[-+]/, ''));
  if (sum !== null && sum !== found.centimes && sum !== net)
    return `sum of ${what} stated: ${dirhams(sum)}, found: ${dirhams(found.centimes)} (${place}/Sum)`;
  return null;
}
