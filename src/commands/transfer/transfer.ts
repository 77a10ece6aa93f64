import { REGISTER_FILE } from '../../archive/folders.js';
import { neededFile, sealedTable } from '../../archive/open-run.js';
import { openReleased, recentRuns, releasedRuns } from '../../archive/runs-of-month.js';
import { changeLedger } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import { type Period, shiftPeriod } from '../../domain/period.js';
import type { Reporter } from '../../domain/report.js';
import { quoted } from '../../domain/shell.js';
import { PATTERNS } from '../../domain/vocabulary.js';
import type { Debt } from '../../ledger/debts.js';
import type { Clock, Ledger } from '../../ledger/ledger.js';
import {
  familyBefore,
  familyBeforeOf,
  type MovedHousehold,
  type Transfer,
  type Transferred,
  type TransferredMonths,
} from '../../ledger/transfers.js';
import { readParquet, Workspace } from '../../workspace/duckdb.js';

export type TransferDone = {
  readonly moved: MovedHousehold;
  /** The number from which it was moved: of a family before, when another family bears the number that was given. */
  readonly from: string;
  /** Months owed to the old number that were not moved: paid under the new one, or owed to it already. */
  readonly staying: readonly Period[];
  /** Months that the new number was owed without an amount: what the old one was owed for them takes their place. */
  readonly replaced: readonly Period[];
};

/**
 * Moves what is recorded under a household's old number to its new one, by decision. A number may be moved to the same
 * one again, and a family may come back to an old number. Throws OperatorError for numbers that are none, a number that
 * was moved elsewhere and that no run lists since, a new number that no recent run lists, or none since it was given up,
 * or two numbers under which nobody was listed in common, unless people say that it is one family all the same.
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
    const known = await knownIn(out, ledger, [numberOf(old), to]);
    refuseUnknown(ledger, old, to, known);
    if (asked.sameFamily !== true) refuseStrangers(asked, known, replacedHold(ledger, old), out);
    // Of two numbers that other families bear now, what was there before is put aside first.
    for (const number of [old, to]) {
      const doubt = replacedHold(ledger, number);
      if (doubt !== null) ledger.detach(number, doubt, asked.reason);
    }
    const doubt = replacedHold(ledger, old);
    const from = doubt === null ? old : familyBefore(old, doubt);
    const open = ledger.owed.debts.of(from).filter((debt) => debt.state === 'OPEN');
    const months = monthsOf(open, ledger.owed.debts.of(to), new Set(known.get(to)?.paid));
    const last = releasedRuns(ledger).at(-1);
    const before = last === undefined || from !== old ? null : shiftPeriod(last.period, 1);
    return { moved: ledger.transfer({ ...asked, from, before }, months), from, ...months };
  });
}

/**
 * What becomes of the months that the old number is owed. One that the new number was paid, or has a debt for, stays. But
 * where the amount of that debt is not known, and the old one's is, it is the month of one family: it has the amount.
 * A grant that went to the new number with its child is no payment of the month.
 */
function monthsOf(
  open: readonly Debt[],
  ofNew: readonly Debt[],
  paid: ReadonlySet<Period>,
): TransferredMonths {
  const unknown = (debt: Debt) => debt.kind === 'MONTH' && debt.state === 'OPEN' && debt.centimes === null;
  const waiting = new Set(ofNew.filter(unknown).map(({ origin }) => origin));
  const owed = new Set(
    ofNew.filter((debt) => !(unknown(debt) || isMovedGrant(debt))).map(({ origin }) => origin),
  );
  const known = new Set(open.filter(({ centimes }) => centimes !== null).map(({ origin }) => origin));
  const months = [...new Set(open.filter(({ kind }) => isMonth(kind)).map(({ origin }) => origin))].sort();
  const stays = (origin: Period) =>
    paid.has(origin) || owed.has(origin) || (waiting.has(origin) && !known.has(origin));
  return {
    staying: months.filter(stays),
    replaced: months.filter((origin) => !stays(origin) && waiting.has(origin)),
  };
}

/** Throws where nobody was listed under both numbers, as far as the last months' runs say who was. */
function refuseStrangers(
  { from, to, reason }: Transfer,
  known: ReadonlyMap<string, KnownNumber>,
  replaced: Period | null,
  out: string,
): void {
  const [old, now] = [known.get(numberOf(from)), known.get(to)];
  if (old?.untold === true || now?.untold === true) return;
  const until = replaced ?? familyBeforeOf(from)?.month ?? null;
  const family = new Set(
    (old?.persons ?? []).filter(({ month }) => until === null || month < until).map(({ person }) => person),
  );
  if (now?.persons.some(({ person }) => family.has(person)) === true) return;
  throw new OperatorError(
    `${from} and ${to}: nobody was listed under both in the last twelve months; nothing was changed. Where it is one family all the same: sarf transfer ${from} ${to} --same-family --reason ${quoted(reason)} --out ${quoted(out)}`,
  );
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

/** One grant, which went with its child: grants of a month together have no reference. */
const isMovedGrant = ({ kind, reference }: Debt) => kind === 'GRANTS' && reference !== '';

const isMonth = (kind: string) => kind === 'MONTH' || kind === 'GRANTS';

function noNumber(name: string, id: string): OperatorError {
  return new OperatorError(`${name}: ${id} is no household number; nothing was changed`);
}

/** The number without the month of a family that bore it before. */
const numberOf = (id: string) => familyBeforeOf(id)?.householdId ?? id;

/** What the last months' released runs say of a number. */
type KnownNumber = {
  /** The last month that lists it. */
  readonly listed: Period | null;
  /** The months that paid it. */
  readonly paid: readonly Period[];
  /** Who was listed, in which months. */
  readonly persons: readonly { readonly month: Period; readonly person: string }[];
  /** Whether a run that lists it kept nobody's members, as those of the first versions. */
  readonly untold: boolean;
};

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
      const opened = openReleased(out, run);
      const register = await neededFile(opened, REGISTER_FILE);
      for (const household of numbers) {
        const rows = await workspace.select(
          `SELECT decision FROM ${readParquet([register])} WHERE household_id = $household`,
          { household },
        );
        if (rows.length === 0) continue;
        const { listed, paid, persons, untold } = known.get(household) ?? NOTHING;
        const members = await sealedTable(opened, 'members');
        const found = members.length === 0 ? [] : await personsOf(workspace, members, household);
        known.set(household, {
          persons: [...persons, ...found.map((person) => ({ month: run.period, person }))],
          untold: untold || members.length === 0,
          listed: listed !== null && listed > run.period ? listed : run.period,
          paid: rows.some((row) => row.text('decision') === 'PAY') ? [...paid, run.period] : paid,
        });
      }
    }
  });
  return known;
}

const NOTHING: KnownNumber = { listed: null, paid: [], persons: [], untold: false };

async function personsOf(
  workspace: Workspace,
  members: readonly string[],
  household: string,
): Promise<string[]> {
  const rows = await workspace.select(
    `SELECT DISTINCT person_id FROM ${readParquet(members)} WHERE household_id = $household ORDER BY person_id`,
    { household },
  );
  return rows.map((row) => row.text('person_id'));
}
