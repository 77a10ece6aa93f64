/**
 * What every session with PostgreSQL has in common. The work is cut in two by household_id, and two sessions
 * do a half each: on two cores this beats the server's own parallel plans, whose leader would aggregate and
 * write alone.
 */

export const SCHEMA = 'sarf_bench';
export const HALVES = [0, 1] as const;
export type Half = (typeof HALVES)[number];

/** Every session's settings. */
export const SETTINGS = `
  SET search_path = ${SCHEMA};
  SET work_mem = '1GB';
  SET synchronous_commit = off;
  SET max_parallel_workers_per_gather = 2;
  SET client_min_messages = warning;`;

/** A half's session runs its own statements one after the other: the other core is the other session's. */
export const HALF_SETTINGS = `${SETTINGS} SET max_parallel_workers_per_gather = 0;`;

/** Whether a row belongs to a half; rows without a household_id go to the second. */
export const belongs = (half: Half, column: string) =>
  half === 0 ? `${column} < (SELECT at FROM cut)` : `coalesce(${column} >= (SELECT at FROM cut), true)`;

/** The month's large tables live for a minute: the server's housekeeper need not look at them meanwhile. */
export const UNATTENDED = 'WITH (autovacuum_enabled = off)';
