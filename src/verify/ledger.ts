import { join } from 'node:path';
import { runFolder } from '../archive/folders.js';
import type { Manifest } from '../archive/manifest.js';
import { manifestAsSealed } from '../archive/open-run.js';
import { readLedger } from '../archive/with-ledger.js';
import { centimesOf } from '../domain/money.js';
import { sha256Of } from '../files/sha256.js';
import { isFile } from '../files/there.js';
import type { Ledger, LedgerRun } from '../ledger/ledger.js';
import { Workspace } from '../workspace/duckdb.js';
import {
  differencesEver,
  forgetOrders,
  loadRun,
  monthDifferences,
  openTables,
  RUN_FILES,
  runTotals,
} from './ledger-tables.js';

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
 * verify/verify.ts proves a single run, to its last byte.
 */
export async function verifyLedger(out: string): Promise<LedgerVerification> {
  return readLedger(
    out,
    (ledger) =>
      Workspace.scratch('ledger', { memory: '2GB', threads: 2 }, (workspace) =>
        verifyAll(out, ledger, workspace),
      ),
    '--ledger',
  );
}

async function verifyAll(out: string, ledger: Ledger, workspace: Workspace): Promise<LedgerVerification> {
  const differences = ledger.brokenEvents();
  const account = { owed: 0, balances: 0 };
  const sums = { runs: 0, orders: 0, centimes: 0 };
  const released = ledger.runsIn('RELEASED');
  await openTables(workspace, ledger);
  for (const period of [...new Set(released.map((run) => run.period))]) {
    await forgetOrders(workspace);
    for (const run of released.filter((one) => one.period === period)) {
      const say = (difference: string) => differences.push(`${period} run ${run.runId}: ${difference}`);
      const folder = runFolder(out, period, run.runId);
      const manifest = await provenManifest(folder, run, say);
      if (manifest === null) continue;
      await loadRun(workspace, folder, run, manifest);
      const totals = await runTotals(workspace, run.runId);
      sums.runs++;
      sums.orders += totals.orders;
      sums.centimes += totals.net;
      for (const difference of moneyDifferences(ledger, run, totals)) say(difference);
      for (const difference of accountDifferences(ledger, run, manifest, account)) say(difference);
    }
    differences.push(...(await monthDifferences(workspace, period)).map((one) => `${period}: ${one}`));
  }
  differences.push(...finalDifferences(ledger, account));
  differences.push(...(await differencesEver(workspace)));
  return { ...sums, ...account, differences };
}

/** The manifest of a run, after a check that the files read here are the sealed ones. */
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
  for (const { path, sha256 } of manifest.files.filter((file) => RUN_FILES.includes(file.path))) {
    if (isFile(join(folder, path)) && (await sha256Of(join(folder, path))) === sha256) continue;
    say(`${path} is not as it was sealed`);
    return null;
  }
  return manifest;
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
  account.balances += recoveries.opened - recoveries.recovered - recoveries.writtenOff;
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
  const balances = recoveries.total() + recoveries.writtenOffSince();
  if (balances !== account.balances)
    differences.push(`ledger: balances of ${balances} centimes, the runs left ${account.balances}`);
  return differences;
}
