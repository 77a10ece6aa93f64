import type { CapitalAccount } from './capital.js';

/** A resident's account, for programs: amounts are dirhams as text. */
export function capitalJson(account: CapitalAccount) {
  return {
    person_id: account.personId,
    category: account.category,
    paid: account.paid,
    guaranteed: account.guaranteed,
    missing: account.missing,
    months: account.months.map((month) => ({
      period: month.period,
      run_id: month.runId,
      monthly_aid: month.monthlyAid,
      capital_topup: month.capitalTopup,
      ...(month.opening === null ? {} : { opening: month.opening }),
      cumulated: month.cumulated,
      missing: month.missing,
    })),
  };
}
