import { OperatorError } from '../domain/errors.js';
import type { Ledger } from '../ledger/ledger.js';
import type { ControlFile } from '../registry/control-file.js';
import { digestExtract } from '../registry/digest.js';
import type { Extract } from '../registry/discover.js';
import { readManifest } from '../seal/read-manifest.js';
import { runFolder } from './folders.js';
import { identify } from './identity.js';
import type { PriorRun } from './prior-run.js';
import { type Reporter, stage } from './report.js';
import type { RunRequest, RunResult } from './request.js';

/** When the month has a run already, hashing the extract tells whether this is that run again. */
export async function alreadyComputed(
  request: RunRequest,
  extract: Extract,
  control: ControlFile | null,
  ledger: Ledger,
  prior: PriorRun | null,
  owedBasis: string | null,
  report: Reporter,
): Promise<RunResult | null> {
  if (!ledger.runs().some((run) => run.period === request.period)) return null;
  const files = await stage(report, 'compare with the runs of this month', () => digestExtract(extract));
  const run = ledger.run(identify(request, files, control, prior, owedBasis));
  if (run === null) return null;
  // Another run of the month was released since: this one cannot become its candidate again.
  if (run.state === 'SUPERSEDED' && ledger.released(request.period) !== null) return null;
  const folder = runFolder(request.out, run.period, run.runId);
  const { manifest } = readManifest(folder);
  if (manifest?.seal !== run.seal) {
    throw new OperatorError(
      `${folder}: this run is computed already, and its folder is missing or damaged; restore it (sarf verify shows the damage)`,
    );
  }
  if (run.state === 'SUPERSEDED') ledger.reinstate(run);
  return { run: ledger.run(run.runId) ?? run, manifest, folder, alreadyComputed: true };
}
