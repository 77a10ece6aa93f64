import { join } from 'node:path';
import { orderRead } from '../../../tables/orders.js';
import { fill } from '../../../tables/table.js';
import { readPath, text } from '../../../workspace/duckdb.js';
import type { OrderCheck } from '../order-check.js';

/** Reads order files in CSV again. Besides the orders they hold only the header. */
export const orderCsvCheck: OrderCheck = {
  formats: ['csv'],
  extension: 'csv',
  differences: async (workspace, folder, _manifest, { path }, format) => {
    await fill(
      workspace,
      orderRead,
      `SELECT ${text(path)} AS file, order_id, period, provider, household_id, amount, currency, execution_date, remittance
       FROM read_csv(${readPath(join(folder, path))}, header = true, all_varchar = true, delim = ',', quote = '"',
         escape = '"', new_line = '\\n', strict_mode = true, hive_partitioning = false)`,
    );
    return format === 'csv' ? [] : [`orders/index.csv: ${path} is csv, not ${format}`];
  },
};
