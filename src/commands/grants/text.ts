import { countToPeople, dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import type { GrantClaim } from '../../ledger/granted.js';
import type { LedgerRun } from '../../ledger/run-table.js';
import { left, right, textTable } from '../../terminal/table.js';

export const GRANTS_HEADER = 'household_id,person_id,kind,level,year,amount';

/** A grant as a line of CSV. Ids and levels hold letters, digits and hyphens alone: nothing needs a quote. */
export function grantLine(one: GrantClaim): string {
  const year = one.year === 0 ? '' : one.year;
  return `${one.householdId},${one.personId},${one.kind},${one.level},${year},${dirhams(one.centimes)}`;
}

/** Sums by kind and level, in centimes, added up grant by grant. */
export class GrantSums {
  readonly #sums = new Map<string, { count: number; centimes: number }>();

  add({ kind, level, centimes }: GrantClaim): void {
    const key = `${kind} ${level}`;
    const sum = this.#sums.get(key) ?? { count: 0, centimes: 0 };
    this.#sums.set(key, { count: sum.count + 1, centimes: sum.centimes + centimes });
  }

  text(run: LedgerRun): Line[] {
    if (this.#sums.size === 0) return [`run ${run.runId} of ${run.period} granted nothing`];
    return textTable(
      [left(24), right(11), right(19), left()],
      [...this.#sums]
        .sort()
        .map(([key, { count, centimes }]) => [key, countToPeople(count), toPeople(dirhams(centimes)), 'DH']),
    );
  }
}
