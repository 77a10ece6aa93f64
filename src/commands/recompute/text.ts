import { countToPeople, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import { left, right, textTable } from '../../terminal/table.js';
import type { MonthRecomputed } from './recompute.js';

/** Totals by cause, for a finance officer. */
export function recomputationText({ period, runId, causes }: MonthRecomputed): Line[] {
  if (causes.length === 0)
    return [`${period}, run ${runId}: what was paid is what is due by all that is known now`];
  return textTable(
    [left(34), right(12), right(22, 2), right(22, 2)],
    [
      [`${period}, run ${runId}`, 'households', 'due beyond, DH', 'paid beyond, DH'],
      ...causes.map((one) => [
        `  ${one.cause}`,
        countToPeople(one.households),
        toPeople(one.arrears),
        toPeople(one.recovery),
      ]),
    ],
  );
}
