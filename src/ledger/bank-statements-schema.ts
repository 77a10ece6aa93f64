/** The tables of account statements, and how those of an older ledger become them. */
const statementsTable = (name: string) => `
CREATE TABLE ${name} (
  statement_no INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  statement_id TEXT NOT NULL,
  page TEXT NOT NULL,
  dated_on TEXT NOT NULL,
  entries INTEGER NOT NULL,
  -- 1: recorded before version 8 of the ledger, and so perhaps read as version 6 read currency and reversal.
  older INTEGER NOT NULL CHECK (older IN (0, 1)),
  UNIQUE (account, statement_id, page)
) STRICT;`;

/** As of version 9. Ids may start again each year: number and period tell such statements apart. */
const booksTable = (name: string) => `
CREATE TABLE ${name} (
  statement_no INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  statement_id TEXT NOT NULL,
  page TEXT NOT NULL,
  -- The bank's number of it, and the first and last day it covers; '' where it says none, NULL where version 8 kept none.
  sequence TEXT,
  covers_from TEXT,
  covers_to TEXT,
  dated_on TEXT NOT NULL,
  -- Balances in centimes; NULL where it states none.
  opening INTEGER,
  closing INTEGER,
  entries INTEGER NOT NULL,
  older INTEGER NOT NULL CHECK (older IN (0, 1))
) STRICT;`;

const entriesTable = (name: string, more = '') => `
CREATE TABLE ${name} (
  statement_no INTEGER NOT NULL REFERENCES bank_statements (statement_no),
  entry_no INTEGER NOT NULL,
  -- Transactions of an entry from 1; 0 where the entry stands for itself.
  detail_no INTEGER NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('DEBIT', 'CREDIT')),
  centimes INTEGER NOT NULL CHECK (centimes >= 0),
  -- '' when none is said.
  currency TEXT NOT NULL,
  -- 1: it undoes an earlier movement.
  reversal INTEGER NOT NULL CHECK (reversal IN (0, 1)),
  booked_on TEXT NOT NULL,
  order_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  payment_id TEXT NOT NULL,
  -- Everything else it refers to, between blanks.
  words TEXT NOT NULL,
  reason_code TEXT NOT NULL,
  ${more}
  PRIMARY KEY (statement_no, entry_no, detail_no)
) STRICT, WITHOUT ROWID;`;

const HEAD_RULES = `
CREATE TRIGGER bank_statements_are_not_changed BEFORE UPDATE ON bank_statements
BEGIN SELECT RAISE(ABORT, 'statements are never changed'); END;
CREATE TRIGGER bank_statements_are_not_removed BEFORE DELETE ON bank_statements
BEGIN SELECT RAISE(ABORT, 'statements are never removed'); END;
`;

const STATEMENT_RULES = `${HEAD_RULES}
CREATE TRIGGER statement_entries_are_not_changed BEFORE UPDATE ON statement_entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER statement_entries_are_not_removed BEFORE DELETE ON statement_entries
BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;
`;

export const BANK_STATEMENTS_SCHEMA = `
${statementsTable('bank_statements')}
${entriesTable('statement_entries')}
${STATEMENT_RULES}`;

/** SQL: the text between the first two quotes of `words`; '' when there are none. */
const quotedIn = (words: string) => {
  const rest = `substr(${words}, instr(${words}, '"') + 1)`;
  return `CASE instr(${words}, '"') WHEN 0 THEN '' ELSE substr(${rest}, 1, instr(${rest}, '"') - 1) END`;
};
const without = (words: string, quoted: string) => `replace(${words}, '"' || ${quoted} || '"', '')`;

/**
 * Gives currency and reversal of an entry their own columns. Older ledgers hold them as quoted words, because a
 * message's own text cannot contain a quote: "RVSL", and the currency unless it is MAD or none. An entry and its only
 * transaction may each name a currency: the first one counts.
 */
