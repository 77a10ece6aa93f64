import type { PaidRun } from '../archive/open-run.js';
import { digest } from '../domain/canonical.js';
import type { Gap } from '../ledger/gaps.js';
import type { RunKind } from '../ledger/run-table.js';
import type { WithoutHistory } from '../ledger/without-history.js';
import type { ControlFile } from '../registry/control-file.js';
import { SOFTWARE } from '../version.js';
import type { Basis } from './month.js';
import type { RunRequest } from './request.js';
import { paidRuns } from './supplement.js';

/** Everything a month is computed from. The same things give the same run_id, and the same bytes. */
export type RunIdentity = {
  readonly programme: string;
  readonly period: string;
  readonly kind: RunKind;
  readonly version: string;
  readonly rules: string;
  readonly configuration: string;
  readonly priorSeal: string | null;
  /** Seals of the supplementary runs of the prior run's month; absent when it has none. */
  readonly priorSupplements?: readonly string[];
  /** What was decided on the months between; absent when there are none. */
  readonly gap?: Gap;
  /** Earlier months that cannot be proved, with the decision on them; absent when there are none. */
  readonly withoutHistory?: readonly WithoutHistory[];
  /** Of a supplementary run: seals of the month's runs before it. */
  readonly supplementsTo?: readonly string[];
  /** Runs of earlier months that are not released; absent when there are none. */
  readonly unreleased?: readonly string[];
  /** SHA-256 of another system's register that it is compared with; absent when there is none. */
  readonly parallel?: string;
  /** Digest of what the ledger said was owed; null when nothing was. */
  readonly owed: string | null;
  /** Name and SHA-256 of every file of the extract. */
  readonly inputs: readonly { readonly path: string; readonly sha256: string }[];
};

/** 12 hex characters. The order in which files were read does not matter. */
export function runIdOf(identity: RunIdentity): string {
  const inputs = [...identity.inputs]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, sha256 }) => ({ path, sha256 }));
  return digest({ ...identity, inputs }).slice(0, 12);
}

/** The run_id of a month asked for with these files. */
export function identify(
  request: RunRequest,
  files: readonly { readonly path: string; readonly sha256: string }[],
  control: ControlFile | null,
  { prior, gap, withoutHistory, supplement, owedBasis, unreleased }: Basis,
): string {
  const seals = (runs: readonly PaidRun[]) => runs.map((run) => run.seal);
  const supplements = prior?.supplements ?? [];
  return runIdOf({
    programme: request.configuration.programme,
    period: request.period,
    kind: supplement === null ? 'regular' : 'supplementary',
    version: SOFTWARE.version,
    rules: request.rules.sha256,
    configuration: request.configuration.sha256,
    priorSeal: prior?.seal ?? null,
    ...(supplements.length === 0 ? {} : { priorSupplements: seals(supplements) }),
    ...(gap === null ? {} : { gap }),
    ...(withoutHistory.length === 0 ? {} : { withoutHistory }),
    ...(supplement === null ? {} : { supplementsTo: seals(paidRuns(supplement)) }),
    ...(unreleased.length === 0 ? {} : { unreleased }),
    ...(request.parallel === undefined ? {} : { parallel: request.parallel.sha256 }),
    owed: owedBasis,
    inputs: control === null ? files : [...files, { path: control.name, sha256: control.sha256 }],
  });
}
