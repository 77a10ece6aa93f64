import { table } from './table.js';

/** Order files, read again by the verifier. */
const AS_WRITTEN = 'as the file has it, unread: a cast would make equal what is not';

export const orderRead = table('order_read', {
  says: "Every order of a run's order files, whatever their format.",
  grain: 'one row an order, by file',
  columns: {
    file: ['VARCHAR', "path in the run's folder"],
    order_id: ['VARCHAR', AS_WRITTEN],
    period: ['VARCHAR', 'the month, "2026-09"'],
    provider: ['VARCHAR', 'the institution to which the file is addressed'],
    household_id: ['VARCHAR', 'who is paid, as a beneficiary'],
    amount: ['VARCHAR', `dirhams, ${AS_WRITTEN}`],
    currency: ['VARCHAR', 'the amount\'s, "MAD"'],
    execution_date: ['VARCHAR', 'the day on which it is to be paid, "2026-09-30"'],
    remittance: ['VARCHAR', 'what the payee reads'],
  },
  madeBy: 'verify/orders.ts',
  droppedBy: null,
});
