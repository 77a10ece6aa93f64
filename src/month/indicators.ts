import { join } from 'node:path';
import { INDICATORS_FILE } from '../archive/folders.js';
import { birthCutoff, referenceDate } from '../domain/period.js';
import { computeIndicators } from '../indicators/compute.js';
import { gatherFigures } from '../indicators/figures.js';
import { assertIndicators } from '../indicators/identities.js';
import { writeIndicators } from './audit/files.js';
import type { Figures } from './measure.js';
import type { Month } from './month.js';
import type { Territory } from './territory.js';

/**
 * Computes the month's performance indicators, holds them against what the month's other figures say, and writes
 * them into the run's folder. Returns the number of rows.
 */
export async function recordIndicators(
  { workspace, request, parameters, prior, supplement }: Month,
  { provinces, offices }: Territory,
  figures: Figures,
  rowsRead: number,
  folder: string,
): Promise<number> {
  const today = referenceDate(request.period);
  const rows = computeIndicators(
    await gatherFigures(workspace, {
      provinces,
      offices: offices.map((one) => one.office),
      assessed: figures.assessed,
      rowsRead,
      rowsQuarantined: figures.rowsQuarantined,
      orders: figures.orders,
      days: {
        today,
        school_age: birthCutoff(today, parameters.ageSchooling),
        child: birthCutoff(today, parameters.ageChild),
      },
      // The few whom a supplementary run pays are no month to be compared with one.
      prior: supplement === null ? (prior?.indicators ?? []) : [],
    }),
  );
  const moved = (line: 'ENTERED' | 'LEFT') =>
    figures.bridge.find((entry) => entry.line === line) ?? { families: 0, amount: '0.00' };
  assertIndicators(rows, {
    ...figures,
    families: figures.paid,
    net: figures.totals.net,
    entered: moved('ENTERED'),
    left: moved('LEFT'),
  });
  await writeIndicators(rows, join(folder, INDICATORS_FILE));
  return rows.length;
}
