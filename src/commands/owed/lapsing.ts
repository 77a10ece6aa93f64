import { neededFile } from '../../archive/open-run.js';
import { choose, monthRuns, releasedRuns } from '../../archive/runs-of-month.js';
import { readLedger } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import type { Period } from '../../domain/period.js';
import type { Debt } from '../../ledger/debts.js';
import { readPath, Workspace } from '../../workspace/duckdb.js';

/** The list that the last released run made of debts to be decided on, without those that are open no more. */
export type LapsingDebts = {
  readonly period: Period;
  readonly runId: string;
  /** `lapsesAfter`: the last month whose run may pay it; null of what never lapses. */
  readonly debts: readonly { readonly debt: Debt; readonly lapsesAfter: Period | null }[];
};

const FILE = 'audit/lapsing.csv';

/** Throws OperatorError where no run is released, or the last one made no such list. @param only one household's */
export function lapsingDebts(out: string, only: string | null): Promise<LapsingDebts> {
  return readLedger(out, async (ledger) => {
    const released = releasedRuns(ledger);
    const run = monthRuns(out, released, choose(out, released, null)).at(-1);
    if (run?.manifest.owed?.lapsing === undefined)
      throw new OperatorError(
        `run ${run?.runId}: it was made by version ${run?.manifest.software.version}, which listed no debts that lapse; the next run does`,
      );
    const { period, runId } = run;
    const listed = await read(await neededFile(run, FILE));
    const debts = [...listed]
      .filter(([householdId]) => only === null || householdId === only)
      .flatMap(([householdId, until]) =>
        ledger.owed.debts.of(householdId).flatMap((debt) => {
          const lapsesAfter = until.get(`${debt.origin} ${debt.cause}`);
          if (debt.state !== 'OPEN' || lapsesAfter === undefined) return [];
          return [{ debt, lapsesAfter: later(lapsesAfter, debt.extendedTo) }];
        }),
      );
    return { period, runId, debts };
  });
}

function later(lapsesAfter: Period | null, extendedTo: Period | null): Period | null {
  return lapsesAfter === null || extendedTo === null || extendedTo < lapsesAfter ? lapsesAfter : extendedTo;
}

/** By household, until when each month and cause may be paid. */
function read(path: string): Promise<Map<string, Map<string, Period | null>>> {
  return Workspace.scratch('lapsing', { memory: '1GB', threads: 2 }, async (workspace) => {
    const listed = new Map<string, Map<string, Period | null>>();
    const rows = workspace.stream(
      `SELECT household_id, origin_month, cause, lapses_after
       FROM read_csv(${readPath(path)}, header = true, all_varchar = true, hive_partitioning = false)
       ORDER BY ALL`,
    );
    for await (const row of rows) {
      const own = listed.get(row.text('household_id')) ?? new Map<string, Period | null>();
      own.set(`${row.text('origin_month')} ${row.text('cause')}`, row.textOrNull('lapses_after'));
      listed.set(row.text('household_id'), own);
    }
    return listed;
  });
}
