import { referenceOf } from '../references.js';

/**
 * The batches of an entry: one for each of its groups of transactions. A transaction belongs to the batch of its
 * group. The entry belongs to its batch when it has only one, else to none.
 */
export class Batches {
  private groups = 0;
  private counted: number | null = null;
  /** The values of "MsgId" and "PmtInfId" of all groups. */
  private readonly all = new Set<string>();
  messageId = '';
  paymentId = '';

  clear(): void {
    this.groups = 0;
    this.counted = null;
    this.all.clear();
    this.messageId = this.paymentId = '';
  }

  /** Begins the next group of transactions. */
  next(): void {
    this.groups++;
    this.messageId = this.paymentId = '';
  }

  take(name: string, text: string): void {
    if (name === 'NtryDtls/Btch/NbOfTxs') {
      if (/^\d{1,15}$/.test(text)) this.counted = (this.counted ?? 0) + Number(text);
      return;
    }
    const reference = referenceOf(text);
    if (reference === '') return;
    this.all.add(reference);
    if (name === 'NtryDtls/Btch/MsgId') this.messageId = reference;
    else this.paymentId = reference;
  }

  /** The number of transactions that the entry states; null when it states none. */
  get transactions(): number | null {
    return this.counted;
  }

  /** All references of an entry with several batches, because it does not belong to one of them alone; else empty. */
  get others(): readonly string[] {
    return this.groups > 1 ? [...this.all] : [];
  }
}
