import type { IndicatorRow } from '../indicators/vocabulary.js';
import type { Manifest } from './manifest.js';
import { sealedRows } from './sealed-rows.js';

export const INDICATORS_FILE = 'audit/indicators.csv';

/** A sealed run's indicators; null when the version that computed it wrote none. */
export function sealedIndicators(folder: string, manifest: Manifest): IndicatorRow[] | null {
  return sealedRows(folder, manifest, INDICATORS_FILE) as IndicatorRow[] | null;
}
