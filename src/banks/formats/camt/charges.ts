import { readCentimes } from '../amounts.js';

/** The charges of an entry or a transaction: the total that it states, else the sum of its records. Centimes. */
export class Charges {
  private total: number | null = null;
  private records = 0;
  private last = 0;

  clear(): void {
    this.total = null;
    this.records = this.last = 0;
  }

  take(name: string, text: string): void {
    if (name === 'Chrgs/TtlChrgsAndTaxAmt') this.total = (this.total ?? 0) + (readCentimes(text) ?? 0);
    else if (name.endsWith('/Amt')) {
      this.last = readCentimes(text) ?? 0;
      this.records += this.last;
    } else if (text === 'CRDT') this.records -= 2 * this.last; // given back
  }

  get centimes(): number {
    return this.total ?? this.records;
  }
}
