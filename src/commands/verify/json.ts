import type { Manifest } from '../../archive/manifest.js';
import { dirhams } from '../../domain/money.js';
import type { LedgerVerification } from '../../verify/ledger.js';

/** The proof of a run's folder, for programs. `manifest` is null when it cannot be read. */
export function runProofJson(
  manifest: Manifest | null,
  differences: readonly string[],
  passedOver: readonly string[],
) {
  return {
    proven: differences.length === 0,
    seal: manifest?.seal ?? null,
    differences,
    passed_over: passedOver,
  };
}

/** The proof of the ledger over all released runs, for programs: amounts are dirhams as text. */
export function ledgerProofJson({ runs, orders, centimes, owed, balances, differences }: LedgerVerification) {
  return {
    proven: differences.length === 0,
    runs,
    orders,
    net: dirhams(centimes),
    owed: dirhams(owed),
    balances: dirhams(balances),
    differences,
  };
}
