import type Database from 'better-sqlite3';
import { orderPrefix } from '../domain/order-id.js';
import { UNPAID } from './order-states.js';

/**
 * The orders that were said to be unpaid, by what their ids begin with. Messages are many: looking all these orders up
 * for each message takes longer than reading it.
 */
export class SaidUnpaid {
  private readonly known = new Map<string, Set<string>>();

  constructor(private readonly db: Database.Database) {}

  /** Call it when answers are added that noting() does not see. */
  clear(): void {
    this.known.clear();
  }

  /** Passes the answers on, and adds their orders that are said to be unpaid, here or before, to `found`. */
  *noting<Answer extends { readonly orderId: string; readonly status: string }>(
    answers: Iterable<Answer>,
    found: Set<string>,
  ): Generator<Answer> {
    let prefix = '';
    let known: Set<string> = new Set();
    for (const one of answers) {
      if (prefix === '' || !one.orderId.startsWith(prefix)) {
        prefix = orderPrefix(one.orderId);
        known = this.beginningWith(prefix);
      }
      if (one.status === 'REJECTED' || one.status === 'RETURNED') known.add(one.orderId);
      if (known.has(one.orderId)) found.add(one.orderId);
      yield one;
    }
  }

  private beginningWith(prefix: string): Set<string> {
    const known = this.known.get(prefix);
    if (known !== undefined) return known;
    const rows = this.db
      .prepare(
        `SELECT order_id FROM order_answers INDEXED BY unpaid_answers
         WHERE ${UNPAID} AND order_id >= ? AND order_id < ? || char(1114111)`,
      )
      .pluck()
      .all(prefix, prefix) as string[];
    const found = new Set(rows);
    this.known.set(prefix, found);
    return found;
  }
}
