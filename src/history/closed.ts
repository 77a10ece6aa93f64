import { closedBefore } from '../tables/history.js';
import { fill, makeEmpty } from '../tables/table.js';
import { readParquet, type Workspace } from '../workspace/duckdb.js';

/** Households that the registry has closed: one that is paid again is for people to look at, whenever it was closed. */
export const CLOSED_FILE = 'history/closed-households.parquet';

/** The list of the run before; or, where it kept none, the registers of released runs, the oldest first. */
export type ClosedBefore =
  | { readonly list: readonly string[]; readonly registers?: undefined }
  | { readonly list?: undefined; readonly registers: readonly string[] };

const ID = `SELECT household_id FROM`;
const CLOSED = `decision = 'INELIGIBLE' AND reason = 'CLOSED'`;

/** Makes table `closed_before`; empty on a first run. */
export async function findClosed(workspace: Workspace, before: ClosedBefore): Promise<void> {
  await makeEmpty(workspace, closedBefore);
  if (before.list !== undefined) {
    await fill(workspace, closedBefore, `${ID} ${readParquet(before.list)}`);
    return;
  }
  for (const register of before.registers) {
    const rows = readParquet([register]);
    await workspace.run(
      `DELETE FROM closed_before WHERE household_id IN (${ID} ${rows} WHERE decision = 'PAY')`,
    );
    await fill(
      workspace,
      closedBefore,
      `${ID} ${rows} WHERE ${CLOSED} AND household_id NOT IN (FROM closed_before)`,
    );
  }
}

/** What the next run must know, when the register is made. */
export const CLOSED_TO_KEEP = `
  SELECT household_id FROM closed_before WHERE household_id NOT IN (
    SELECT household_id FROM register WHERE decision = 'PAY' AND household_id IN (FROM closed_before))
  UNION SELECT household_id FROM register WHERE ${CLOSED} ORDER BY household_id`;
