import { counted, dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import type { SentFile } from './record-sending.js';

/** The sending as text, one line for each file. */
export function sendingText(on: string, files: readonly SentFile[]): Line[] {
  return files.map(
    (one) =>
      `${one.target}  sent on ${on}: ${counted(one.orders.length, 'order')}, ${toPeople(dirhams(one.centimes))} DH`,
  );
}
