/**
 * Below this many households a second thread has nothing to do: the engine hands out some 120,000 rows at a time. To wake
 * it for each statement and to put it to sleep again takes a seventh more processor time.
 */
const WORTH_SHARING = 20_000;

/** How many threads serve so many households: one, or as many as are allowed. */
export function threadsFor(households: number, allowed = 2): number {
  return households < WORTH_SHARING ? 1 : allowed;
}
