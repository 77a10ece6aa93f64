import { join } from 'node:path';
import { fileDifferences } from '../archive/file-differences.js';
import { CONFIGURATION_FILE, runFolder } from '../archive/folders.js';
import type { Manifest } from '../archive/manifest.js';
import { manifestAsSealed } from '../archive/open-run.js';
import { monthsWithoutRun } from '../archive/prior-run.js';
import { folderDifferences } from '../archive/unknown-runs.js';
import { readLedger } from '../archive/with-ledger.js';
import { keptConfiguration } from '../config/kept.js';
import { canonicalJson } from '../domain/canonical.js';
import { centimesOf } from '../domain/money.js';
import { isPresent } from '../files/there.js';
import type { Ledger } from '../ledger/ledger.js';
import type { LedgerRun } from '../ledger/run-table.js';
import { Workspace } from '../workspace/duckdb.js';
import { threadsFor } from '../workspace/threads.js';
import {
  differencesEver,
  forgetOrders,
  loadRun,
  monthDifferences,
  openTables,
  RUN_FILES,
  runTotals,
} from './ledger-tables.js';
import { openingLedgerDifferences } from './opening.js';
import { isOfPersons, type ProvenRun, personDifferences } from './persons.js';

/** What the ledger and the folders of all released runs prove. No `differences`: proven. */
export type LedgerVerification = {
  readonly runs: number;
  readonly orders: number;
  readonly centimes: number;
  /** Open at the end, in centimes. */
  readonly owed: number;
  readonly balances: number;
  readonly differences: readonly string[];
};

/**
 * Proves the identities between months, from the ledger and the registers, lineage files and order indexes of every
 * released run. Each run's orders equal its entitlements + arrears − recovery. What is owed at a run's end is what
 * was owed at its start plus what it changed. No order and no household is paid twice, and no debt by two runs.
 * Nobody is paid for twice in a month, and no child is granted a grant twice. Every file of every released run is the one
 * that was sealed, and an opening is in the ledger as it was sealed; verify/verify.ts computes the figures of a single run again.
 */
export async function verifyLedger(out: string): Promise<LedgerVerification> {
  return readLedger(
    out,
    (ledger) =>
      Workspace.scratch(
        'ledger',
        { memory: '2GB', threads: threadsFor(ledger.mostFamilies()) },
        (workspace) => verifyAll(out, ledger, workspace),
      ),
    '--ledger',
  );
}

async function verifyAll(out: string, ledger: Ledger, workspace: Workspace): Promise<LedgerVerification> {
  const differences = [...ledger.brokenEvents(), ...folderDifferences(out, ledger)];
  const account = { owed: 0, balances: 0 };
  const sums = { runs: 0, orders: 0, centimes: 0 };
  const proven: ProvenRun[] = [];
  const released = ledger.runsIn('RELEASED');
  await openTables(workspace, ledger);
  for (const period of [...new Set(released.map((run) => run.period))]) {
    await forgetOrders(workspace);
    for (const run of released.filter((one) => one.period === period)) {
      const say = (difference: string) => differences.push(`${period} run ${run.runId}: ${difference}`);
      const folder = runFolder(out, period, run.runId);
      const manifest = await provenManifest(folder, run, say);
      if (manifest === null) continue;
      if (run.kind === 'opening') {
        sums.runs++;
        for (const difference of openingLedgerDifferences(ledger, run, manifest)) say(difference);
        for (const difference of accountDifferences(ledger, run, manifest, account)) say(difference);
        continue;
      }
      proven.push({ run, folder, manifest });
      await loadRun(workspace, folder, run, manifest);
      const totals = await runTotals(workspace, run.runId);
      sums.runs++;
      sums.orders += totals.orders;
      sums.centimes += totals.net;
      for (const difference of gapDifferences(ledger, run, manifest)) say(difference);
      for (const difference of returnsDifferences(ledger, run, folder)) say(difference);
      for (const difference of historyDifferences(ledger, run, manifest)) say(difference);
      for (const difference of moneyDifferences(ledger, run, totals)) say(difference);
      for (const difference of accountDifferences(ledger, run, manifest, account)) say(difference);
    }
    differences.push(...(await monthDifferences(workspace, period)).map((one) => `${period}: ${one}`));
  }
  differences.push(...finalDifferences(ledger, account));
  differences.push(...(await differencesEver(workspace)));
  await forgetOrders(workspace);
  differences.push(...(await personDifferences(workspace, proven)));
  return { ...sums, ...account, differences };
}

