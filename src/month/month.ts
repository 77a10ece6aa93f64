import type { PriorRun } from '../archive/prior-run.js';
import { type OrderIds, orderIds } from '../domain/order-id.js';
import type { Reporter } from '../domain/report.js';
import type { Gap } from '../ledger/gaps.js';
import type { Ledger } from '../ledger/ledger.js';
import type { WithoutHistory } from '../ledger/without-history.js';
import type { ControlFile } from '../registry/control-file.js';
import type { Extract } from '../registry/received.js';
import type { Parameters } from '../rules/parameters.js';
import type { Workspace } from '../workspace/duckdb.js';
import type { RunRequest } from './request.js';
import type { Supplement } from './supplement.js';

/** What a run is computed from beside what is asked for and the extract. */
export type Basis = {
  readonly prior: PriorRun | null;
  /** The months between the prior run's and this one, decided on; null when there are none. */
  readonly gap: Gap | null;
  /** Earlier months that cannot be proved, by decision; the oldest first, mostly none. */
  readonly withoutHistory: readonly WithoutHistory[];
  /** Null: a regular run. */
  readonly supplement: Supplement | null;
  /** Digest of what the ledger says is owed (ledger/owed.ts); null when nothing is. */
  readonly owedBasis: string | null;
  /** Runs of earlier months that are not released: their extracts are known too. */
  readonly unreleased: readonly string[];
};

/** What every stage of a month may need: asked for, found, and opened. */
export type Month = Basis & {
  readonly request: RunRequest;
  readonly parameters: Parameters;
  readonly extract: Extract;
  readonly control: ControlFile | null;
  readonly ledger: Ledger;
  /** The working space, in which the run's folder is built. */
  readonly work: string;
  readonly workspace: Workspace;
  readonly report: Reporter;
};

/** What all order ids of the run begin and end with. */
export function orderIdsOf({ request, supplement }: Pick<Month, 'request' | 'supplement'>): OrderIds {
  return orderIds(request.configuration.programme, request.period, supplement?.number ?? 0);
}
