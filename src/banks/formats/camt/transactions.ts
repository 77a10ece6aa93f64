import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { StatementRow } from '../account-entry.js';

export type Transaction = { readonly row: StatementRow; readonly position: number };

/** Files have 50,000 orders: the transactions of such a batch stay as they are. */
const KEPT = 60_000;
/** Of a larger batch, this many at a time are packed. */
const BLOCK = 10_000;
/** Fast: what repeats in every transaction is most of it. */
const LEVEL = 1;

/**
 * The transactions of one entry, kept until it ends: only then is it known whether they make its amount. Those of a batch
 * of millions are packed, to some 20 bytes each.
 */
export class Transactions {
  private readonly blocks: Buffer[] = [];
  private open: Transaction[] = [];
  private messageId: string | null = null;
  private paymentId: string | null = null;
  private withoutAmount = false;
  length = 0;

  constructor(
    private readonly kept = KEPT,
    private readonly block = BLOCK,
  ) {}

  push(one: Transaction): void {
    const { messageId, paymentId, centimes } = one.row;
    this.messageId = this.length === 0 || this.messageId === messageId ? messageId : null;
    this.paymentId = this.length === 0 || this.paymentId === paymentId ? paymentId : null;
    if (centimes === null) this.withoutAmount = true;
    this.open.push(one);
    this.length++;
    if (this.length <= this.kept || this.open.length < this.block) return;
    this.blocks.push(deflateRawSync(JSON.stringify(this.open), { level: LEVEL }));
    this.open = [];
  }

  /** The references of an order file that all of them name; "" where they do not name one and the same. */
  get common(): { readonly messageId: string; readonly paymentId: string } {
    return { messageId: this.messageId ?? '', paymentId: this.paymentId ?? '' };
  }

  /** Whether all of them have an amount. */
  get haveAmounts(): boolean {
    return !this.withoutAmount;
  }

  /** In their order in the message. */
  *[Symbol.iterator](): Generator<Transaction> {
    for (const block of this.blocks) yield* JSON.parse(inflateRawSync(block).toString()) as Transaction[];
    yield* this.open;
  }
}
