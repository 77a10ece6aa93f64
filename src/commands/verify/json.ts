import type { Manifest } from '../../archive/manifest.js';
import { dirhams } from '../../domain/money.js';
import type { LedgerVerification } from '../../verify/ledger.js';

/** What a run's folder proves, for programs. `manifest` is null when there is none to read. */
export function runProofJson(manifest: Manifest | null, differences: readonly string[]) {
  return { proven: differences.length === 0, seal: manifest?.seal ?? null, differences };
}

/** What the ledger proves over all released runs, for programs: amounts are dirhams as text. */
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
