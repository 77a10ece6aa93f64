import { birthCutoff, referenceDate } from '../domain/period.js';
import { PROVINCES } from '../domain/provinces.js';
import { gatherFigures } from '../indicators/figures.js';
import { assertIndicators } from '../indicators/identities.js';
import { reckon } from '../indicators/reckon.js';
import type { IndicatorRow } from '../indicators/vocabulary.js';
import type { Figures } from './measure.js';
import type { Month } from './month.js';

/** The month's performance indicators, held against what the month's other figures say. */
export async function monthIndicators(
  { workspace, request, parameters, prior }: Month,
  figures: Figures,
  rowsRead: number,
): Promise<IndicatorRow[]> {
  const today = referenceDate(request.period);
  const rows = reckon(
    await gatherFigures(workspace, PROVINCES, {
      assessed: figures.assessed,
      rowsRead,
      rowsQuarantined: figures.rowsQuarantined,
      orders: figures.orders,
      days: {
        today,
        school_age: birthCutoff(today, parameters.ageSchooling),
        child: birthCutoff(today, parameters.ageChild),
      },
      prior: prior?.indicators ?? [],
    }),
  );
  const moved = (line: 'ENTERED' | 'LEFT') =>
    figures.bridge.find((entry) => entry.line === line) ?? { families: 0, amount: '0.00' };
  assertIndicators(rows, { ...figures, entered: moved('ENTERED'), left: moved('LEFT') });
  return rows;
}
