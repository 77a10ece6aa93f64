import { join } from 'node:path';
import { type SealedRun, sealedFile, sealedTable } from '../archive/open-run.js';
import { runsOf } from '../archive/prior-run.js';
import { MONTHS_BACK } from '../archive/runs-of-month.js';
import { type Period, referenceDate, shiftPeriod } from '../domain/period.js';
import { stage } from '../domain/report.js';
import { findChanges, type MembersBefore } from '../history/changes.js';
import { CLOSED_FILE, CLOSED_TO_KEEP, type ClosedBefore, findClosed } from '../history/closed.js';
import { DEATHS_FILE, DEATHS_TO_KEEP, type DeathsBefore, findDeaths } from '../history/deaths.js';
import { findPersonDoubts, loadDecided } from '../history/doubts.js';
import { carryGone, findGone, GONE_FILE, GONE_TO_KEEP } from '../history/gone.js';
import { findLate, LATE_FILE } from '../history/late.js';
import { COVERS_FILE, ENROLMENTS_FILE, type PartnerFiles } from '../history/late-partners.js';
import { noteMembers } from '../history/member-rows.js';
import { findRenumbered, RENUMBERED_FILE, writeRenumbered } from '../history/renumbered.js';
import { findReplaced, REPLACED_FILE, REPLACED_TO_KEEP } from '../history/replaced.js';
import type { Kind } from '../registry/columns.js';
import { COLUMNAR } from '../workspace/batches.js';
import { type Values, type Workspace, writePath } from '../workspace/duckdb.js';
import type { FileRows } from './computed.js';
import { earlierRegister, openEarlier, recentEarlierRuns } from './earlier-folders.js';
import type { Month } from './month.js';
import { paidRuns } from './supplement.js';

/**
 * What the sealed folders of earlier months say of the persons of this one. Each run keeps what the next must know
 * (below history/), so that the run before is all that is read; only after a version that kept nothing are the runs of
 * the last twelve months.
 */
/** Notes of the members' rows where late facts may be said; to be called while the rows are there. */
export async function noteRows(month: Month): Promise<void> {
  const { period } = month.request;
  await noteMembers(month.workspace, await keptBy(runBefore(month), GONE_FILE), {
    since: referenceDate(shiftPeriod(period, -MONTHS_BACK - 1)),
    oldest: shiftPeriod(period, -MONTHS_BACK),
  });
}

/** The folder of a run in which they lie. */
export const HISTORY_FOLDER = 'history';

/**
 * When the facts of all are gathered: who came, left, died, and which households cannot be what they were. Writes below
 * `folder` what the next run must know of who left and of what partners said, and returns the files and their rows.
 */
export async function rememberPersons(month: Month, folder: string): Promise<FileRows[]> {
  const { workspace, report, request, ledger } = month;
  const { period } = request;
  const now = referenceDate(period);
  const before = runBefore(month);
  return stage(report, 'persons over the months', async (): Promise<FileRows[]> => {
    await loadDecided(workspace, ledger.owed.holds.doubtsEnded());
    await findChanges(workspace, await membersOf(before), now);
    await findGone(workspace, await keptBy(before, GONE_FILE), period);
    await findDeaths(workspace, await deathsOf(month, before), { period, now });
    await findReplaced(workspace, await keptBy(before, REPLACED_FILE), period);
    await findPersonDoubts(workspace);
    await findRenumbered(workspace);
    await carryGone(workspace, period);
    const said = await findLate(workspace, await keptBy(before, LATE_FILE), {
      period,
      supplement: month.supplement?.number ?? 0,
      oldest: shiftPeriod(period, -MONTHS_BACK),
      since: referenceDate(shiftPeriod(period, -MONTHS_BACK - 1)),
      paidUntil: month.supplement === null ? shiftPeriod(period, -1) : period,
      runs: releasedByMonth(month),
      partners: await partnerFiles(month, before),
      iseThreshold: month.parameters.iseThreshold,
    });
    await findClosed(workspace, await closedOf(month, before));
    const oldest = shiftPeriod(period, -MONTHS_BACK);
    const kept: FileRows[] = [
      [GONE_FILE, await keep(workspace, join(folder, GONE_FILE), GONE_TO_KEEP, { oldest })],
    ];
    for (const [file, select] of said) kept.push([file, await keep(workspace, join(folder, file), select)]);
    return kept;
  });
}

