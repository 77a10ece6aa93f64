import { RowCodec } from '../../files/rows.js';
import { STATE_COLUMNS } from '../../ledger/order-answers.js';

/** The rows that settlement passes to the engine and reads from it: see RowCodec. Amounts are centimes. */

/**
 * What messages say, one row for each answer. `message` is the number of the message among the files of the command.
 */
export const ANSWER_ROWS = new RowCodec({
  message: 'INTEGER',
  position: 'INTEGER',
  level: 'VARCHAR',
  message_id: 'VARCHAR',
  payment_id: 'VARCHAR',
  words: 'VARCHAR',
  order_id: 'VARCHAR',
  status: 'VARCHAR',
  reason: 'VARCHAR',
  day: 'VARCHAR',
  centimes: 'BIGINT',
  currency: 'VARCHAR',
  problem: 'VARCHAR',
  detail: 'VARCHAR',
  of_file: 'BOOLEAN',
  // For an account entry; source is '' for an answer in words. See UNDATED (order-states.ts) for the ref.
  source: 'VARCHAR',
  ref: 'VARCHAR',
  again: 'BOOLEAN',
  // Whether its message reports on an account (camt). A file may hold such messages beside others.
  of_account: 'BOOLEAN',
  // For an entry: its account, in the form of accountOf().
  account: 'VARCHAR',
  reason_words: 'VARCHAR',
});

/** Answers to record in the ledger. */
export const RECORDED_ROWS = new RowCodec({
  order_id: 'VARCHAR',
  status: 'VARCHAR',
  reason_code: 'VARCHAR',
  answered_on: 'VARCHAR',
  centimes: 'BIGINT',
  run_id: 'VARCHAR',
  beneficiary: 'VARCHAR',
  position: 'INTEGER',
  of_file: 'BOOLEAN',
  source: 'VARCHAR',
  ref: 'VARCHAR',
  again: 'BOOLEAN',
  reason_words: 'VARCHAR',
});

/** Orders that the ledger records as rejected, and the first day on which an answer said so. */
export const REJECTED_ROWS = new RowCodec({ order_id: 'VARCHAR', answered_on: 'VARCHAR' });

/** Orders that the account shows as debited by themselves, not with their file. */
export const DEBITED_ROWS = new RowCodec({ order_id: 'VARCHAR' });

/** Orders that the account shows as credited back. */
export const CREDITED_ROWS = new RowCodec({ order_id: 'VARCHAR' });

/** The state of every order that has an answer. */
export const STATE_ROWS = new RowCodec(STATE_COLUMNS);

const ENTRY_COLUMNS = {
  statement_no: 'INTEGER',
  entry_no: 'INTEGER',
  detail_no: 'INTEGER',
  direction: 'VARCHAR',
  centimes: 'BIGINT',
  currency: 'VARCHAR',
  reversal: 'BOOLEAN',
  booked_on: 'VARCHAR',
  order_id: 'VARCHAR',
  message_id: 'VARCHAR',
  payment_id: 'VARCHAR',
  words: 'VARCHAR',
  reason_code: 'VARCHAR',
  // The amount of the order or the file, when charges make it differ from the amount of the entry.
  instructed: 'BIGINT',
} as const;

/** Entries of the account, as recorded in the ledger. */
export const ENTRY_ROWS = new RowCodec(ENTRY_COLUMNS);

/** Rows of a message's statements, before the rows that count as entries are chosen. */
export const STATEMENT_ROWS = new RowCodec({
  ...ENTRY_COLUMNS,
  details: 'INTEGER',
  // For an entry: its transactions add up to its amount, less charges.
  detailed: 'BOOLEAN',
  booked: 'BOOLEAN',
  // It has the day of its statement.
  undated: 'BOOLEAN',
  // The ledger keeps it with the order, not with the entry.
  reason_words: 'VARCHAR',
} as const);
