import type { Line } from '../../domain/printable.js';
import type { LedgerEvent } from '../../ledger/events.js';
import { left, textTable } from '../../terminal/table.js';

/** One line for each event. */
export function logText(events: readonly LedgerEvent[]): Line[] {
  if (events.length === 0) return ['nothing was done yet'];
  return textTable(
    [left(19), left(16, 2), left(10, 2), left(12, 2), left(0, 2)],
    [
      ['when (UTC)', 'what', 'by', 'run', 'detail'],
      ...events.map(({ at, event, by, runId, detail }) => [
        at.slice(0, 19).replace('T', ' '),
        event,
        by ?? '-',
        runId === '' ? '-' : runId,
        detailInWords(JSON.parse(detail) as Readonly<Record<string, unknown>>),
      ]),
    ],
  );
}

/** "period 2026-09, reason note 14/2026"; hashes are for programs. */
function detailInWords(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .filter(([key, value]) => value !== null && !/^(seal|sha256)$/.test(key))
    .map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
