import { join, resolve } from 'node:path';
import { runFolders, runsBelow } from '../../archive/folders.js';
import { MANIFEST_FILE } from '../../archive/manifest.js';
import { EXIT, type ExitCode, OperatorError } from '../../domain/errors.js';
import { quoted } from '../../domain/shell.js';
import { isFolder, isPresent } from '../../files/there.js';
import { verifyLedger } from '../../verify/ledger.js';
import { verifyRun } from '../../verify/verify.js';
import type { Command, Context } from '../context.js';
import { ledgerProofJson, runProofJson } from './json.js';
import { notProven, passedOverLine, provenLedger, provenRun } from './text.js';

export type VerifyOptions = {
  /** Folder of a run, or its id. */
  readonly runDir?: string;
  /** Folder of runs and ledger, instead of a run. */
  readonly ledger?: string;
  /** Folder of runs and ledger, in which a run is looked for that is given by its id. */
  readonly out: string;
  readonly json?: boolean;
};

/** Proves a run from its folder, or the ledger over all runs. */
export const verify: Command<VerifyOptions> = async ({ runDir, ledger, out, json = false }, context) => {
  if ((runDir === undefined) === (ledger === undefined))
    throw new OperatorError(
      'give either RUN_DIR, the folder of a run, or --ledger OUT, the folder of runs and ledger',
    );
  return runDir === undefined
    ? verifyAllRuns(resolve(ledger ?? ''), json, context)
    : verifyOne(runFolderOf(runDir, resolve(out)), json, context);
};

const RUN_ID = /^[0-9a-f]{12}$/;

/** The folder of the run that is asked for. Throws OperatorError where what is given is no folder of a run, and names the right one. */
function runFolderOf(given: string, out: string): string {
  const folder = resolve(given);
  if (!isFolder(folder)) {
    if (!RUN_ID.test(given))
      throw new OperatorError(`${folder}: no such folder; give the folder of a run: <out>/<period>/<run_id>`);
    const found = isFolder(out) ? runFolders(out).find((run) => run.endsWith(`/${given}`)) : undefined;
    if (found !== undefined) return join(out, found);
    throw new OperatorError(
      `${given}: no run of this id lies below ${out}; give --out, the folder of runs and ledger, or the run's folder`,
    );
  }
  if (isPresent(join(folder, MANIFEST_FILE))) return folder;
  const months = runFolders(folder);
  if (months.length > 0)
    throw new OperatorError(
      `${folder}: is the folder of runs and ledger, not that of a run; sarf verify --ledger ${quoted(folder)} proves all its runs, sarf verify ${quoted(join(folder, months[0] ?? ''))} proves one`,
    );
  const runs = runsBelow(folder);
  if (runs.length === 0) return folder;
  const commands = runs.map((run) => `sarf verify ${quoted(join(folder, run))}`);
  throw new OperatorError(`${folder}: is the folder of a month, not that of a run; ${commands.join(' or ')}`);
}

async function verifyOne(folder: string, json: boolean, { stdout, style }: Context): Promise<ExitCode> {
  const { manifest, differences, passedOver } = await verifyRun(folder);
  if (json) stdout.json(runProofJson(manifest, differences, passedOver));
  else if (differences.length === 0 && manifest !== null)
    stdout.lines([...provenRun(manifest), ...passedOverLine(passedOver)]);
  else stdout.lines([...notProven(folder, differences, style), ...passedOverLine(passedOver)]);
  return differences.length === 0 ? EXIT.done : EXIT.difference;
}

async function verifyAllRuns(out: string, json: boolean, { stdout, style }: Context): Promise<ExitCode> {
  const proof = await verifyLedger(out);
  const proven = proof.differences.length === 0;
  if (json) stdout.json(ledgerProofJson(proof));
  else stdout.lines(proven ? provenLedger(proof) : notProven(out, proof.differences, style));
  return proven ? EXIT.done : EXIT.difference;
}
