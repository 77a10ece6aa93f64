import { birthCutoff, type Day } from '../domain/period.js';
import { gatherFigures } from '../indicators/figures.js';
import { assertIndicators } from '../indicators/identities.js';
import { reckon } from '../indicators/reckon.js';
import type { IndicatorRow } from '../indicators/vocabulary.js';
import type { Parameters } from '../rules/parameters.js';
import type { Manifest } from '../seal/manifest.js';
import { sealedRows } from '../seal/sealed-rows.js';
import { PROVINCES } from '../territory/provinces.js';
import type { Workspace } from '../workspace/duckdb.js';
import type { Figures } from './measure.js';

export const INDICATORS_FILE = 'audit/indicators.csv';

/** The month's performance indicators, held against what the month's other figures say. */
export async function monthIndicators(
  workspace: Workspace,
  figures: Figures,
  rowsRead: number,
  month: { readonly reference: Day; readonly parameters: Parameters },
  prior: readonly IndicatorRow[],
): Promise<IndicatorRow[]> {
  const rows = reckon(
    await gatherFigures(workspace, PROVINCES, {
      assessed: figures.assessed,
      rowsRead,
      rowsQuarantined: figures.rowsQuarantined,
      orders: figures.orders,
      days: {
        today: month.reference,
        school_age: birthCutoff(month.reference, month.parameters.ageSchooling),
        child: birthCutoff(month.reference, month.parameters.ageChild),
      },
      prior,
    }),
  );
  const moved = (line: 'ENTERED' | 'LEFT') =>
    figures.bridge.find((entry) => entry.line === line) ?? { families: 0, amount: '0.00' };
  assertIndicators(rows, { ...figures, entered: moved('ENTERED'), left: moved('LEFT') });
  return rows;
}

/** A sealed run's indicators; null when the version that computed it wrote none. */
export function sealedIndicators(folder: string, manifest: Manifest): IndicatorRow[] | null {
  return sealedRows(folder, manifest, INDICATORS_FILE) as IndicatorRow[] | null;
}
