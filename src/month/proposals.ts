import { findPersonsPaid } from '../history/persons-paid.js';
import { findProposals, type Proposal, proposedElsewhere, seekProposed } from '../history/proposals.js';
import type { RefusedProposal } from '../owed/adjustments-earlier.js';
import { earlierRuns, openEarlier } from './earlier-folders.js';
import type { Month } from './month.js';
import { owedThen } from './persons-paid.js';

/**
 * Whether a proposal of an earlier run (month/retroactive.ts) may still be applied. It may not when the month was put
 * right since that run: the newest list says what is left. Nor when a child for whom it pays is paid for in that month
 * elsewhere.
 */
export async function refusedProposals(month: Month, asked: readonly Proposal[]): Promise<RefusedProposal[]> {
  const { workspace, request } = month;
  const first = asked.map((one) => one.month).sort()[0];
  if (first === undefined) return [];
  const released = earlierRuns(month).filter((run) => run.period >= first);
  const runs = released.map((run) => openEarlier(month, run, 'hash'));
  const last = await findProposals(workspace, asked, runs);
  const proposed = asked.filter(
    ({ adjustmentId, month: of }) => last.has(adjustmentId) && of < request.period,
  );
  const refused = new Map<string, RefusedProposal['code']>();
  const refuse = (ids: readonly string[], code: RefusedProposal['code']): void => {
    for (const id of ids) if (!refused.has(id)) refused.set(id, code);
  };
  const places = new Map(released.map((run, place) => [run.runId, place]));
  for (const period of [...new Set(proposed.map((one) => one.month))].sort()) {
    const ofMonth = proposed.filter((one) => one.month === period);
    refuse(outdated(month, ofMonth, last, places), 'ADJUSTMENT_MONTH_PAID');
    await seekProposed(workspace, period);
    await findPersonsPaid(workspace, {
      period,
      runs: runs.filter((run) => run.period === period),
      later: runs.filter((run) => run.period > period),
      owed: owedThen(month, period),
      decided: month.ledger.owed.debts.decidedFor(period),
    });
  }
  const elsewhere = await proposedElsewhere(workspace, request.period);
  refuse([...elsewhere.paid, ...elsewhere.together], 'ADJUSTMENT_MONTH_PAID');
  refuse(elsewhere.owed, 'ADJUSTMENT_MONTH_OWED');
  return [...refused].map(([adjustmentId, code]) => ({ adjustmentId, code }));
}

/** Of one month: the month of the household was put right after the last run that proposed it, or a newer one is here. */
function outdated(
  { ledger }: Month,
  proposed: readonly Proposal[],
  last: ReadonlyMap<string, number>,
  places: ReadonlyMap<string, number>,
): string[] {
  const { recoveries, transfers } = ledger.owed;
  const newest = new Map<string, number>();
  const see = (household: string, place: number): void => {
    newest.set(household, Math.max(place, newest.get(household) ?? -1));
  };
  for (const { adjustmentId, householdId } of proposed) see(householdId, last.get(adjustmentId) ?? -1);
  const [month] = proposed.map((one) => one.month);
  for (const { householdId, runId } of month === undefined ? [] : recoveries.appliedFor(month))
    see(transfers.numberNow(householdId, month ?? null), places.get(runId) ?? -1);
  return proposed
    .filter(
      ({ adjustmentId, householdId }) => (last.get(adjustmentId) ?? -1) < (newest.get(householdId) ?? -1),
    )
    .map((one) => one.adjustmentId);
}
