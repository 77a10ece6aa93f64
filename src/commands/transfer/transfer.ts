import { REGISTER_FILE } from '../../archive/folders.js';
import { neededFile } from '../../archive/open-run.js';
import { openReleased, recentRuns, releasedRuns } from '../../archive/runs-of-month.js';
import { changeLedger } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import type { Period } from '../../domain/period.js';
import type { Reporter } from '../../domain/report.js';
import { PATTERNS } from '../../domain/vocabulary.js';
import type { Clock, Ledger } from '../../ledger/ledger.js';
import type { MovedHousehold, Transfer } from '../../ledger/transfers.js';
import { readParquet, Workspace } from '../../workspace/duckdb.js';

export type Transferred = {
  readonly moved: MovedHousehold;
  /** Months owed to the old number that were not moved: paid under the new one, or owed to it already. */
  readonly staying: readonly Period[];
};

/**
 * Moves what is recorded under a household's old number to its new one, by decision. Throws OperatorError for numbers
 * that are none, a number that was moved before, one that would lead back, or a new number that no recent run lists.
 */
export function transferHousehold(
  out: string,
  asked: Transfer,
  clock: Clock,
  report: Reporter,
): Promise<Transferred> {
  const { from, to } = asked;
  for (const [name, id] of [
    ['OLD', from],
    ['NEW', to],
  ] as const)
    refuseNoHousehold(name, id);
  if (from === to) throw new OperatorError(`${from}: OLD and NEW are one number; nothing was changed`);
  return changeLedger({ out, command: `transfer ${from} ${to}`, clock, report }, async (ledger) => {
    const before = ledger.owed.transfers.all();
    const moved = before.find((one) => one.from === from);
    if (moved !== undefined)
      throw new OperatorError(`${from}: was moved to ${moved.to} before; nothing was changed`);
    if (before.some((one) => one.from === to))
      throw new OperatorError(
        `${to}: is itself an old number, moved on to another; give the number under which the family stands now`,
      );
    const known = await knownIn(out, ledger, to);
    if (!known.listed)
      throw new OperatorError(
        `${to}: no released run of the last twelve months has a household of this number; nothing was changed`,
      );
    const open = [...ledger.owed.debts.of(from)].filter((debt) => debt.state === 'OPEN');
    const owedToNew = new Set([...ledger.owed.debts.of(to)].map((debt) => debt.origin));
    const staying = [...new Set(open.filter((debt) => isMonth(debt.kind)).map((debt) => debt.origin))]
      .filter((origin) => known.paid.has(origin) || owedToNew.has(origin))
      .sort();
    return { moved: ledger.transfer(asked, staying), staying };
  });
}

const HOUSEHOLD_ID = new RegExp(`^(?:${PATTERNS.householdId})$`);

const isMonth = (kind: string) => kind === 'MONTH' || kind === 'GRANTS';

function refuseNoHousehold(name: string, id: string): void {
  if (!HOUSEHOLD_ID.test(id))
    throw new OperatorError(`${name}: ${id} is no household number; nothing was changed`);
}

/** Whether the last months' released runs list a household, and the months in which they paid it. */
async function knownIn(
  out: string,
  ledger: Ledger,
  household: string,
): Promise<{ readonly listed: boolean; readonly paid: ReadonlySet<Period> }> {
  const last = releasedRuns(ledger).at(-1);
  const runs = last === undefined ? [] : recentRuns(ledger, last.period);
  const paid = new Set<Period>();
  let listed = false;
  await Workspace.scratch('transfer', { memory: '512MB', threads: 2 }, async (workspace) => {
    for (const run of runs) {
      const register = await neededFile(openReleased(out, run), REGISTER_FILE);
      const rows = await workspace.select(
        `SELECT decision FROM ${readParquet([register])} WHERE household_id = $household`,
        { household },
      );
      listed ||= rows.length > 0;
      if (rows.some((row) => row.text('decision') === 'PAY')) paid.add(run.period);
    }
  });
  return { listed, paid };
}
