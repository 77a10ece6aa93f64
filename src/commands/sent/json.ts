import { dirhams } from '../../domain/money.js';
import type { SentFile } from './record-sending.js';

/** The sending as JSON. Amounts are dirhams, as text. */
export function sendingJson(on: string, reference: string, files: readonly SentFile[]) {
  return {
    sent_on: on,
    reference,
    files: files.map((one) => ({
      file: one.target,
      orders: one.orders.length,
      amount: dirhams(one.centimes),
    })),
  };
}
