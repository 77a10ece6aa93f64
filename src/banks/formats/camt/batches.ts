import { referenceOf } from '../references.js';

/**
 * The batches that an entry is of: one for each of its groups of transactions. A transaction is of the batch of its own
 * group; the entry is of its only batch, and of none where it has several.
 */
export class Batches {
  private groups = 0;
  private counted: number | null = null;
  /** "MsgId" and "PmtInfId" of all groups. */
  private readonly all = new Set<string>();
  messageId = '';
  paymentId = '';

  clear(): void {
    this.groups = 0;
    this.counted = null;
    this.all.clear();
    this.messageId = this.paymentId = '';
  }

  /** Another group of transactions begins. */
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

  /** How many transactions the entry says to have; null when it does not say. */
  get transactions(): number | null {
    return this.counted;
  }

  /** The references of an entry of several batches: it is of none of them alone. */
  get others(): readonly string[] {
    return this.groups > 1 ? [...this.all] : [];
  }
}
