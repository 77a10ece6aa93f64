import { join } from 'node:path';
import type { ManifestBody, ManifestOwed } from '../archive/manifest.js';
import { neededFile } from '../archive/open-run.js';
import { decimal, dirhams } from '../domain/money.js';
import { birthCutoff, type Period, referenceDate, shiftPeriod } from '../domain/period.js';
import { stage } from '../domain/report.js';
import { listPersonDoubts } from '../history/doubts.js';
import { NO_NUMBERS, readNumbers } from '../history/numbers.js';
import { keepApplied, openProposals } from '../history/proposals.js';
import { type AdjustmentFigures, adjustmentsToApply, relateAdjustments } from '../owed/adjustments.js';
import { findDoubts } from '../owed/adjustments-in-doubt.js';
import {
  accrue,
  type DebtFigures,
  debtClaims,
  debtFigures,
  decideDebts,
  findResidentDebts,
  loadDebts,
  loadDecidedDebts,
  oneOffGrants,
  payAccruedGrants,
  payResidentDebts,
  valuePastMonths,
} from '../owed/debts.js';
import { countGap } from '../owed/gap.js';
import { decideHolds, doubtHolds, holdClaims } from '../owed/holds.js';
import { type LapsingFigures, type LapsingSum, lapsingFigures, listLapsing } from '../owed/lapsing.js';
import {
  type RecoveryFigures,
  recoveryFigures,
  sumDue,
  takeRecoveries,
  takingsOf,
} from '../owed/recovery.js';
import {
  findCountedNowhere,
  openCountedNowhere,
  takeWhoLeft,
} from '../programmes/families/counted-nowhere.js';
import { findGrantsNotMade, openGrantsNotMade } from '../programmes/families/grants/not-made.js';
import { GRANTS_FILE, listGrants, writeGrants } from '../programmes/families/grants/paid.js';
import { addPastGrants } from '../programmes/families/grants/past.js';
import {
  gatherPastMonths,
  pastPeriods,
  takePastMembers,
  writePastMembers,
} from '../programmes/families/past-months.js';
import { pricePastMonths } from '../programmes/families/price-past.js';
import type { Programme } from '../programmes/programme.js';
import type { Parameters } from '../rules/parameters.js';
import { parametersAt, valueAt } from '../rules/parameters.js';
import { owedForMonth } from '../tables/owed.js';
import { append, makeEmpty } from '../tables/table.js';
import type { FileRows } from './computed.js';
import { earlierMonths } from './earlier-months.js';
import { accrueGap } from './gap.js';
import { followChildren, keepMovedGrants } from './grants-moved.js';
import { gatherHolds } from './holds.js';
import { type Month, orderIdsOf } from './month.js';
import { findPaidThen } from './persons-paid.js';
import { paidRuns } from './supplement.js';

/**
 * What is owed, in both directions, beside the month's own amounts. Before households are decided on: what the
 * ledger and the adjustments' files say. After: what the run pays of it and what it takes, for the register's two
 * columns. With the register made: what this month adds to it.
 */
export type OwedOfMonth = {
  /** Month.owedBasis. */
  readonly basis: string | null;
  readonly adjustments: AdjustmentFigures;
  readonly debts: DebtFigures;
  /** One-off grants among the debts paid, in centimes. */
  readonly oneOff: number;
  readonly recoveries: RecoveryFigures;
  /** Months of households that are owed because no run paid the month: how many the run opens. */
  readonly gap: number;
  readonly lapsing: LapsingFigures;
};

/** Reads what is owed: tables `adjustment` and `debt_at_hand`. */
export async function gatherOwed(month: Month, rows: number): Promise<AdjustmentFigures> {
  const { ledger, request, workspace, report } = month;
  const { owed } = ledger;
  const { period } = request;
  await loadDebts(workspace, {
    open: owed.debts.open(),
    returned: owed.returns.fresh(),
    recovered: ledger.undone.fresh(),
    contested: owed.returns.contested(),
  });
  const oldest = shiftPeriod(period, -Number(needed(month, 'arrears_months')));
  const judged = {
    ...{ period, oldest },
    providers: request.configuration.providers.map((one) => one.code),
    iseThreshold: month.parameters.iseThreshold,
  };
  await openProposals(workspace);
  const figures = await relateAdjustments(
    workspace,
    rows,
    judged,
    earlierMonths(month, rows === 0 ? NO_NUMBERS : await readNumbers(workspace)),
  );
  await keepApplied(
    workspace,
    (await adjustmentsToApply(workspace)).map((one) => one.adjustmentId),
  );
  if (figures.quarantined > 0)
    report.notice(`adjustments: rows in quarantine, not applied: ${figures.quarantined}`);
  await loadDecidedDebts(workspace, period);
  await gatherHolds(month);
  await makeEmpty(workspace, owedForMonth);
  if (month.supplement !== null) {
    const households = owed.debts.householdsOwedFor(period);
    await append(
      workspace,
      owedForMonth,
      households.map((id) => ({ household_id: id })),
    );
  }
  return figures;
}

