import type { Recomputation } from './recompute.js';

/** For programs: amounts are dirhams as text. */
export function recomputationJson({ period, runId, causes }: Recomputation) {
  return { period, run_id: runId, causes };
}
