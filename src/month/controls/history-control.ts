import { counted } from '../../domain/money.js';
import type { WithoutHistory } from '../../ledger/without-history.js';
import type { Control } from '../../programmes/control.js';

/**
 * Earlier months that the run cannot prove: people let it, or an earlier run, go on without their damaged folders. Always a
 * WARN: what such a month paid, and to whom, was not looked at.
 * @param months one or more, the oldest first
 * @param late months of households that are computed and paid now, which a month that is left out may have paid
 */
export function historyControl(months: readonly WithoutHistory[], late: number): Control {
  const paid =
    late === 0
      ? []
      : [
          `${counted(late, 'month')} of households ${late === 1 ? 'is' : 'are'} computed and paid late without it: ${late === 1 ? 'it' : 'they'} may have been paid for before`,
        ];
  return {
    control: 'without_history',
    measured: String(months.length),
    limit: '0',
    status: 'WARN',
    detail: [...months.map(inWords), ...paid].join('; '),
  };
}

function inWords({ month, leftOut, decidedIn, reason }: WithoutHistory): string {
  const why = `by the decision in ${decidedIn} (${reason})`;
  return leftOut
    ? `${month} cannot be proved, its history is left out ${why}`
    : `${month} is whole again; runs from ${decidedIn} on were computed without it ${why}`;
}
