import type { StatementCsv } from '../../config/statement-csv.js';
import type { Ledger } from '../../ledger/ledger.js';
import { keptByRuns } from './kept-by-runs.js';

/**
 * What the columns of the bank's statements as CSV mean, by the configuration that the latest released run with such a map
 * keeps. Null when none has one.
 */
export async function statementMap(out: string, ledger: Ledger): Promise<StatementCsv | null> {
  const maps = (await keptByRuns(out, ledger))
    .filter(({ state }) => state === 'RELEASED')
    .flatMap(({ kept }) => kept?.statementCsv ?? []);
  return maps[maps.length - 1] ?? null;
}
