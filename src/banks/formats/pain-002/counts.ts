import { dirhams } from '../../../domain/money.js';
import { readCentimes, token } from '../amounts.js';
import type { Stated } from '../answer.js';
import { statusOf } from '../codes.js';

export type Level = 'group' | 'payment' | 'order';
type Tally = { orders: number; centimes: number | null };
type PerStatus = { code: string; orders: number | null; centimes: number | null };
type Of = {
  /** OrgnlNbOfTxs and OrgnlCtrlSum. */
  stated: Stated;
  /** NbOfTxsPerSts. */
  perStatus: PerStatus[];
  /** The orders that are named, by their status code. */
  named: Map<string, Tally>;
};

/** A message states few statuses. */
const MOST_STATUSES = 100;

/** Compares the sender's own counts and sums with the orders that the message names. */
export class StatedCounts {
  private readonly levels = { group: fresh(), payment: fresh() };
  /** The tally of the order before. */
  private last: Tally | null = null;
  private lastCode = '';

  take(level: Level, element: string, text: string): void {
    if (level === 'order') return;
    const of = this.levels[level];
    const last = of.perStatus[of.perStatus.length - 1];
    const number = /^\d{1,15}$/.test(text) ? Number(text) : null;
    if (element === 'OrgnlNbOfTxs') of.stated = { ...of.stated, orders: number };
    else if (element === 'OrgnlCtrlSum') of.stated = { ...of.stated, centimes: readCentimes(text) };
    else if (element === 'DtldNbOfTxs' && of.perStatus.length < MOST_STATUSES)
      of.perStatus.push({ code: '', orders: number, centimes: null });
    else if (element === 'DtldSts' && last !== undefined) last.code = token(text);
    else if (element === 'DtldCtrlSum' && last !== undefined) last.centimes = readCentimes(text);
  }

  /** Counts an order with its status code. Most orders have the same code as the one before. */
  named(code: string, centimes: number | null): void {
    const { named } = this.levels.payment;
    if (this.last === null || this.lastCode !== code) {
      this.lastCode = code;
      this.last = named.get(code) ?? null;
      if (this.last === null) {
        this.last = { orders: 0, centimes: 0 };
        if (named.size < MOST_STATUSES) named.set(code, this.last);
      }
    }
    this.last.orders++;
    if (centimes === null || this.last.centimes === null) this.last.centimes = null;
    else this.last.centimes += centimes;
  }

  /** Call it at the end of a payment block. */
  endPayment(): void {
    const { group, payment } = this.levels;
    for (const [code, { orders, centimes }] of payment.named) {
      const known = group.named.get(code) ?? { orders: 0, centimes: 0 };
      known.orders += orders;
      known.centimes = known.centimes === null || centimes === null ? null : known.centimes + centimes;
      if (group.named.size < MOST_STATUSES) group.named.set(code, known);
    }
    this.levels.payment = fresh();
    this.last = null;
  }

  namedIn(level: 'group' | 'payment'): number {
    let orders = 0;
    for (const one of this.levels[level].named.values()) orders += one.orders;
    return orders;
  }

  /** What the message states of the original; undefined when it states nothing. */
  statedOf(level: 'group' | 'payment'): Stated | undefined {
    const { stated } = this.levels[level];
    return stated.orders === null && stated.centimes === null ? undefined : stated;
  }

  /**
   * Says in words how the named orders differ from what is stated; null when they do not. A message need not name all
   * orders, but it must name all rejected ones, unless the whole file or block is rejected.
   */
  differenceOf(level: 'group' | 'payment', allRejected: boolean): string | null {
    const { stated, perStatus, named } = this.levels[level];
    const all = this.namedIn(level);
    if (stated.orders !== null && all > stated.orders)
      return `${all} orders are named, of ${stated.orders} (OrgnlNbOfTxs)`;
    for (const { code, orders, centimes } of perStatus) {
      const found = named.get(code) ?? { orders: 0, centimes: 0 };
      const rejected = statusOf(code) === 'REJECTED' && !allRejected;
      if (orders !== null && (found.orders > orders || (rejected && found.orders < orders)))
        return `${code} of ${orders} orders is stated (NbOfTxsPerSts), and ${found.orders} are named`;
      if (
        orders === found.orders &&
        centimes !== null &&
        found.centimes !== null &&
        centimes !== found.centimes
      )
        return `${dirhams(centimes)} with ${code} are stated (NbOfTxsPerSts), and the named orders come to ${dirhams(found.centimes)}`;
    }
    return null;
  }
}

function fresh(): Of {
  return { stated: { orders: null, centimes: null }, perStatus: [], named: new Map() };
}
