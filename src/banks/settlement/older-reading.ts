/**
 * How version 6 of the ledger read a statement's rows. When a statement that version 6 recorded comes again, it is
 * compared in this way, because otherwise the same file would have "other entries". Nothing new is recorded in this
 * way.
 * Version 6 took a currency that was missing, or not of three letters, for dirhams when it compared an entry with its
 * transactions. For an entry with only one transaction it kept the first currency that was not dirhams: the
 * transaction's, else the entry's. It could not tell the currency "RVSL" from its own mark for a reversal.
 */
const DIRHAMS = 'MAD';
const REVERSAL = 'RVSL';

/**
 * SQL: `rows` with `older`, whether the row is of one of these statements, and `compared`, the currency for comparing
 * an entry with its transactions. In older statements, the currency is null for dirhams.
 * @param statements numbers of statements in the message
 */
export const withOlderReading = (rows: string, statements: readonly number[]) => `
  SELECT * EXCLUDE (older) REPLACE (
      CASE WHEN older AND currency IN ('${DIRHAMS}', '${REVERSAL}') THEN NULL ELSE currency END AS currency,
      reversal OR older AND coalesce(currency = '${REVERSAL}', false) AS reversal),
    older,
    CASE WHEN NOT older OR regexp_full_match(currency, '[^" ]{3}') THEN currency ELSE '${DIRHAMS}' END AS compared
  FROM (SELECT *, list_contains(CAST([${statements.join(', ')}] AS INTEGER[]), statement_no) AS older FROM ${rows})`;

/**
 * SQL: the currency of a chosen row `r` in an older statement; `e` is its entry, and `one` the only transaction of
 * the entry.
 */
export const OLDER_CURRENCY = `coalesce(CASE WHEN e.details = 1 THEN coalesce(one.currency, e.currency) ELSE r.currency END, '${DIRHAMS}')`;
