import { expect, it } from 'vitest';
import { DECISION_TABLE } from '../../programmes/families/decisions.js';
import { RESIDENT_TABLE } from '../../programmes/residents/decisions.js';
import { TODOS } from './todo.js';

/** What audit/not-paid.csv says of each reason. */
it('each reason not to be paid says once, in each language, what has to happen; and no other reason does', () => {
  const reasons = [...DECISION_TABLE, ...RESIDENT_TABLE]
    .map(({ reason }) => reason)
    .filter((reason) => reason !== '' && reason !== 'ALREADY_PAID');
  const wanted = new Set([...reasons, 'HOUSEHOLD_ROW_INVALID', 'RESIDENT_ROW_INVALID', 'NOT_IN_EXTRACT']);
  expect(TODOS.map(({ reason }) => reason).sort()).toEqual([...wanted].sort());
  for (const todo of TODOS)
    for (const said of [todo.fr, todo.en]) expect(said, todo.reason).toMatch(/^.{10,}[.]$/);
});