export const CURRENCIES_OF_ENTRIES = `
${statementsTable('statements_without_digest')}
INSERT INTO statements_without_digest (statement_no, account, statement_id, page, dated_on, entries, older)
  SELECT statement_no, account, statement_id, page, dated_on, entries, 1 FROM bank_statements ORDER BY statement_no;
${entriesTable('entries_with_currency')}
INSERT INTO entries_with_currency (statement_no, entry_no, detail_no, direction, centimes, currency, reversal, booked_on,
    order_id, message_id, payment_id, words, reason_code)
  SELECT statement_no, entry_no, detail_no, direction, centimes, CASE currency WHEN '' THEN 'MAD' ELSE currency END,
    reversal, booked_on, order_id, message_id, payment_id,
    trim(replace(replace(replace(${without('words', 'other')}, '  ', ' '), '  ', ' '), '  ', ' ')), reason_code
  FROM (SELECT *, ${quotedIn('words')} AS other
    FROM (SELECT statement_no, entry_no, detail_no, direction, centimes, currency, reversal, booked_on, order_id,
        message_id, payment_id, ${without('words', 'currency')} AS words, reason_code
      FROM (SELECT *, ${quotedIn('words')} AS currency
        FROM (SELECT statement_no, entry_no, detail_no, direction, centimes, instr(words, '"RVSL"') > 0 AS reversal,
            booked_on, order_id, message_id, payment_id, ${without('words', "'RVSL'")} AS words, reason_code
          FROM statement_entries))));
DROP TABLE statement_entries;
DROP TABLE bank_statements;
ALTER TABLE statements_without_digest RENAME TO bank_statements;
ALTER TABLE entries_with_currency RENAME TO statement_entries;
${STATEMENT_RULES}`;

/** Marks the statements of older ledgers: version 6 may have read them in another way. */
export const OLDER_STATEMENTS = `
${statementsTable('statements_with_age')}
INSERT INTO statements_with_age (statement_no, account, statement_id, page, dated_on, entries, older)
  SELECT statement_no, account, statement_id, page, dated_on, entries, 1 FROM bank_statements ORDER BY statement_no;
DROP TABLE bank_statements;
ALTER TABLE statements_with_age RENAME TO bank_statements;
${HEAD_RULES}`;

const ENTRY_COLUMNS =
  'statement_no, entry_no, detail_no, direction, centimes, currency, reversal, booked_on, order_id, message_id, payment_id, words, reason_code';
const INSTRUCTED = `-- The order's or file's own amount, where charges make the entry's another; else the entry's.
  instructed INTEGER NOT NULL,`;

const REPLACED_STATEMENTS = `
CREATE INDEX statements_of_account ON bank_statements (account, statement_id, page);
-- Statements that the bank sent corrected, and that people let another one replace.
CREATE TABLE replaced_statements (
  statement_no INTEGER PRIMARY KEY REFERENCES bank_statements (statement_no),
  replaced_by INTEGER NOT NULL REFERENCES bank_statements (statement_no),
  reason TEXT NOT NULL
) STRICT;
CREATE TRIGGER replaced_statements_are_not_changed BEFORE UPDATE ON replaced_statements
BEGIN SELECT RAISE(ABORT, 'replacements are never changed'); END;
CREATE TRIGGER replaced_statements_are_not_removed BEFORE DELETE ON replaced_statements
BEGIN SELECT RAISE(ABORT, 'replacements are never removed'); END;`;

/** Entries that several statements list: copies of a statement, or statements whose periods overlap. */
export const REPEATED_ENTRIES = `
-- Statements that the bank calls a copy or a duplicate.
CREATE TABLE statement_copies (
  statement_no INTEGER PRIMARY KEY REFERENCES bank_statements (statement_no)
) STRICT;
-- Entries that an earlier read statement lists too, as statement/entry/transaction. They follow from the statements that
-- count, and are found again with each new one.
CREATE TABLE repeated_entries (
  entry TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;`;

/** The tables of a new ledger. */
export const BOOKS_SCHEMA = `
${booksTable('bank_statements')}
${entriesTable('statement_entries', INSTRUCTED)}
${STATEMENT_RULES}
${REPLACED_STATEMENTS}`;

/**
 * Tells statements apart by number and period, keeps their balances, and the amount an entry has without charges. A
 * statement that another one replaces counts no more.
 */
export const STATEMENTS_AS_BOOKS = `
${booksTable('statement_books')}
INSERT INTO statement_books (statement_no, account, statement_id, page, sequence, covers_from, covers_to, dated_on, opening, closing, entries, older)
  SELECT statement_no, account, statement_id, page, NULL, NULL, NULL, dated_on, NULL, NULL, entries, older FROM bank_statements;
${entriesTable('entries_with_amounts', INSTRUCTED)}
INSERT INTO entries_with_amounts (${ENTRY_COLUMNS}, instructed) SELECT ${ENTRY_COLUMNS}, centimes FROM statement_entries;
DROP TABLE statement_entries;
DROP TABLE bank_statements;
ALTER TABLE statement_books RENAME TO bank_statements;
ALTER TABLE entries_with_amounts RENAME TO statement_entries;
${STATEMENT_RULES}
${REPLACED_STATEMENTS}`;
