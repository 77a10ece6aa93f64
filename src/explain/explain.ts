import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OperatorError } from '../domain/errors.js';
import type { Period } from '../domain/period.js';
import { PATTERNS } from '../domain/vocabulary.js';
import type { LedgerRun } from '../ledger/ledger.js';
import type { Rules } from '../rules/load.js';
import { Workspace } from '../workspace/duckdb.js';
import type { Explanation } from './explanation.js';
import { explainHousehold } from './household.js';
import { choose, openReleased, type ReleasedRun, releasedRuns, sealedTable } from './released-run.js';
import { explainResident } from './resident.js';
import { unknownId } from './unknown.js';

export type Question = {
  /** A household_id, or a resident's person_id, which may be written R-… as in its order_id. */
  readonly id: string;
  /** Null: the last month with a released run. */
  readonly period: Period | null;
  readonly out: string;
  readonly rules: Rules;
};

const ID = new RegExp(`^(${PATTERNS.householdId}|R-${PATTERNS.personId})$`);
const RESIDENT = /^R-(.+)$/;

/**
 * Answers why a household, or a resident of a care institution, received what it received, from the released run's sealed folder alone: nothing is
 * written, and the extract is not needed. A household goes before a
 * resident of the same id. Throws OperatorError (exit 2) for an unknown id, a month
 * without a released run, and rules that are not those of the run.
 */
export async function explain(question: Question): Promise<Explanation> {
  const { id, out, rules } = question;
  if (!ID.test(id))
    throw new OperatorError(
      `${JSON.stringify(id)}: no household_id (1-20 characters A-Z, 0-9 or -) and no person_id of a resident`,
    );
  const released = releasedRuns(out);
  const chosen = choose(out, released, question.period);
  const run = openReleased(out, chosen);
  assertExplainable(run, rules);
  const prior = priorOf(out, run, released);
  return withWorkspace(async (workspace) => {
    const explained =
      (await explainHousehold(workspace, run, prior, id, rules)) ??
      (await explainResident(workspace, run, prior, RESIDENT.exec(id)?.[1] ?? id, rules));
    if (explained === null) throw await unknownId(workspace, id, out, run, released);
    return explained;
  });
}

/** The parameters must be those the run was sealed with, and the members must have been kept. */
function assertExplainable(run: ReleasedRun, rules: Rules): void {
  const { sha256 } = run.manifest.rules;
  if (sha256 !== rules.sha256) {
    throw new OperatorError(
      `run ${run.runId} of ${run.period} was computed with other rules (sha256 ${sha256.slice(0, 12)}…) than these (${rules.sha256.slice(0, 12)}…); give the very file: --rules FILE`,
    );
  }
  for (const name of ['members', 'households']) {
    if (sealedTable(run, name).length > 0) continue;
    throw new OperatorError(
      `run ${run.runId} of ${run.period} keeps no ${name}.parquet: it was made by version ${run.manifest.software.version}, before runs kept what explaining needs`,
    );
  }
}

/** The run it was reconciled with; it was released then, and released runs stay so. */
function priorOf(out: string, run: ReleasedRun, released: readonly LedgerRun[]): ReleasedRun | null {
  const { prior } = run.manifest;
  if (prior === null) return null;
  const found = released.find((one) => one.runId === prior.run_id && one.seal === prior.seal);
  if (found === undefined)
    throw new OperatorError(
      `${run.folder}: its prior run ${prior.run_id} is not among the ledger's released runs; restore the ledger`,
    );
  return openReleased(out, found);
}

/** One small query after another: a little memory and what processors there are. */
async function withWorkspace<T>(work: (workspace: Workspace) => Promise<T>): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), 'sarf-explain-'));
  try {
    const workspace = await Workspace.open(':memory:', scratch, { memory: '1GB', threads: 2 });
    try {
      return await work(workspace);
    } finally {
      workspace.close();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
