import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readLedgerIfAny } from '../../archive/with-ledger.js';
import { EXIT, OperatorError } from '../../domain/errors.js';
import { amount, countToPeople, toPeople, toText } from '../../domain/money.js';
import type { LedgerRun } from '../../ledger/ledger.js';
import { type Command, printJson } from '../context.js';

export type RunsOptions = { readonly out: string; readonly json?: boolean };

export const runs: Command<RunsOptions> = async (options, context) => {
  const out = resolve(options.out);
  if (!existsSync(out) || !statSync(out).isDirectory())
    throw new OperatorError(`${out}: no such folder; --out names the folder of runs and ledger`);
  const all = await readLedgerIfAny(out, (ledger) => ledger?.runs() ?? []);
  if (options.json === true) {
    printJson(context, { runs: all.map(toJson) });
    return EXIT.done;
  }
  if (all.length === 0) {
    context.stdout.lines(['no run yet']);
    return EXIT.done;
  }
  const lines = all.map((run) => {
    const state = STATES[run.state].padEnd(12);
    const month = `${run.period}${run.supplement === 0 ? '' : ` S${run.supplement}`}`.padEnd(10);
    return `${month}  ${run.runId}  ${state}${countToPeople(run.families).padStart(10)}${toPeople(netOf(run)).padStart(20)}  ${run.reason ?? ''}`.trimEnd();
  });
  context.stdout.lines([
    'month       run           state         families            total DH  reason',
    ...lines,
  ]);
  return EXIT.done;
};

const STATES = {
  PUBLISHING: 'INTERRUPTED',
  HELD: 'ON HOLD',
  RELEASED: 'RELEASED',
  SUPERSEDED: 'SUPERSEDED',
} as const;

function netOf(run: LedgerRun): string {
  return toText(amount(String(run.netCentimes)).dividedBy(100));
}

function toJson(run: LedgerRun) {
  return {
    period: run.period,
    run_id: run.runId,
    kind: run.kind,
    ...(run.kind === 'regular' ? {} : { supplement: run.supplement }),
    state: run.state,
    status: run.status,
    families: run.families,
    net: netOf(run),
    seal: run.seal,
    prior_run_id: run.priorRunId,
    reason: run.reason,
  };
}
