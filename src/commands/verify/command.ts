import { resolve } from 'node:path';
import { EXIT, type ExitCode, OperatorError } from '../../domain/errors.js';
import { isFolder } from '../../files/there.js';
import { verifyLedger } from '../../verify/ledger.js';
import { verifyRun } from '../../verify/verify.js';
import type { Command, Context } from '../context.js';
import { ledgerProofJson, runProofJson } from './json.js';
import { notProven, provenLedger, provenRun } from './text.js';

export type VerifyOptions = {
  /** Folder of a run. */
  readonly runDir?: string;
  /** Folder of runs and ledger, instead of a run. */
  readonly ledger?: string;
  readonly json?: boolean;
};

/** Proves a run from its folder, or the ledger over all runs. */
export const verify: Command<VerifyOptions> = async ({ runDir, ledger, json = false }, context) => {
  if ((runDir === undefined) === (ledger === undefined))
    throw new OperatorError(
      'give either RUN_DIR, the folder of a run, or --ledger OUT, the folder of runs and ledger',
    );
  return runDir === undefined
    ? verifyAllRuns(resolve(ledger ?? ''), json, context)
    : verifyOne(resolve(runDir), json, context);
};

async function verifyOne(folder: string, json: boolean, { stdout, style }: Context): Promise<ExitCode> {
  if (!isFolder(folder)) {
    throw new OperatorError(`${folder}: no such folder; give the folder of a run: <out>/<period>/<run_id>`);
  }
  const { manifest, differences } = await verifyRun(folder);
  if (json) stdout.json(runProofJson(manifest, differences));
  else if (differences.length === 0 && manifest !== null) stdout.lines(provenRun(manifest));
  else stdout.lines(notProven(folder, differences, style));
  return differences.length === 0 ? EXIT.done : EXIT.difference;
}

async function verifyAllRuns(out: string, json: boolean, { stdout, style }: Context): Promise<ExitCode> {
  const proof = await verifyLedger(out);
  const proven = proof.differences.length === 0;
  if (json) stdout.json(ledgerProofJson(proof));
  else stdout.lines(proven ? provenLedger(proof) : notProven(out, proof.differences, style));
  return proven ? EXIT.done : EXIT.difference;
}
