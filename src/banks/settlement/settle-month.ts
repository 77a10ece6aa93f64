import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Period } from '../../domain/period.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { Workspace } from '../../workspace/duckdb.js';
import { ENTRY_ROWS, STATE_ROWS } from './hand-over.js';
import { loadEntries, matchMonth } from './match.js';
import { loadOrderFiles, loadSent, orderRange, type SentRun } from './sent.js';
import { sentRuns } from './sent-runs.js';

/** What settlement works with. */
export type Settling = {
  readonly out: string;
  readonly ledger: Ledger;
  readonly work: string;
  readonly workspace: Workspace;
};

/** Loads all account entries of the ledger into the engine, with the ids of their statements. */
export async function loadAccountEntries({ ledger, work, workspace }: Settling): Promise<void> {
  const path = join(work, 'entries');
  const writer = ENTRY_ROWS.writer(path);
  for (const lines of ledger.statements.entryLines()) writer.lines(lines);
  writer.close();
  await loadEntries(workspace, path, ledger.runsIn('RELEASED'));
  rmSync(path);
  await workspace.createFrom(
    'statement_head',
    { statement_no: 'INTEGER', statement_id: 'VARCHAR' },
    ledger.statements
      .heads()
      .map((head) => ({ statement_no: head.statementNo, statement_id: head.statementId })),
  );
}

/** Matches a month's orders and their answers with the account's entries. Returns the month's runs. */
export async function settleMonth(at: Settling, period: Period): Promise<SentRun[]> {
  const { ledger, work, workspace } = at;
  const runs = (await sentRuns(at.out, ledger, { months: [period], references: [] })).filter(
    (run) => run.released,
  );
  await loadSent(workspace, runs);
  await loadOrderFiles(workspace, runs);
  const { first, last } = await orderRange(workspace);
  const path = join(work, `states-${period}`);
  const writer = STATE_ROWS.writer(path);
  for (const lines of ledger.answers.states(first, last)) writer.lines(lines);
  writer.close();
  await matchMonth(workspace, path);
  rmSync(path);
  return runs;
}
