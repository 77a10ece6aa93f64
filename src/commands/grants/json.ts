import { dirhams } from '../../domain/money.js';
import type { GrantClaim } from '../../ledger/granted.js';
import type { LedgerRun } from '../../ledger/run-table.js';

/** What a run granted, for programs: amounts are dirhams as text; a birth grant has no year. */
export function grantsJson(run: LedgerRun, claims: readonly GrantClaim[]) {
  return {
    run_id: run.runId,
    period: run.period,
    grants: claims.map((one) => ({
      household_id: one.householdId,
      person_id: one.personId,
      kind: one.kind,
      level: one.level,
      year: one.year === 0 ? null : one.year,
      amount: dirhams(one.centimes),
    })),
    total: dirhams(claims.reduce((total, one) => total + one.centimes, 0)),
  };
}
