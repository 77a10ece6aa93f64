import { table } from './table.js';

/** What all programmes' decisions ask. */
export const provider = table('provider', {
  says: 'The paying institutions that the configuration knows.',
  grain: 'one row an institution',
  columns: { code: ['VARCHAR', 'as the extract names it'] },
  madeBy: 'month/decide.ts',
  droppedBy: null,
});
