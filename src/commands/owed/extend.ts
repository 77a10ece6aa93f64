import { keptRules, type SealedRun } from '../../archive/open-run.js';
import { choose, openReleased, releasedRuns } from '../../archive/runs-of-month.js';
import { changeLedger } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import { type Period, shiftPeriod } from '../../domain/period.js';
import type { Reporter } from '../../domain/report.js';
import { quoted } from '../../domain/shell.js';
import { type Debt, debtId } from '../../ledger/debts.js';
import type { Clock, Ledger } from '../../ledger/ledger.js';
import { rulesWith } from '../../rules/load.js';
import { valueAt } from '../../rules/parameters.js';

/** A debt that may be paid until the run of the month `to`. */
export type Extended = { readonly debt: Debt; readonly to: Period };

/**
 * People keep a debt from lapsing. Throws OperatorError where no open debt has this name, where it never lapses, for a
 * month that is released already, and for one until which it may be paid anyhow.
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
  return changeLedger({ out, command: `owed extend ${id}`, clock, report }, async (ledger) => {
    const debt = openDebt(out, ledger, id);
    if (debt.kind === 'ADJUSTMENT')
      throw new OperatorError(`${id}: decided arrears never lapse; nothing was changed`);
    const run = choose(out, releasedRuns(ledger), null);
    const last = run.period;
    if (to <= last)
      throw new OperatorError(`--to: ${to} is released already; give a month after ${last}, the last one`);
    const until = await lastMonth(openReleased(out, run), debt);
    if (to <= until)
      throw new OperatorError(
        `--to: ${debtId(debt)} may be paid until the run of ${until} as it is; give a later month, nothing was changed`,
      );
    ledger.extendDebt(debt, to, reason);
    return { debt, to };
  });
}

/** The last month whose run may pay the debt: by the rules of the last released run, or as people extended it. */
async function lastMonth(run: SealedRun, { origin, extendedTo }: Debt): Promise<Period> {
  const rules = rulesWith(run.manifest.rules.sha256, await keptRules(run));
  const months = rules === null ? null : valueAt(rules, 'arrears_months', run.period);
  const byRule = shiftPeriod(origin, Number(months ?? '0'));
  return extendedTo !== null && extendedTo > byRule ? extendedTo : byRule;
}

/** The open debt of this name. */
function openDebt(out: string, ledger: Ledger, id: string): Debt {
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
    `${id}: no such debt; sarf owed ${householdId} --out ${quoted(out)} shows the names of those that are open (HOUSEHOLD/YYYY-MM[/REFERENCE])`,
  );
}
