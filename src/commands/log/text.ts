import type { Line } from '../../domain/printable.js';
import type { LedgerEvent } from '../../ledger/events.js';
import { left, textTable } from '../../terminal/table.js';
import { sentenceOf } from './sentence.js';

/** One line for each event: when, by whom, of which run, and what was done. */
export function logText(events: readonly LedgerEvent[]): Line[] {
  if (events.length === 0) return ['nothing was done yet'];
  return textTable(
    [left(19), left(10, 2), left(12, 2), left(0, 2)],
    [
      ['when (UTC)', 'by', 'run', 'what was done'],
      ...events.map((one) => [
        one.at.slice(0, 19).replace('T', ' '),
        one.by ?? '-',
        one.runId === '' ? '-' : one.runId,
        sentenceOf(one),
      ]),
    ],
  );
}
