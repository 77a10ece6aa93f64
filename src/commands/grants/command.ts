import { resolve } from 'node:path';
import { readLedger } from '../../archive/with-ledger.js';
import { EXIT, OperatorError } from '../../domain/errors.js';
import { amount, countToPeople, toPeople, toText } from '../../domain/money.js';
import type { GrantClaim } from '../../ledger/granted.js';
import type { Ledger, LedgerRun } from '../../ledger/ledger.js';
import { type Command, type Context, printJson } from '../context.js';

export type GrantsOptions = { readonly runId: string; readonly out: string; readonly json?: boolean };

/** Lists the birth and school-return grants of a released run as the ledger has them: CSV, a line a child. */
export const grants: Command<GrantsOptions> = async (options, context) => {
  const out = resolve(options.out);
  return readLedger(out, (ledger) => {
    const run = ledger.run(options.runId);
    if (run === null)
      throw new OperatorError(`${options.runId}: no such run in the ledger of ${out}; sarf runs lists them`);
    if (run.state !== 'RELEASED') {
      throw new OperatorError(
        `${run.runId}: the run of ${run.period} is not released, so it has granted nothing; sarf runs shows which is`,
      );
    }
    if (options.json === true)
      printJson(context, { run_id: run.runId, period: run.period, ...inFull(ledger, run) });
    else list(ledger, run, context);
    return EXIT.done;
  });
};

function inFull(ledger: Ledger, run: LedgerRun) {
  const all = [...ledger.grantsOf(run.runId)];
  return {
    grants: all.map((one) => ({
      household_id: one.householdId,
      person_id: one.personId,
      kind: one.kind,
      level: one.level,
      year: one.year === 0 ? null : one.year,
      amount: dirhams(one.centimes),
    })),
    total: dirhams(all.reduce((total, one) => total + one.centimes, 0)),
  };
}

/** The list to standard output, its sums to standard error: the one for a file, the other for the eye. */
function list(ledger: Ledger, run: LedgerRun, context: Context): void {
  const sums = new Map<string, { count: number; centimes: number }>();
  context.stdout.lines(['household_id,person_id,kind,level,year,amount']);
  for (const one of ledger.grantsOf(run.runId)) {
    context.stdout.lines([line(one)]);
    const key = `${one.kind} ${one.level}`;
    const sum = sums.get(key) ?? { count: 0, centimes: 0 };
    sums.set(key, { count: sum.count + 1, centimes: sum.centimes + one.centimes });
  }
  if (sums.size === 0) context.stderr.lines([`run ${run.runId} of ${run.period} granted nothing`]);
  for (const [key, { count, centimes }] of [...sums].sort()) {
    context.stderr.lines([
      `${key.padEnd(24)}${countToPeople(count).padStart(12)}${toPeople(dirhams(centimes)).padStart(20)} DH`,
    ]);
  }
}

/** Ids and levels are of closed alphabets: nothing in them needs a quote. */
function line(one: GrantClaim): string {
  const year = one.year === 0 ? '' : one.year;
  return `${one.householdId},${one.personId},${one.kind},${one.level},${year},${dirhams(one.centimes)}`;
}

function dirhams(centimes: number): string {
  return toText(amount(String(centimes)).dividedBy(100));
}
