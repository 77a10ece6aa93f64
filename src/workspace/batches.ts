import type { Workspace } from './duckdb.js';

/**
 * Households are put in order once and numbered from 0; what is computed for each of them is computed some
 * hundred thousand at a time. Memory does not grow with their number, and each batch is put in order on its
 * own, so that every table of households is in the register's order.
 */
const HOUSEHOLDS_AT_A_TIME = 500_000;

/** A batch: the households from number `first` to before `next`. */
export type Range = { readonly first: number; readonly next: number };

/** Does `work` for one batch after the other, numbered from 1, until all households had their turn; there is one at least. */
export async function inBatches(
  households: number,
  work: (range: Range, batch: number) => Promise<void>,
): Promise<void> {
  for (let batch = 1, first = 0; batch === 1 || first < households; batch++, first += HOUSEHOLDS_AT_A_TIME) {
    await work({ first, next: first + HOUSEHOLDS_AT_A_TIME }, batch);
  }
}

/** The name of a batch's file among its like. */
export function batchFile(batch: number): string {
  return `${String(batch).padStart(4, '0')}.parquet`;
}

/** How the batches' files are written: columns small, one household found without reading the rest. */
export const COLUMNAR =
  'FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 122880';

/** How many households there are in `table`, which has a row for each. */
export async function countOf(workspace: Workspace, table: string): Promise<number> {
  return (await workspace.one(`SELECT count(*) AS n FROM ${table}`)).count('n');
}