/** The manifest of a run, after a check of every file of its folder; null where one that is read here is not as sealed. */
async function provenManifest(
  folder: string,
  run: LedgerRun,
  say: (difference: string) => void,
): Promise<Manifest | null> {
  const { manifest, difference } = manifestAsSealed(folder, run);
  if (manifest === null) {
    say(difference);
    return null;
  }
  const changed = await fileDifferences(folder, manifest);
  for (const difference of changed) say(difference);
  return changed.some(isOfFileRead) ? null : manifest;
}

/** Whether a difference is of a file that is read here: what it says proves nothing then. */
function isOfFileRead(difference: string): boolean {
  const path = difference.slice(0, difference.indexOf(': '));
  return RUN_FILES.includes(path) || isOfPersons(path);
}

/** What people decided on the months without a run before this one: by manifest, ledger, and the debts that it opened. */
function gapDifferences(ledger: Ledger, run: LedgerRun, { gap }: Manifest): string[] {
  const known = ledger.gaps.of(run.runId);
  if (gap === undefined)
    return known === null ? [] : ['the ledger knows of a gap that its manifest does not'];
  const { decision, months, reason, accrued } = gap;
  const prior = run.priorRunId === null ? null : ledger.run(run.priorRunId);
  const between = prior === null ? [] : monthsWithoutRun(prior.period, run.period);
  const differences: string[] = [];
  if (canonicalJson({ decision, months, reason }) !== canonicalJson(known))
    differences.push(
      'what was decided on the months without a run: otherwise by its manifest than by the ledger',
    );
  if (months.join() !== between.join())
    differences.push(
      `months without a run: ${months.join(', ')} by its manifest, ${between.join(', ')} between its runs`,
    );
  const opened = ledger.gaps.accrued(run.runId);
  if (accrued !== opened)
    differences.push(
      `months owed because no run paid them: ${accrued} by its manifest, ${opened} by the ledger`,
    );
  return differences;
}

/**
 * What shows that money came back: the ledger's rule of the run, and the configuration that the run keeps. An older
 * version kept no configuration.
 */
function returnsDifferences(ledger: Ledger, run: LedgerRun, folder: string): string[] {
  const file = join(folder, CONFIGURATION_FILE);
  if (!isPresent(file)) return [];
  const { returns } = keptConfiguration(file);
  const known = ledger.owed.returnsRules.of(run.runId)?.toLowerCase() ?? null;
  if (known === returns) return [];
  return [
    `what shows that money came back (returns): ${returns ?? 'nothing'} by its ${CONFIGURATION_FILE}, ${known ?? 'nothing'} by the ledger`,
  ];
}

/** The earlier months that it could not prove, by people's decision: the same by manifest and ledger. */
function historyDifferences(
  ledger: Ledger,
  run: LedgerRun,
  { without_history: months = [] }: Manifest,
): string[] {
  const known = ledger.withoutHistory.of(run.runId);
  const said = months.map(({ month, state, decided_in, reason }) => ({
    month,
    leftOut: state === 'LEFT_OUT',
    decidedIn: decided_in,
    reason,
  }));
  if (canonicalJson(said) === canonicalJson(known)) return [];
  return ['earlier months without which it was computed: otherwise by its manifest than by the ledger'];
}

type Totals = Awaited<ReturnType<typeof runTotals>>;

