import type { MonthRecomputed } from './recompute.js';

/** For programs: amounts are dirhams as text. */
export function recomputationJson({ period, runId, causes }: MonthRecomputed) {
  return { period, run_id: runId, causes };
}
