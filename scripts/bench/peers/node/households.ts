/** The rows of the register as the plain Node peer reads them: household by household. */
import type { Database } from 'better-sqlite3';
import { FLAG } from './checks.js';

/** Columns of table household, in the order in which they are selected. */
export type HouseholdRow = [
  id: string,
  province: string,
  milieu: string,
  status: string,
  payeeId: string,
  payeeName: string,
  channel: string,
  provider: string,
  account: string,
  flags: number,
  enrolled: string,
];

const HOUSEHOLDS = 'SELECT * FROM household ORDER BY household_id, rowid';

/** Households in order, every row of an id together. */
export function* householdGroups(database: Database): Generator<HouseholdRow[]> {
  let group: HouseholdRow[] = [];
  for (const row of database.prepare(HOUSEHOLDS).raw().iterate() as IterableIterator<HouseholdRow>) {
    if (group.length > 0 && group[0]?.[0] !== row[0]) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}

/** True when the household is not assessed because one of its own rows is no good. */
export function isUnreadable(group: readonly HouseholdRow[]): boolean {
  return group.some((row) => (row[9] & FLAG.right) === 0);
}
