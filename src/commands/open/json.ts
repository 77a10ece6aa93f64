import type { Opened } from './open.js';

/** An opening, for programs; amounts in dirhams as text. */
export function openingJson({ run, manifest, folder, alreadyOpened }: Opened) {
  return {
    period: run.period,
    run_id: run.runId,
    state: run.state,
    already_opened: alreadyOpened,
    totals: manifest.totals,
    opening: manifest.opening ?? null,
    owed: manifest.owed ?? null,
    inputs: manifest.inputs,
    folder,
    seal: manifest.seal,
  };
}
