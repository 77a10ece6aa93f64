import type { LedgerEvent } from '../../ledger/events.js';

/** An event, for programs: `by` is null where nobody was named. */
export function eventJson({ seq, at, event, runId, detail, by, hash }: LedgerEvent) {
  return {
    seq,
    at,
    event,
    by,
    run_id: runId === '' ? null : runId,
    detail: JSON.parse(detail) as unknown,
    hash,
  };
}
