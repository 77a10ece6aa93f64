import { REGISTER_FILE } from '../../archive/folders.js';
import { neededFile } from '../../archive/open-run.js';
import { openReleased, recentRuns, releasedRuns } from '../../archive/runs-of-month.js';
import { changeLedger } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import { type Period, shiftPeriod } from '../../domain/period.js';
import type { Reporter } from '../../domain/report.js';
import { PATTERNS } from '../../domain/vocabulary.js';
import type { Clock, Ledger } from '../../ledger/ledger.js';
import {
  familyBefore,
  type MovedHousehold,
  type Transfer,
  type Transferred,
} from '../../ledger/transfers.js';
import { readParquet, Workspace } from '../../workspace/duckdb.js';

export type TransferDone = {
  readonly moved: MovedHousehold;
  /** The number from which it was moved: of a family before, when another family bears the number that was given. */
  readonly from: string;
  /** Months owed to the old number that were not moved: paid under the new one, or owed to it already. */
  readonly staying: readonly Period[];
};

/**
 * Moves what is recorded under a household's old number to its new one, by decision. A number may be moved to the same
 * one again, and a family may come back to an old number. Throws OperatorError for numbers that are none, a number that
 * was moved elsewhere and that no run lists since, or a new number that no recent run lists, or none since it was given up.
 */
export function transferHousehold(
  out: string,
  asked: Transfer,
  clock: Clock,
  report: Reporter,
): Promise<TransferDone> {
  const { from: old, to } = asked;
  if (!(HOUSEHOLD_ID.test(old) || FAMILY_BEFORE.test(old))) throw noNumber('OLD', old);
  if (!HOUSEHOLD_ID.test(to)) throw noNumber('NEW', to);
  if (old === to) throw new OperatorError(`${old}: OLD and NEW are one number; nothing was changed`);
  return changeLedger({ out, command: `transfer ${old} ${to}`, clock, report }, async (ledger) => {
    const known = await knownIn(out, ledger, [old, to]);
    refuseUnknown(ledger, old, to, known);
    // Of two numbers that other families bear now, what was there before is put aside first.
    for (const number of [old, to]) {
      const doubt = replacedHold(ledger, number);
      if (doubt !== null) ledger.detach(number, doubt, asked.reason);
    }
    const doubt = replacedHold(ledger, old);
    const from = doubt === null ? old : familyBefore(old, doubt);
    const open = ledger.owed.debts.of(from).filter((debt) => debt.state === 'OPEN');
    const owedToNew = new Set(ledger.owed.debts.of(to).map((debt) => debt.origin));
    const paid = new Set(known.get(to)?.paid);
    const staying = [...new Set(open.filter((debt) => isMonth(debt.kind)).map((debt) => debt.origin))]
      .filter((origin) => paid.has(origin) || owedToNew.has(origin))
      .sort();
    const last = releasedRuns(ledger).at(-1);
    const before = last === undefined || from !== old ? null : shiftPeriod(last.period, 1);
    return { moved: ledger.transfer({ from, to, reason: asked.reason, before }, staying), from, staying };
  });
}

/** The month from which another family bears the number, as a hold that nobody ended says; null: none does. */
function replacedHold(ledger: Ledger, household: string): Period | null {
  const hold = ledger.owed.holds
    .of(household)
    .find(({ reason, state }) => reason === 'HOUSEHOLD_REPLACED' && state === 'ACTIVE');
  return hold?.orderId ?? null;
}

/** Throws where the ledger and the last months' runs speak against it. */
function refuseUnknown(
  ledger: Ledger,
  from: string,
  to: string,
  known: ReadonlyMap<string, KnownNumber>,
): void {
  const before = ledger.owed.transfers.all();
  const lastFrom = (number: string) => before.findLast((one) => one.from === number);
  const listedSince = (number: string, moved: Transferred) => {
    const listed = known.get(number)?.listed ?? null;
    return listed !== null && moved.before !== null && listed >= moved.before;
  };
  const moved = lastFrom(from);
  if (moved !== undefined && moved.to !== to && moved.to !== familyBefore(from, moved.before ?? '')) {
    const back = before.some((one) => one.to === from && before.indexOf(one) > before.indexOf(moved));
    if (!(back || listedSince(from, moved)))
      throw new OperatorError(`${from}: was moved to ${moved.to} before; nothing was changed`);
  }
  const given = lastFrom(to);
  if (given !== undefined && !listedSince(to, given))
    throw new OperatorError(
      `${to}: is itself an old number, moved on to ${given.to}, and no run lists it since; give the number under which the family stands now`,
    );
  if ((known.get(to)?.listed ?? null) === null)
    throw new OperatorError(
      `${to}: no released run of the last twelve months has a household of this number; nothing was changed`,
    );
}

const HOUSEHOLD_ID = new RegExp(`^(?:${PATTERNS.householdId})$`);
/** Of the family that bore a number before a month (familyBefore). */
const FAMILY_BEFORE = new RegExp(`^(?:${PATTERNS.householdId})@\\d{4}-\\d{2}$`);

const isMonth = (kind: string) => kind === 'MONTH' || kind === 'GRANTS';

function noNumber(name: string, id: string): OperatorError {
  return new OperatorError(`${name}: ${id} is no household number; nothing was changed`);
}

/** The last month whose released runs list a household, and the months in which they paid it. */
type KnownNumber = { readonly listed: Period | null; readonly paid: readonly Period[] };

/** What the last months' released runs know of these numbers. */
async function knownIn(
  out: string,
  ledger: Ledger,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, KnownNumber>> {
  const last = releasedRuns(ledger).at(-1);
  const runs = last === undefined ? [] : recentRuns(ledger, last.period);
  const known = new Map<string, KnownNumber>();
  await Workspace.scratch('transfer', { memory: '512MB', threads: 2 }, async (workspace) => {
    for (const run of runs) {
      const register = await neededFile(openReleased(out, run), REGISTER_FILE);
      for (const household of numbers) {
        const rows = await workspace.select(
          `SELECT decision FROM ${readParquet([register])} WHERE household_id = $household`,
          { household },
        );
        if (rows.length === 0) continue;
        const { listed, paid } = known.get(household) ?? { listed: null, paid: [] };
        known.set(household, {
          listed: listed !== null && listed > run.period ? listed : run.period,
          paid: rows.some((row) => row.text('decision') === 'PAY') ? [...paid, run.period] : paid,
        });
      }
    }
  });
  return known;
}
