import type { LedgerRun } from '../ledger/ledger.js';
import { fileDifferences } from './file-differences.js';
import type { Manifest } from './manifest.js';
import { readManifest } from './read-manifest.js';

/** A run's manifest that can be relied on, or in words why there is none. */
export type AsSealed =
  | { readonly manifest: Manifest; readonly difference: null }
  | { readonly manifest: null; readonly difference: string };

/**
 * The manifest of a run's folder, if it bears the seal that the ledger took down when the run was computed. Whoever
 * can write to the folder can seal it anew, with hashes that fit: only the ledger tells. Of the other files nothing is
 * said.
 */
export function manifestAsSealed(folder: string, { seal }: Pick<LedgerRun, 'seal'>): AsSealed {
  const { manifest, problem } = readManifest(folder);
  if (manifest === null) return { manifest, difference: problem };
  if (manifest.seal === seal) return { manifest, difference: null };
  return {
    manifest: null,
    difference: "manifest.json bears another seal than the ledger's, it was sealed anew",
  };
}

/** As manifestAsSealed, and every file is what the manifest lists, none is missing, none was added. Hashes them all. */
export async function folderAsSealed(folder: string, run: Pick<LedgerRun, 'seal'>): Promise<AsSealed> {
  const sealed = manifestAsSealed(folder, run);
  if (sealed.manifest === null) return sealed;
  const [difference] = await fileDifferences(folder, sealed.manifest);
  return difference === undefined ? sealed : { manifest: null, difference };
}
