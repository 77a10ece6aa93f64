import type { Manifest, ManifestFile } from '../../archive/manifest.js';
import type { Workspace } from '../../workspace/duckdb.js';

/** How the verifier reads order files again, from their bytes. */
export type OrderCheck = {
  /** The formats it is of, as orders/index.csv has them. */
  readonly formats: readonly string[];
  /** How its files' names end, without the full stop. */
  readonly extension: string;
  /**
   * Adds the file's orders to table `orders` (file, order_id, period, provider, household_id, amount, remittance: text),
   * and returns what is wrong with what stands around them.
   * @param format what orders/index.csv says the file's format is; "no" when it says nothing
   */
  readonly differences: (
    workspace: Workspace,
    folder: string,
    manifest: Manifest,
    file: ManifestFile,
    format: string,
  ) => Promise<string[]>;
};