/** Decides what is paid of it and taken: tables `debt`, `recovery_taken` and, for the register, `owed_due`. */
async function decideOwed(month: Month): Promise<void> {
  const { request, workspace, ledger } = month;
  const { period } = request;
  const monthsBack = Number(needed(month, 'arrears_months'));
  await accrueGap(month);
  await openCountedNowhere(workspace);
  await openGrantsNotMade(workspace);
  if ((await decideDebts(workspace, period, monthsBack)) > 0) {
    await stage(month.report, 'months owed', () => computePastMonths(month));
  }
  await followChildren(month);
  await payGrantsOf(month);
  await decideHolds(workspace);
  const undone = new Set(ledger.undone.all().map(({ recoveryId }) => recoveryId));
  const open = ledger.owed.recoveries
    .outstanding()
    .filter((one) => one.state === 'OPEN' && one.openedIn < period && !undone.has(one.recoveryId));
  await takeRecoveries(workspace, open, decimal(needed(month, 'recovery_share')));
  await sumDue(workspace);
}

/** The grants of the month that its earlier runs kept back: to be paid with the month by a supplementary run. */
async function payGrantsOf({ workspace, supplement, ledger }: Month): Promise<void> {
  const lists: string[] = [];
  const runs = paidRuns(supplement);
  for (const run of runs) lists.push(await neededFile(run, GRANTS_FILE));
  if (lists.length === 0) return;
  const freed = [...ledger.freed.all()].filter((one) => runs.some(({ runId }) => runId === one.runId));
  await payAccruedGrants(workspace, lists, freed);
}

async function computePastMonths(month: Month): Promise<void> {
  const { workspace, ledger } = month;
  const parameters = parametersOf(month);
  const periods = await pastPeriods(workspace);
  await takePastMembers(workspace);
  await takeWhoLeft(workspace, periods, parameters);
  await findPaidThen(month, periods);
  const granted = {
    any: (year: number) => ledger.grantedAny('SCHOOL', year),
    among: (year: number, persons: readonly string[]) => ledger.grantedAmong('SCHOOL', year, persons),
  };
  await gatherPastMonths(workspace, parameters, granted, (period) => ledger.owed.transfers.receivers(period));
  await pricePastMonths(workspace, parameters);
  await valuePastMonths(workspace);
  await findCountedNowhere(workspace);
  await findGrantsNotMade(workspace, periods, parameters, granted);
}

/** The family's part when its register is made: what this month adds to the debts, and the grants it makes. */
async function addMonth(month: Month, folder: string): Promise<readonly FileRows[]> {
  const { workspace, request, parameters } = month;
  await accrue(workspace, request.period);
  const now = referenceDate(request.period);
  await listGrants(workspace, parameters, { now, child: birthCutoff(now, parameters.ageChild) });
  // Those of the months whose amounts were computed now.
  await addPastGrants(workspace, await pastPeriods(workspace), parametersOf(month));
  const moved = await keepMovedGrants(month, folder);
  return [
    ...moved,
    [GRANTS_FILE, await writeGrants(workspace, join(folder, GRANTS_FILE))],
    ...(await writePastMembers(workspace, folder)),
  ];
}

/**
 * What the stages of a programme do about what is owed: before its own are decided on, when they are, and when its
 * register is made in `folder`. The last returns files of the folder and their rows.
 */
export const OWED: Readonly<
  Record<
    Programme['code'],
    {
      readonly find: (month: Month) => Promise<void>;
      readonly decide: (month: Month) => Promise<void>;
      readonly add: (month: Month, folder: string) => Promise<readonly FileRows[]>;
    }
  >
