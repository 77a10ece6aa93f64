import { runFolder } from '../archive/folders.js';
import { manifestAsSealed } from '../archive/open-run.js';
import { runsOf } from '../archive/prior-run.js';
import { type Period, referenceDate } from '../domain/period.js';
import type { ExtractMark } from '../ledger/extracts.js';
import type { InputFile } from '../registry/load.js';
import { readPath } from '../workspace/duckdb.js';
import { sameContentAs } from './basis.js';
import type { ExtractMeasures } from './controls/extract-controls.js';
import { type Likeness, likenesses } from './known-extracts.js';
import type { Month } from './month.js';
import { rowsOf } from './read-extract.js';
import { paidRuns } from './supplement.js';

/** What the ledger knows of the extract: whether it, or much of it, was an earlier month's. */
export type ExtractSeen = {
  /** All of it is as in the last month's extract, whatever the order of its rows. */
  readonly sameAsLast: boolean;
  /** All of it is as in the extract of this run of an earlier month. */
  readonly sameAs: { readonly period: Period; readonly runId: string } | null;
  readonly measures: ExtractMeasures;
  /** With how many extracts of earlier runs it was compared. */
  readonly compared: number;
};

/**
 * Of fewer households and residents there are months in which nothing changes but what is not read, and one that changes
 * back says nothing.
 */
const FEW = 30;

/**
 * Holds the extract against those of all earlier months that the ledger knows, also of runs that were never released: a
 * supplementary one against the month's runs before it, and all months before.
 */
export async function seenBefore(
  month: Month,
  mark: ExtractMark,
  inputs: readonly InputFile[],
): Promise<ExtractSeen> {
  const { request, ledger, prior, supplement } = month;
  const { period } = request;
  const paid = supplement === null ? runsOf(prior) : paidRuns(supplement);
  const last = new Set(paid.map((run) => run.runId));
  const known = ledger.extracts.before(period, [...last]);
  const lasts = known.filter((one) => last.has(one.runId));
  const found = likenesses(
    mark,
    lasts,
    known.filter((one) => !last.has(one.runId)),
  );
  const older = found.older.filter((one) => one.sampled >= FEW);
  const allRead = inputs.every((one) => one.extra.length === 0);
  const alike = (allRead ? found.older : older).find((one) => one.same);
  // Those that are compared here need no comparison of their files.
  const compared = new Set((allRead ? found.older : older).map((one) => one.runId));
  const sameAs = alike ?? (await sameAsFilesOf(month, inputs, compared));
  return {
    sameAsLast: supplement === null && found.last.some((one) => one.same && one.sampled >= FEW),
    sameAs,
    compared: found.last.length + found.older.length,
    measures: {
      likest: sameAs === null ? likestOf(older) : null,
      asOld: sameAs === null ? (older.find((one) => one.asOld) ?? null) : null,
      newest: mark.newest,
      newestBefore: lasts.at(-1)?.newest ?? null,
      households: rowsOf(inputs, 'households'),
      reference: referenceDate(period),
      turned: await countTurned(month),
    },
  };
}

function likestOf(older: readonly Likeness[]): Likeness | null {
  let likest: Likeness | null = null;
  for (const one of older) if (likest === null || one.asThen > likest.asThen) likest = one;
  return likest;
}

/** Of other runs, of which no mark is kept or of few households, the hashes of the files tell the same extract again. */
async function sameAsFilesOf(
  { request, ledger, prior }: Month,
  inputs: readonly InputFile[],
  compared: ReadonlySet<string>,
): Promise<ExtractSeen['sameAs']> {
  const last = new Set(runsOf(prior).map((run) => run.runId));
  const runs = ledger.runs().filter((run) => run.period < request.period);
  for (const run of runs.toReversed()) {
    if (compared.has(run.runId) || last.has(run.runId)) continue;
    const { manifest } = manifestAsSealed(runFolder(request.out, run.period, run.runId), run);
    if (manifest !== null && sameContentAs(manifest, inputs)) return run;
  }
  return null;
}

/** Households that a supplementary run pays and that the month's run before it found ineligible or suspended. */
async function countTurned({ workspace, supplement }: Month): Promise<number> {
  const before = paidRuns(supplement).at(-1);
  if (before === undefined) return 0;
  const row = await workspace.one(
    `SELECT count(*) AS households FROM register r
     JOIN read_parquet(${readPath(before.register)}, hive_partitioning = false) w USING (household_id)
     WHERE r.decision = 'PAY' AND w.decision IN ('INELIGIBLE', 'SUSPENDED')`,
  );
  return row.count('households');
}