/** Σ orders = Σ entitlement of PAY + Σ arrears − Σ recovery, by register, order index and ledger. */
function moneyDifferences(ledger: Ledger, run: LedgerRun, totals: Totals): string[] {
  const { entitlement, arrears, recovery, net, ordered } = totals;
  const differences: string[] = [];
  const equal = (what: string, one: number, other: string, two: number): void => {
    if (one !== two) differences.push(`${what} ${one} centimes, ${other} ${two}`);
  };
  equal('entitlement + arrears − recovery is', entitlement + arrears - recovery, 'its orders are', net);
  equal('its orders are', net, 'their index says', ordered);
  equal('its orders are', net, 'the ledger says', run.netCentimes);
  const money = ledger.owed.money(run.runId);
  if (money !== null) {
    equal('its entitlement is', entitlement, 'the ledger says', money.entitlement);
    equal('its arrears are', arrears, 'the ledger says', money.arrears);
    equal('its recovery is', recovery, 'the ledger says', money.recovery);
  }
  return differences;
}

/** Debts and balances from run to run: start, change and end, by ledger and by manifest. */
function accountDifferences(
  ledger: Ledger,
  run: LedgerRun,
  manifest: Manifest,
  account: { owed: number; balances: number },
): string[] {
  const debts = ledger.owed.debts.moved(run.runId);
  const recoveries = ledger.owed.recoveries.moved(run.runId);
  const before = { ...account };
  account.owed += debts.accrued + debts.returned + debts.adjustments - debts.paid - debts.cancelled;
  account.balances += recoveries.opened - recoveries.recovered - recoveries.writtenOff - recoveries.repaid;
  if (manifest.owed === undefined) return [];
  const { debts: said, recoveries: taken } = manifest.owed;
  const lines: readonly (readonly [what: string, said: string, known: number])[] = [
    ['owed at its start', said.start, before.owed],
    ['accrued', said.accrued, debts.accrued],
    ['returned', said.returned, debts.returned],
    ['adjustments', said.adjustments, debts.adjustments],
    ['arrears paid', said.paid, debts.paid],
    ['cancelled', said.cancelled, debts.cancelled],
    ['owed at its end', said.end, account.owed],
    ['balances at its start', taken.start, before.balances],
    ['recoveries opened', taken.opened, recoveries.opened],
    ['recovered', taken.recovered, recoveries.recovered],
    ['written off', taken.written_off, recoveries.writtenOff],
    ['repaid', taken.repaid ?? '0.00', recoveries.repaid],
    ['balances at its end', taken.end, account.balances],
  ];
  return lines
    .filter(([, text, known]) => centimesOf(text) !== known)
    .map(
      ([what, text, known]) =>
        `${what}: ${centimesOf(text)} centimes by its manifest, ${known} by the ledger`,
    );
}

/** What is open now is what the last run left open; a write-off since then is counted by the next run. */
function finalDifferences(ledger: Ledger, account: { owed: number; balances: number }): string[] {
  const { debts, recoveries } = ledger.owed;
  const differences: string[] = [];
  if (debts.total() !== account.owed)
    differences.push(`ledger: ${debts.total()} centimes are owed, the runs left ${account.owed}`);
  const { writtenOff, repaid } = recoveries.reducedSince();
  const balances = recoveries.total() + writtenOff + repaid;
  if (balances !== account.balances)
    differences.push(`ledger: balances of ${balances} centimes, the runs left ${account.balances}`);
  const twice = ledger.grantedTwice();
  if (twice > 0) differences.push(`ledger: ${twice} grants are granted to a child by more than one run`);
  const { cancelled, moved } = ledger.freed.sums();
  if (cancelled !== moved)
    differences.push(
      `ledger: ${cancelled} centimes of debts are cancelled because grants went elsewhere, the grants are ${moved}`,
    );
  const unexplained = recoveries.unexplained();
  if (unexplained > 0)
    differences.push(
      `ledger: ${unexplained} balances are not what was opened less what was taken, written off, waived and repaid`,
    );
  return differences;
}