> = {
  families: { find: async () => undefined, decide: decideOwed, add: addMonth },
  residents: {
    find: ({ workspace }) => findResidentDebts(workspace),
    decide: ({ workspace, request }) => payResidentDebts(workspace, request.period),
    add: async () => [],
  },
};

function parametersOf({ request, parameters }: Month): (period: Period) => Parameters {
  const known = new Map<Period, Parameters>([[request.period, parameters]]);
  return (period) => {
    const one = known.get(period) ?? parametersAt(request.rules, period);
    known.set(period, one);
    return one;
  };
}

/** These two have a value in every month that has rules at all. */
function needed({ request }: Month, name: 'arrears_months' | 'recovery_share'): string {
  return valueAt(request.rules, name, request.period) ?? '0';
}

/**
 * The figures of what is owed, when all of it is in table `debt`; makes table `lapsing`.
 * @param residents whether the run has residents of care institutions
 */
export async function measureOwed(
  month: Month,
  adjustments: AdjustmentFigures,
  residents: boolean,
): Promise<OwedOfMonth> {
  const { workspace, ledger, request } = month;
  await listLapsing(workspace, request.period, Number(needed(month, 'arrears_months')), residents);
  const { recoveries } = ledger.owed;
  const { period, configuration } = request;
  await findDoubts(workspace, period, configuration.limits.adjustment, () =>
    recoveries.appliedSince(shiftPeriod(period, -12)),
  );
  return {
    basis: month.owedBasis,
    adjustments,
    debts: await debtFigures(workspace),
    oneOff: await oneOffGrants(workspace),
    recoveries: await recoveryFigures(workspace, recoveries.total(), recoveries.reducedSince()),
    gap: month.gap === null ? 0 : await countGap(workspace),
    lapsing: await lapsingFigures(workspace),
  };
}

/** The manifest's part, and what it adds to the rest of it. */
export function withOwed<Body extends Pick<ManifestBody, 'counts'>>(
  body: Body,
  owed: OwedOfMonth,
): Body & { readonly owed: ManifestOwed } {
  const { basis, adjustments, debts, oneOff, recoveries, lapsing } = owed;
  const sum = (one: LapsingSum) => ({ debts: one.debts, amount: dirhams(one.centimes) });
  return {
    ...body,
    counts: {
      ...body.counts,
      quarantined_rows: body.counts.quarantined_rows + adjustments.quarantined,
    },
    owed: {
      basis,
      debts: {
        start: dirhams(debts.start),
        accrued: dirhams(debts.accrued),
        returned: dirhams(debts.returned),
        adjustments: dirhams(debts.adjustments),
        paid: dirhams(debts.paid),
        cancelled: dirhams(debts.cancelled),
        end: dirhams(debts.end),
        unknown_months: debts.unknownMonths,
      },
      recoveries: {
        start: dirhams(recoveries.start),
        opened: dirhams(recoveries.opened),
        recovered: dirhams(recoveries.recovered),
        written_off: dirhams(recoveries.writtenOff),
        ...(recoveries.repaid === 0 ? {} : { repaid: dirhams(recoveries.repaid) }),
        end: dirhams(recoveries.end),
      },
      ...(oneOff === 0 ? {} : { one_off: dirhams(oneOff) }),
      adjustments: {
        rows: adjustments.rows,
        applied: adjustments.applied,
        known: adjustments.known,
        quarantined_rows: adjustments.quarantined,
      },
      lapsing: {
        lapsed: sum(lapsing.lapsed),
        soon: sum(lapsing.soon),
        out_of_reach: sum(lapsing.outOfReach),
      },
    },
  };
}

/** Lays what the run does to debts, balances and holds before the ledger; done when it is released. */
export async function claimOwed(month: Month, runId: string): Promise<void> {
  const { ledger, workspace } = month;
  const orders = orderIdsOf(month);
  ledger.stageOwed(runId, {
    adjustments: await adjustmentsToApply(workspace),
    takings: await takingsOf(workspace, orders),
    holds: [
      ...(await holdClaims(workspace)),
      ...doubtHolds(ledger.owed.holds.active(), await listPersonDoubts(workspace), month.request.period),
    ],
  });
  for await (const debts of inChunks(debtClaims(workspace, orders))) ledger.stageOwed(runId, { debts });
}

/** Some thousand at a time: each transaction is on disk before the next. */
export async function* inChunks<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  const AT_A_TIME = 20_000;
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < AT_A_TIME) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
