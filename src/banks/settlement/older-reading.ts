/**
 * How version 6 of the ledger read a statement's rows. A statement that was recorded so is compared so when it comes
 * again: otherwise the same file would have "other entries". Nothing new is recorded this way.
 *
 * It compared an entry with its transactions as if a currency that was not said, or not of three letters, were dirhams.
 * Of an entry and its only transaction it kept the first currency that was not dirhams, the transaction's before the
 * entry's. And it could not tell the currency "RVSL" from its own sign for a reversal.
 */
const DIRHAMS = 'MAD';
const REVERSAL = 'RVSL';

/**
 * SQL: `rows` with `older`, whether they are of one of these statements, and `compared`, the currency by which an entry is
 * held against its transactions. Of older ones, currency is null for dirhams.
 * @param statements numbers within the message
 */
export const withOlderReading = (rows: string, statements: readonly number[]) => `
  SELECT * EXCLUDE (older) REPLACE (
      CASE WHEN older AND currency IN ('${DIRHAMS}', '${REVERSAL}') THEN NULL ELSE currency END AS currency,
      reversal OR older AND coalesce(currency = '${REVERSAL}', false) AS reversal),
    older,
    CASE WHEN NOT older OR regexp_full_match(currency, '[^" ]{3}') THEN currency ELSE '${DIRHAMS}' END AS compared
  FROM (SELECT *, list_contains(CAST([${statements.join(', ')}] AS INTEGER[]), statement_no) AS older FROM ${rows})`;

/** SQL: the currency of a chosen row `r` of an entry `e` whose only transaction is `one`, all of an older statement. */
export const OLDER_CURRENCY = `coalesce(CASE WHEN e.details = 1 THEN coalesce(one.currency, e.currency) ELSE r.currency END, '${DIRHAMS}')`;
