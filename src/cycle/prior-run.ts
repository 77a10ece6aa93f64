import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../domain/errors.js';
import { type Day, type Period, referenceDate, shiftPeriod } from '../domain/period.js';
import type { IndicatorRow } from '../indicators/vocabulary.js';
import type { Ledger, LedgerRun } from '../ledger/ledger.js';
import type { Kind } from '../registry/columns.js';
import { kindOf } from '../registry/discover.js';
import type { InputFile } from '../registry/load.js';
import { householdTotals, type Manifest } from '../seal/manifest.js';
import { readManifest } from '../seal/read-manifest.js';
import { sha256Of } from '../seal/sha256.js';
import { runFolder } from './folders.js';
import { isPartner } from './partners.js';
import { sealedIndicators } from './sealed-indicators.js';

/** The run a month is reconciled with: the released run of the month before. */
export type PriorRun = {
  readonly runId: string;
  readonly seal: string;
  readonly period: Period;
  readonly reference: Day;
  readonly register: string;
  /** The register of residents of care institutions; null when the run has none. */
  readonly residents: string | null;
  readonly manifest: Manifest;
  readonly indicators: readonly IndicatorRow[];
};

/**
 * Finds the prior run in the ledger; null on a first run. Throws OperatorError for a month out of order, a
 * gap, or a month before that is computed and not released, unless `allowGap`: then the last released run
 * before the month serves.
 */
export function choosePrior(ledger: Ledger, period: Period, allowGap: boolean): LedgerRun | null {
  const released = ledger.runsIn('RELEASED');
  const later = released.find((run) => run.period > period);
  if (later) {
    throw new OperatorError(
      `${period}: the later month ${later.period} is released already; months are paid in their order`,
    );
  }
  const before = shiftPeriod(period, -1);
  const prior = released.filter((run) => run.period < period).at(-1) ?? null;
  if (prior?.period === before || allowGap) return prior;
  const held = ledger
    .runsIn('HELD')
    .filter((run) => run.period < period)
    .at(-1);
  if (held) {
    throw new OperatorError(
      `${period}: ${held.period} is computed and not released; release it first (sarf release ${held.runId} --reason …), or pass --allow-gap`,
    );
  }
  if (prior === null) return null;
  throw new OperatorError(
    `${period}: the month before, ${before}, has no released run (the last is ${prior.period}); run it first, or pass --allow-gap`,
  );
}

/** Checks that the prior run's folder still is what the ledger sealed, and opens it. */
export async function openPrior(out: string, run: LedgerRun): Promise<PriorRun> {
  const folder = runFolder(out, run.period, run.runId);
  const damaged = (what: string): OperatorError =>
    new OperatorError(
      `${folder}: ${what}; the prior run must be as it was released. Restore it (sarf verify shows the damage)`,
    );
  if (!existsSync(folder)) throw damaged('the folder is missing');
  const { manifest, problem } = readManifest(folder);
  if (manifest === null) throw damaged(problem);
  if (manifest.seal !== run.seal) throw damaged("the seal is not the ledger's");
  const proven = async (name: string): Promise<string> => {
    const path = join(folder, name);
    const listed = manifest.files.find((file) => file.path === name);
    if (!existsSync(path) || (await sha256Of(path)) !== listed?.sha256) throw damaged(`${name} has changed`);
    return path;
  };
  const register = await proven('register.parquet');
  return {
    runId: run.runId,
    seal: run.seal,
    period: run.period,
    reference: referenceDate(run.period),
    register,
    residents: manifest.residents === undefined ? null : await proven('residents.parquet'),
    manifest,
    indicators: sealedIndicators(folder, manifest) ?? [],
  };
}

/** Registers of released runs older than the prior one, newest first: who was ever paid before. */
export function earlierRegisters(out: string, ledger: Ledger, prior: LedgerRun | null): string[] {
  return ledger
    .runsIn('RELEASED')
    .filter((run) => prior !== null && run.period < prior.period)
    .reverse()
    .map((run) => {
      const register = join(runFolder(out, run.period, run.runId), 'register.parquet');
      if (!existsSync(register))
        throw new OperatorError(`${register}: missing; restore the released run ${run.runId}`);
      return register;
    });
}

/** A month's state of the registry: not what partners or decisions add to it. */
function isRegistry(kind: Kind | null): boolean {
  return kind !== 'adjustments' && !isPartner(kind);
}

/** The run that a released run was reconciled with. */
export function priorOf(ledger: Ledger, run: LedgerRun): LedgerRun | null {
  return run.priorRunId === null ? null : ledger.run(run.priorRunId);
}

/** What the prior run paid its households. */
export function priorTotals(prior: PriorRun): { net: string; families: number } {
  const totals = householdTotals(prior.manifest);
  return { net: totals.net, families: totals.orders };
}

/**
 * Whether the registry's extract has the very content of the prior run's, whatever its files are called or
 * packed in. A partner's new file, or a decided correction, makes no new extract.
 */
export function sameContent(prior: PriorRun, inputs: readonly InputFile[]): boolean {
  const contents = (hashes: readonly string[]) => [...hashes].sort().join();
  const before = prior.manifest.inputs
    .filter((one) => one.path !== 'control.csv' && isRegistry(kindOf(one.path)))
    .map((one) => one.content_sha256);
  const now = inputs.filter((one) => isRegistry(one.kind)).map((one) => one.contentSha256);
  return contents(before) === contents(now);
}
