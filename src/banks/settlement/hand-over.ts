import { RowCodec } from '../../files/rows.js';
import { STATE_COLUMNS } from '../../ledger/order-answers.js';

/** The rows that settlement hands to the engine, and takes from it: see RowCodec. Amounts are centimes. */

/** What messages say, one row an answer; `message` is its message's number among the files of the command. */
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
  // Of a movement of the account; source is '' of words.
  source: 'VARCHAR',
  ref: 'VARCHAR',
  again: 'BOOLEAN',
  // Of an entry, the account it stands on: see accountOf().
  account: 'VARCHAR',
  reason_words: 'VARCHAR',
});

/** Answers that the ledger records. */
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

/** Orders that the ledger knows to be rejected, and the first day on which that was said. */
export const REJECTED_ROWS = new RowCodec({ order_id: 'VARCHAR', answered_on: 'VARCHAR' });

/** Orders whose money the account shows as back. */
export const CREDITED_ROWS = new RowCodec({ order_id: 'VARCHAR' });

/** The state of every order that was answered. */
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
  // The order's own amount, or the file's, where charges make the entry's another.
  instructed: 'BIGINT',
} as const;

/** Entries of the account, as the ledger has them. */
export const ENTRY_ROWS = new RowCodec(ENTRY_COLUMNS);

/** Rows of a message's statements, before it is chosen which of them stand for the account's movements. */
export const STATEMENT_ROWS = new RowCodec({
  ...ENTRY_COLUMNS,
  details: 'INTEGER',
  // Of an entry: its transactions make its amount, less charges.
  detailed: 'BOOLEAN',
  booked: 'BOOLEAN',
  unknown_status: 'BOOLEAN',
} as const);
