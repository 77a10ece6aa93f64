import { choose, releasedRuns } from '../../archive/runs-of-month.js';
import { changeLedger } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import type { Period } from '../../domain/period.js';
import type { Reporter } from '../../domain/report.js';
import { type Debt, debtId } from '../../ledger/debts.js';
import type { Clock, Ledger } from '../../ledger/ledger.js';

/** A debt that may be paid until the run of the month `to`. */
export type Extended = { readonly debt: Debt; readonly to: Period };

/**
 * People keep a debt from lapsing. Throws OperatorError where no open debt has this name, where it never lapses, and for
 * a month that is released already.
 * @param id as `debtId` writes it; a household and a month are enough where one debt alone is open
 */
export function extendDebt(
  out: string,
  id: string,
  to: Period,
  reason: string,
  clock: Clock,
  report: Reporter,
): Promise<Extended> {
  return changeLedger({ out, command: `owed extend ${id}`, clock, report }, (ledger) => {
    const debt = openDebt(ledger, id);
    if (debt.kind === 'ADJUSTMENT')
      throw new OperatorError(`${id}: decided arrears never lapse; nothing was changed`);
    const last = choose(out, releasedRuns(ledger), null).period;
    if (to <= last)
      throw new OperatorError(`--to: ${to} is released already; give a month after ${last}, the last one`);
    ledger.extendDebt(debt, to, reason);
    return { debt, to };
  });
}

/** The open debt of this name. */
function openDebt(ledger: Ledger, id: string): Debt {
  const [householdId, origin] = id.split('/');
  const all = ledger.owed.debts.of(householdId ?? '').filter((one) => one.origin === origin);
  const open = all.filter((one) => one.state === 'OPEN');
  const named = open.filter((one) => debtId(one) === id || id === `${householdId}/${origin}`);
  const exact = named.find((one) => debtId(one) === id);
  const [found, ...others] = exact === undefined ? named : [exact];
  if (found !== undefined && others.length === 0) return found;
  if (found !== undefined)
    throw new OperatorError(
      `${id}: several debts are open: ${named.map(debtId).join(', ')}; give one of them`,
    );
  const closed = all.find((one) => debtId(one) === id);
  if (closed !== undefined)
    throw new OperatorError(`${id}: the debt is ${closed.state}; only an open one can be extended`);
  throw new OperatorError(
    `${id}: no such debt; sarf owed ${householdId} shows the names of those that are open (HOUSEHOLD/YYYY-MM[/REFERENCE])`,
  );
}
