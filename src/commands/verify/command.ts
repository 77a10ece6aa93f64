import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXIT, type ExitCode, OperatorError } from '../../domain/errors.js';
import { countToPeople, dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import { verifyLedger } from '../../verify/ledger.js';
import { verifyRun } from '../../verify/verify.js';
import { type Command, type Context, printJson } from '../context.js';

export type VerifyOptions = {
  /** Folder of a run. */
  readonly runDir?: string;
  /** Folder of runs and ledger, in place of a run. */
  readonly ledger?: string;
  readonly json?: boolean;
};

export const verify: Command<VerifyOptions> = async (options, context) => {
  const { runDir, ledger } = options;
  if ((runDir === undefined) === (ledger === undefined))
    throw new OperatorError(
      'give either RUN_DIR, the folder of a run, or --ledger OUT, the folder of runs and ledger',
    );
  return runDir === undefined
    ? verifyAllRuns(resolve(ledger ?? ''), options, context)
    : verifyOne(resolve(runDir), options, context);
};

async function verifyOne(folder: string, options: VerifyOptions, context: Context): Promise<ExitCode> {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new OperatorError(`${folder}: no such folder; give the folder of a run: <out>/<period>/<run_id>`);
  }
  const { manifest, differences } = await verifyRun(folder);
  if (options.json === true) {
    printJson(context, { proven: differences.length === 0, seal: manifest?.seal ?? null, differences });
  } else if (differences.length === 0 && manifest !== null) {
    context.stdout.lines([
      `proven: run ${manifest.run_id} of ${manifest.period}`,
      `  ${countToPeople(manifest.files.length)} files are as they were sealed; seal ${manifest.seal}`,
      `  ${countToPeople(manifest.totals.orders)} orders of ${toPeople(manifest.totals.net)} DH: register = order files = manifest`,
    ]);
  } else {
    context.stdout.lines(notProven(folder, differences, context));
  }
  return differences.length === 0 ? EXIT.done : EXIT.difference;
}

async function verifyAllRuns(out: string, options: VerifyOptions, context: Context): Promise<ExitCode> {
  const { runs, orders, centimes, owed, balances, differences } = await verifyLedger(out);
  const proven = differences.length === 0;
  if (options.json === true) {
    printJson(context, {
      proven,
      runs,
      orders,
      net: dirhams(centimes),
      owed: dirhams(owed),
      balances: dirhams(balances),
      differences,
    });
  } else if (proven) {
    context.stdout.lines([
      `proven: the ledger and its ${countToPeople(runs)} released runs`,
      `  ${countToPeople(orders)} orders of ${toPeople(dirhams(centimes))} DH = entitlements + arrears − recovery, no order and no debt twice`,
      `  owed to households ${toPeople(dirhams(owed))} DH, by households ${toPeople(dirhams(balances))} DH: start + changes = end, month by month`,
    ]);
  } else {
    context.stdout.lines(notProven(out, differences, context));
  }
  return proven ? EXIT.done : EXIT.difference;
}

function notProven(folder: string, differences: readonly string[], { style }: Context): Line[] {
  return [[style.bad('NOT proven'), `: ${folder}`], ...differences.map((one) => `  ${one}`)];
}
