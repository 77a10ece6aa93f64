import { table } from './table.js';

/** What the month tells all programmes. */
export const provider = table('provider', {
  says: 'The paying institutions that the configuration knows.',
  grain: 'one row an institution',
  columns: { code: ['VARCHAR', 'its code'] },
  madeBy: 'month/decide.ts',
  droppedBy: null,
});
