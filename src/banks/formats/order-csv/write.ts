import type { Provider } from '../../../config/providers.js';
import { text } from '../../../workspace/duckdb.js';
import type { OrderRun, Writing } from '../format-interface.js';

/** Order files in CSV, with our own columns. Texts are those of the registry; a name is made plain. */
export const ORDER_COLUMNS = [
  'order_id',
  'period',
  'provider',
  'household_id',
  'payee_id',
  'payee_name',
  'channel',
  'account',
  'amount',
  'currency',
  'execution_date',
  'remittance',
] as const;

const COMMA = 0x2c;

/** The characters that begin a formula, those of full width too. */
const FORMULA_SIGNS = '=+-@\t\r＝＋－＠';

/**
 * SQL: a name that a spreadsheet would run as a formula gets an apostrophe before it, as in all CSV files that people
 * open: see files/write-csv.ts. A list of signs would be joined with, and the orders would lose their order.
 */
const PLAIN_NAME = `CASE WHEN payee_name <> '' AND contains(${text(FORMULA_SIGNS)}, left(payee_name, 1))
        THEN '''' || payee_name ELSE payee_name END`;

/** The number of fields after the amount: currency, execution_date, remittance. None of them holds a comma. */
const FIELDS_AFTER_AMOUNT = 3;

/** See OrderFormat. All constants come from the configuration, which is checked when it is read. */
export async function writeCsvOrders(payments: string, provider: Provider, run: OrderRun): Promise<Writing> {
  const { programme, currency } = run.configuration;
  return {
    query: `SELECT order_id, ${text(run.period)} AS period, ${text(provider.code)} AS provider, household_id, payee_id,
      ${PLAIN_NAME} AS payee_name, channel, account, amount, ${text(currency)} AS currency,
      ${text(run.executionDate)} AS execution_date, ${text(`${programme} ${run.period} `)} || household_id AS remittance
      FROM (${payments})`,
    options: `FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"'`,
    layout: {
      frameOf: () => ({ header: `${ORDER_COLUMNS.join(',')}\n`, footer: '', says: null }),
      amountIn,
    },
  };
}

/** The amount is the fourth field from the end. */
function amountIn(bytes: Buffer, start: number, end: number): { from: number; to: number } {
  let to = end;
  for (let comma = 0; comma < FIELDS_AFTER_AMOUNT; comma++) to = bytes.lastIndexOf(COMMA, to - 1);
  const from = bytes.lastIndexOf(COMMA, to - 1) + 1;
  if (from <= start) throw new Error('an order has no field before its amount');
  return { from, to };
}
