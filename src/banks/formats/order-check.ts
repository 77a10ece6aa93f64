import type { Manifest, ManifestFile } from '../../archive/manifest.js';
import type { Workspace } from '../../workspace/duckdb.js';

/** How the verifier reads order files again, from their bytes. */
export type OrderCheck = {
  /** The names of its formats in orders/index.csv. */
  readonly formats: readonly string[];
  /** The ending of its files' names, without the full stop. */
  readonly extension: string;
  /**
   * Adds the file's orders to table `orders` (file, order_id, period, provider, household_id, amount, currency,
   * execution_date, remittance: text). Returns what is wrong with the rest of the file.
   * @param format the file's format in orders/index.csv; "no" when the index gives none
   */
  readonly differences: (
    workspace: Workspace,
    folder: string,
    manifest: Manifest,
    file: ManifestFile,
    format: string,
  ) => Promise<string[]>;
};