/** When the register is made: the rest of what the next run must know, and what auditors read. Returns files and rows. */
export async function keepHistory(month: Month, folder: string): Promise<FileRows[]> {
  const rows: FileRows[] = [];
  for (const [file, select] of [
    [DEATHS_FILE, DEATHS_TO_KEEP],
    [CLOSED_FILE, CLOSED_TO_KEEP],
    [REPLACED_FILE, REPLACED_TO_KEEP],
  ] as const)
    rows.push([file, await keep(month.workspace, join(folder, file), select)]);
  return [...rows, [RENUMBERED_FILE, await writeRenumbered(month.workspace, join(folder, RENUMBERED_FILE))]];
}

/** Writes a list for the next run. Returns its rows. */
export async function keep(
  workspace: Workspace,
  path: string,
  select: string,
  values?: Values,
): Promise<number> {
  return workspace.copy(`COPY (${select}) TO ${writePath(path)} (${COLUMNAR})`, values);
}

/**
 * The released runs of the year before and of this month, by month in order. Months without a run that people decided to
 * owe have none: later runs paid them. A month that was opened is not there: of what it was paid for nothing is known.
 */
export function releasedByMonth(month: Month): Map<Period, SealedRun[]> {
  const { ledger, request } = month;
  const found = new Map<Period, SealedRun[]>();
  for (const run of recentEarlierRuns(month).filter(({ kind }) => kind !== 'opening'))
    found.set(run.period, [...(found.get(run.period) ?? []), openEarlier(month, run, 'size')]);
  for (let back = 1; back <= MONTHS_BACK; back++) {
    const one = shiftPeriod(request.period, -back);
    if (ledger.gaps.released(one) === 'OWED') found.set(one, []);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether partners sent files, and what the run before kept of theirs. */
async function partnerFiles({ extract }: Month, before: SealedRun | null): Promise<PartnerFiles> {
  const sent = (kind: Kind) => extract.files.some((file) => file.kind === kind);
  return {
    covers: { sent: sent('social_security'), kept: await keptBy(before, COVERS_FILE) },
    enrolments: { sent: sent('schooling'), kept: await keptBy(before, ENROLMENTS_FILE) },
  };
}

/**
 * The last run that was released before this one, in its month or an earlier one; null on a first run. An opening says
 * whom another system paid, and nothing of persons: the run after it is the first that does.
 */
function runBefore({ prior, supplement }: Month): SealedRun | null {
  const before = paidRuns(supplement).at(-1) ?? runsOf(prior).at(-1) ?? null;
  return before?.manifest.kind === 'opening' ? null : before;
}

/** Its files that say who was listed; none without a run, or of a version that kept none. */
async function membersOf(run: SealedRun | null): Promise<MembersBefore> {
  if (run === null) return { members: [], households: [] };
  return { members: await sealedTable(run, 'members'), households: await sealedTable(run, 'households') };
}

/** Its list of that name, as a list of files: none without a run, or of a version that kept none. */
async function keptBy(run: SealedRun | null, name: string): Promise<string[]> {
  const file = run === null ? null : await sealedFile(run, name);
  return file === null ? [] : [file];
}

async function deathsOf(month: Month, before: SealedRun | null): Promise<DeathsBefore | null> {
  if (before === null) return null;
  const list = await keptBy(before, DEATHS_FILE);
  if (list.length > 0) return { list };
  const members: string[] = [];
  for (const run of recentEarlierRuns(month))
    members.push(...(await sealedTable(openEarlier(month, run, 'size'), 'members')));
  return { members };
}

async function closedOf(month: Month, before: SealedRun | null): Promise<ClosedBefore> {
  const list = await keptBy(before, CLOSED_FILE);
  if (list.length > 0) return { list };
  const registers: string[] = [];
  for (const run of recentEarlierRuns(month)) registers.push(await earlierRegister(month, run));
  return { registers };
}
