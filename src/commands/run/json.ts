import type { RunResult } from '../../month/request.js';
import { transfersOf } from './transfers.js';

/** A run as it was published, for programs: amounts are dirhams as text. */
export function runJson({ run, manifest, folder, alreadyComputed, dryRun }: RunResult) {
  return {
    run_id: run.runId,
    period: manifest.period,
    kind: manifest.kind,
    ...(manifest.supplement === undefined ? {} : { supplement: manifest.supplement }),
    state: dryRun === true ? 'DRY_RUN' : run.state,
    status: manifest.status,
    already_computed: alreadyComputed,
    folder: dryRun === true ? null : folder,
    seal: manifest.seal,
    ...(manifest.gap === undefined ? {} : { gap: manifest.gap }),
    ...(manifest.without_history === undefined ? {} : { without_history: manifest.without_history }),
    ...(manifest.extract === undefined ? {} : { extract: manifest.extract }),
    totals: manifest.totals,
    counts: manifest.counts,
    bridge: manifest.bridge,
    ...(manifest.owed === undefined ? {} : { owed: manifest.owed }),
    ...(manifest.retroactive === undefined ? {} : { retroactive: manifest.retroactive }),
    ...(manifest.residents === undefined ? {} : { residents: manifest.residents }),
    ...(manifest.finals === undefined ? {} : { finals: manifest.finals }),
    ...(manifest.parallel === undefined ? {} : { parallel: manifest.parallel }),
    controls: manifest.controls,
    transfers: transfersOf(manifest),
  };
}
