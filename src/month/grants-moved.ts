import { join } from 'node:path';
import { neededFile, openRun } from '../archive/open-run.js';
import { recentRuns } from '../archive/runs-of-month.js';
import { orderIds } from '../domain/order-id.js';
import { listGrantsOwed, moveGrants, openGrantsOwed } from '../owed/grants-moved.js';
import { GRANTS_FILE, listMovedGrants } from '../programmes/families/grants/paid.js';
import { writeMovedGrants } from './audit/moved-grants.js';
import type { FileRows } from './computed.js';
import { isLeftOut } from './earlier-folders.js';
import { type Month, orderIdsOf } from './month.js';

/**
 * Finds the grants that no order paid and whose children now live in another household. Reads the lists of grants of
 * the released runs of the last twelve months. A month that is left out names no child, so its grants stay with the
 * household they are owed to; an opening owes no grants.
 */
export async function followChildren(month: Month): Promise<void> {
  const { workspace, ledger, request } = month;
  if (await openGrantsOwed(workspace, ledger.owed.transfers.now())) {
    for (const run of recentRuns(ledger, request.period)) {
      if (isLeftOut(month, run.period) || run.kind === 'opening') continue;
      const sealed = openRun(request.out, run, { as: 'a released run', proof: 'hash' });
      const { programme, files } = sealed.manifest;
      if (files.find(({ path }) => path === GRANTS_FILE)?.rows === 0) continue;
      await listGrantsOwed(workspace, {
        runId: run.runId,
        period: run.period,
        path: await neededFile(sealed, GRANTS_FILE),
        orders: orderIds(programme, run.period, run.supplement),
      });
    }
  }
  const run = `${request.period}${orderIdsOf(month).suffix}`;
  await moveGrants(workspace, run, (grant) => ledger.freed.heldBy(grant));
}

/**
 * Adds the moved grants to the run's grants, and writes them to `folder` for auditors. Call it when the register is
 * made. Returns the file and its number of rows.
 */
export async function keepMovedGrants(month: Month, folder: string): Promise<readonly FileRows[]> {
  await listMovedGrants(month.workspace);
  const file = 'audit/grants-moved.csv';
  const rows = await writeMovedGrants(month.workspace, orderIdsOf(month), join(folder, file));
  return rows === 0 ? [] : [[file, rows]];
}
