import type { Movement } from '../account-entry.js';

/**
 * Whether the transactions of an entry add up to its amount. They do in three cases: their signed sum is the amount;
 * all have the opposite sign, as the payee sees it; or the difference is the charges that the message states.
 */
export type EntrySum = {
  /** True when the transactions replace the entry. */
  readonly detailed: boolean;
  /** True when the transactions have the payee's sign: their direction is then the entry's. */
  readonly turned: boolean;
  /** Charges that are in the entry's amount and in no transaction, in centimes. */
  readonly charges: number;
  /** True when there are fewer transactions than the entry states: they are examples. */
  readonly sample: boolean;
  /** The sum of the transactions in centimes, without sign. */
  readonly centimes: number;
};

export class SumOfTransactions {
  private known = 0;
  private count = 0;
  private signed = 0;
  private absolute = 0;
  private debits = 0;
  private charges = 0;
  private currency = '';
  private mixed = false;

  clear(): void {
    this.known = this.count = this.signed = this.absolute = this.debits = this.charges = 0;
    this.currency = '';
    this.mixed = false;
  }

  add({ centimes, direction, charges, currency }: Movement): void {
    this.count++;
    if (direction === 'DEBIT') this.debits++;
    if (centimes === null) return;
    this.known++;
    this.absolute += centimes;
    this.signed += direction === 'DEBIT' ? -centimes : centimes;
    this.charges += charges;
    if (currency === '') return;
    if (this.currency !== '' && this.currency !== currency) this.mixed = true;
    this.currency = currency;
  }

  /** @param batch the number of transactions that the entry states; null when it states none */
  of(entry: Movement, batch: number | null): EntrySum {
    const { count, known, signed, absolute } = this;
    const { centimes, direction } = entry;
    const sample = batch !== null && batch > count;
    const none = { detailed: false, turned: false, charges: 0, sample, centimes: absolute };
    const other =
      this.mixed || (entry.currency !== '' && this.currency !== '' && entry.currency !== this.currency);
    if (count === 0 || centimes === null || direction === null || other) return none;
    if (count === 1 && known === 0)
      return sample ? none : { ...none, detailed: true, turned: this.turned(direction) };
    if (known < count) return none;
    const own = direction === 'DEBIT' ? -centimes : centimes;
    const turned = this.turned(direction);
    const sum = turned ? -signed : signed;
    // A debit is its transactions plus the charges; a credit is its transactions less the charges.
    const charges = sum - own;
    const stated = [entry.charges, this.charges, entry.charges + this.charges];
    if (charges === 0 || (charges > 0 && stated.includes(charges)))
      return { ...none, detailed: true, turned, charges };
    return none;
  }

  private turned(direction: 'DEBIT' | 'CREDIT'): boolean {
    return this.debits === (direction === 'DEBIT' ? 0 : this.count);
  }
}
