import type { Line } from '../../domain/printable.js';
import { quoted } from '../../domain/shell.js';
import type { LedgerRun } from '../../ledger/run-table.js';

/** What was taken back, and the next step. @param out as it was given */
export function withdrawText({ runId, period, kind, supplement }: LedgerRun, out: string): Line[] {
  if (kind === 'opening')
    return [
      `The opening of ${period} is not released any more: ${runId} waits`,
      `Open again with the corrected files, or release it: sarf release ${runId} --out ${quoted(out)} --reason "…"`,
    ];
  const what = kind === 'regular' ? period : `Supplementary run S${supplement} of ${period}`;
  return [
    `${what} is not released any more: run ${runId} waits`,
    `Send none of its files. Run the month again, or release it: sarf release ${runId} --out ${quoted(out)} --reason "…"`,
  ];
}
