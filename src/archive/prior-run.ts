import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../domain/errors.js';
import { type Day, type Period, referenceDate, shiftPeriod } from '../domain/period.js';
import { sha256Of } from '../files/sha256.js';
import type { IndicatorRow } from '../indicators/vocabulary.js';
import type { Ledger, LedgerRun } from '../ledger/ledger.js';
import { isPartner } from '../month/partners.js';
import type { Kind } from '../registry/columns.js';
import { kindOf } from '../registry/discover.js';
import type { InputFile } from '../registry/load.js';
import { runFolder } from './folders.js';
import { householdTotals, type Manifest } from './manifest.js';
import { readManifest } from './read-manifest.js';
import { sealedIndicators } from './sealed-indicators.js';

/** A released run whose folder is as the ledger sealed it. */
export type SealedRun = {
  readonly runId: string;
  readonly seal: string;
  readonly period: Period;
  readonly folder: string;
  readonly register: string;
  /** The register of residents of care institutions; null when the run has none. */
  readonly residents: string | null;
  readonly manifest: Manifest;
};

/** The run a month is reconciled with: the released regular run of the month before. */
export type PriorRun = SealedRun & {
  readonly reference: Day;
  /** Its own; of what its supplementary runs paid the indicators know nothing. */
  readonly indicators: readonly IndicatorRow[];
  /** The released supplementary runs of its month, in their order: whom they paid was paid in that month. */
  readonly supplements: readonly SealedRun[];
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
  const prior = released.filter((run) => run.period < period && run.kind === 'regular').at(-1) ?? null;
  if (prior?.period === before || allowGap) return prior;
  const held = ledger
    .regularRunsIn('HELD')
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

/** Opens the prior run, and the supplementary runs of its month. */
export async function openPrior(out: string, ledger: Ledger, run: LedgerRun): Promise<PriorRun> {
  const sealed = await openSealed(out, run);
  const supplements: SealedRun[] = [];
  for (const one of ledger.releasedSupplements(run.period)) supplements.push(await openSealed(out, one));
  return {
    ...sealed,
    reference: referenceDate(run.period),
    indicators: sealedIndicators(sealed.folder, sealed.manifest) ?? [],
    supplements,
  };
}

/** Checks that an earlier run's folder still is what the ledger sealed, and opens it. */
export async function openSealed(out: string, run: LedgerRun): Promise<SealedRun> {
  const folder = runFolder(out, run.period, run.runId);
  if (!existsSync(folder)) throw damaged(folder, 'the folder is missing');
  const { manifest, problem } = readManifest(folder);
  if (manifest === null) throw damaged(folder, problem);
  if (manifest.seal !== run.seal) throw damaged(folder, "the seal is not the ledger's");
  return {
    runId: run.runId,
    seal: run.seal,
    period: run.period,
    folder,
    register: await provenFile(folder, manifest, 'register.parquet'),
    residents:
      manifest.residents === undefined ? null : await provenFile(folder, manifest, 'residents.parquet'),
    manifest,
  };
}

/** The path of a run's file that still is what was sealed. */
export async function provenFile(folder: string, manifest: Manifest, name: string): Promise<string> {
  const path = join(folder, name);
  const listed = manifest.files.find((file) => file.path === name);
  if (!existsSync(path) || (await sha256Of(path)) !== listed?.sha256)
    throw damaged(folder, `${name} has changed`);
  return path;
}

function damaged(folder: string, what: string): OperatorError {
  return new OperatorError(
    `${folder}: ${what}; the prior run must be as it was released. Restore it (sarf verify shows the damage)`,
  );
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

/** The runs of the prior run's month: it, and the supplementary ones. */
export function runsOf(prior: PriorRun | null): readonly SealedRun[] {
  return prior === null ? [] : [prior, ...prior.supplements];
}

export function registersOf(runs: readonly SealedRun[]): string[] {
  return runs.map((run) => run.register);
}

/** How many households runs of one month paid, each once. */
export function familiesOf(runs: readonly SealedRun[]): number {
  return runs.reduce((families, { manifest }) => families + householdTotals(manifest).orders, 0);
}

/**
 * Whether the registry's extract has the very content of the prior run's, or of one of that month's supplementary
 * runs, whatever its files are called or packed in. A partner's new file, or a decided correction, makes no new
 * extract.
 */
export function sameContent(prior: PriorRun, inputs: readonly InputFile[]): boolean {
  const contents = (hashes: readonly string[]) => [...hashes].sort().join();
  const now = contents(inputs.filter((one) => isRegistry(one.kind)).map((one) => one.contentSha256));
  return runsOf(prior).some(({ manifest }) => {
    const before = manifest.inputs
      .filter((one) => one.path !== 'control.csv' && isRegistry(kindOf(one.path)))
      .map((one) => one.content_sha256);
    return contents(before) === now;
  });
}
