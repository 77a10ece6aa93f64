import type { Findings } from './find.js';

/** What was found, for programs: amounts are dirhams as text. */
export function findJson(text: string, { looked, found, more }: Findings) {
  return {
    text,
    looked: looked.map((run) => ({ period: run.period, run_id: run.runId, state: run.state })),
    found: found.map((one) => ({
      period: one.period,
      run_id: one.runId,
      state: one.state,
      as: one.as,
      beneficiary: one.beneficiary,
      decision: one.decision,
      reason: one.reason,
      entitlement: one.entitlement,
      net: one.net,
      order_id: one.orderId,
    })),
    more,
  };
}
