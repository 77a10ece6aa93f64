import { dirname, relative, resolve, sep } from 'node:path';
import { REGISTER_FILE } from '../../archive/folders.js';
import {
  keptRules,
  neededFile,
  openRun,
  type SealedRun,
  sealedFile,
  sealedFolder,
} from '../../archive/open-run.js';
import { readLedger } from '../../archive/with-ledger.js';
import { fromText, grantsFromText } from '../../domain/composition.js';
import { OperatorError } from '../../domain/errors.js';
import { counted } from '../../domain/money.js';
import type { Period } from '../../domain/period.js';
import { PROVINCES } from '../../domain/provinces.js';
import { quoted } from '../../domain/shell.js';
import { isFolder } from '../../files/there.js';
import { refusePresentCsv, writeGivenCsv } from '../../files/write-csv.js';
import { GONE_FILE } from '../../history/gone.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { LedgerRun } from '../../ledger/run-table.js';
import { assessColumns } from '../../programmes/families/assess.js';
import { DECISION_TABLE } from '../../programmes/families/decisions.js';
import { MEMBERS_FOLDER } from '../../programmes/families/members.js';
import { HOUSEHOLDS_FOLDER } from '../../programmes/families/register.js';
import { compareRules, nextDifference, type RuleDifference } from '../../rules/compare.js';
import { type Rules, rulesWith } from '../../rules/load.js';
import { type Parameters, parametersAt } from '../../rules/parameters.js';
import { Workspace } from '../../workspace/duckdb.js';
import { threadsFor } from '../../workspace/threads.js';
import { cohortsAsSealed, openRegister } from './cohorts.js';
import { effectsOf, type ReformEffects, twelveMonths } from './effects.js';
import { assertBaseline, type Components, priceCohorts } from './price.js';
import { notRecomputed, type Recomputation, reachOf } from './reach.js';
import { RECOUNTED_FACTS, recount } from './recount.js';
import { cohortsRedecided, openFamilies } from './redecide.js';
import { SHEET_COLUMNS, sheet } from './sheet.js';

/** What other rules would have done to a released month. */
export type SimulationRequest = {
  readonly period: Period;
  /** The month whose parameters are taken from the other rules. */
  readonly asOf: Period;
  readonly out: string;
  readonly rules: Rules;
  /** The rules the run was computed with, and their file; null: built in. */
  readonly baseRules: { readonly file: string; readonly rules: Rules } | null;
  /** A file for the breakdowns, or null. */
  readonly csv: string | null;
};

export type Simulation = {
  readonly period: Period;
  readonly asOf: Period;
  readonly programme: string;
  readonly runId: string;
  readonly seal: string;
  readonly differences: readonly RuleDifference[];
  /** The first later month in which the two rules differ, or null: a reform has no effect before its date. */
  readonly nextDifference: Period | null;
  readonly answer: Recomputation;
  readonly notRecomputed: readonly string[];
  readonly effects: ReformEffects;
  /** The change over twelve such months without grants, as text in dirhams. */
  readonly twelveMonths: string;
};

/**
 * Prices a reform on a released month. Writes nothing to the ledger or to the run's folder. When only amounts change,
 * the compositions are priced again; otherwise families are also decided on again. Throws OperatorError when the month
 * has no released run, its folder is damaged, or the base rules are not the run's.
 */
export async function simulate(request: SimulationRequest): Promise<Simulation> {
  const { period, asOf, out, rules, csv } = request;
  const reform = parametersAt(rules, asOf); // a month without rules is refused before anything is read
  if (csv !== null) refuseCsv(csv, out);
  const released = await openReleasedRun(out, period);
  const baseRules = await rulesOf(released, request.baseRules);
  const parameters = { run: parametersAt(baseRules, period), reform };
  const differences = compareRules(baseRules, period, rules, asOf);
  const { schoolReturn } = parameters.run;
  const answer = reachOf(differences, schoolReturn);
  const { effects, accountsAgain } = await Workspace.scratch(
    'simulate',
    { memory: '2GB', threads: threadsFor(released.manifest.counts.households) },
    async (workspace) => {
      const register = await neededFile(released, REGISTER_FILE);
      await openRegister(workspace, register);
      let accountsAgain = false;
      if (answer === 'AMOUNTS') await cohortsAsSealed(workspace);
      else accountsAgain = await decideAgain(workspace, { out, released, register, parameters, answer });
      await priceCohorts(workspace, {
        children: fromText,
        run: pricer(parameters.run),
        reform: pricer(parameters.reform),
      });
      await assertBaseline(workspace, paidEntitlement(released));
      return { effects: await effectsOf(workspace, PROVINCES), accountsAgain };
    },
  );
  if (csv !== null) await writeGivenCsv(csv, SHEET_COLUMNS, sheet(effects));
  const { manifest } = released;
  return {
    period,
    asOf,
    programme: manifest.programme,
    runId: manifest.run_id,
    seal: manifest.seal,
    differences,
    nextDifference: nextDifference(baseRules, rules, asOf),
    answer,
    notRecomputed: [
      ...notRecomputed(differences, { answer, schoolReturn, accountsAgain }),
      ...supplementsOf(released),
    ],
    effects,
    twelveMonths: twelveMonths(effects),
  };
}

/** The month's released regular run, and what the ledger says of its supplementary runs. */
type ReleasedRun = SealedRun & { readonly supplements: readonly LedgerRun[] };

/** Throws OperatorError when the month has no released run, or its folder is damaged. */
async function openReleasedRun(out: string, period: Period): Promise<ReleasedRun> {
  if (!isFolder(out))
    throw new OperatorError(`${out}: no such folder; --out names the folder of runs and ledger`);
  return readLedger(out, (ledger) => ({
    ...openRun(out, releasedIn(out, ledger, period), { as: 'the released run', proof: 'hash' }),
    supplements: ledger.releasedSupplements(period),
  }));
}

function releasedIn(out: string, ledger: Ledger, period: Period): LedgerRun {
  const run = ledger.released(period);
  if (run?.kind === 'regular') return run;
  const held = ledger.regularRunsIn('HELD').find((one) => one.period === period);
  throw new OperatorError(
    held === undefined
      ? `${period}: no run of this month is released; sarf runs --out ${quoted(out)} lists what there is`
      : `${period}: computed and not released; release it first (sarf release ${held.runId} --reason "…" --out ${quoted(out)})`,
  );
}

/** The simulation is of the month's regular run: what supplementary runs paid stays as it is. */
function supplementsOf({ supplements }: ReleasedRun): string[] {
  const families = supplements.reduce((sum, run) => sum + run.families, 0);
  return families === 0
    ? []
    : [`the ${counted(families, 'family', 'families')} that supplementary runs of the month paid`];
}

/**
 * Decides again who is paid: by the score alone, or by all facts that follow from the members. Returns whether it
 * looked again at who shares an account: the run must have kept something of each account.
 */
async function decideAgain(
  workspace: Workspace,
  given: {
    readonly out: string;
    readonly released: ReleasedRun;
    readonly register: string;
    readonly parameters: { readonly run: Parameters; readonly reform: Parameters };
    readonly answer: 'DECISIONS' | 'MEMBERS';
  },
): Promise<boolean> {
  const { out, released, register, parameters, answer } = given;
  const households = await theFolder(released, HOUSEHOLDS_FOLDER);
  const { accountsKnown } = await openFamilies(workspace, { register, households });
  if (answer === 'MEMBERS') {
    const { period } = released;
    const births = await readLedger(out, (ledger) => ledger.birthsGranted(period));
    const left = await sealedFile(released, GONE_FILE);
    await recount(workspace, period, parameters, await theFolder(released, MEMBERS_FOLDER), {
      births,
      gone: left === null ? [] : [left],
    });
  }
  await cohortsRedecided(workspace, {
    lines: DECISION_TABLE,
    runThreshold: parameters.run.iseThreshold,
    reformThreshold: parameters.reform.iseThreshold,
    facts: answer === 'MEMBERS' ? RECOUNTED_FACTS : null,
    accountsAgain: accountsKnown,
  });
  return accountsKnown;
}

/** Prices compositions with the month's own assessment. */
function pricer(parameters: Parameters): (composition: string) => Components {
  return (composition) => assessColumns(fromText(composition), grantsFromText(composition), parameters);
}

async function theFolder(released: ReleasedRun, name: string): Promise<string> {
  const path = await sealedFolder(released, name);
  if (path !== null) return path;
  throw new OperatorError(
    `${released.period}: run ${released.runId} has no ${name}/ (an older version computed it), which other scores, ages or children paid need; amounts alone can be simulated on it`,
  );
}

/** What the components of the register's PAY rows add up to, as text in dirhams. */
function paidEntitlement({ manifest }: ReleasedRun): string {
  return manifest.counts.decisions.find((one) => one.decision === 'PAY')?.entitlement ?? '0.00';
}

/** Returns the rules that the run was computed with. Throws OperatorError when neither the given nor the built-in rules are. */
async function rulesOf(released: ReleasedRun, given: SimulationRequest['baseRules']): Promise<Rules> {
  const { runId, period, manifest } = released;
  const { sha256 } = manifest.rules;
  const rules = given?.rules ?? rulesWith(sha256, await keptRules(released));
  if (rules?.sha256 === sha256) return rules;
  throw new OperatorError(
    given === null
      ? `${period}: run ${runId} was computed with other rules than the built-in ones; give them with --base-rules FILE`
      : `${given.file}: not the rules that run ${runId} of ${period} was computed with (their sha256 is ${sha256})`,
  );
}

/** Throws OperatorError unless `file` is new, in a folder that exists, and outside the folder of runs and ledger. */
function refuseCsv(file: string, out: string): void {
  const refuse = (problem: string): never => {
    throw new OperatorError(`--csv: ${file}: ${problem}`);
  };
  const path = resolve(file);
  const below = relative(resolve(out), path);
  if (below === '' || !(below === '..' || below.startsWith(`..${sep}`)))
    refuse('is in the folder of runs and ledger; a simulation writes nothing there');
  refusePresentCsv(path);
  const folder = dirname(path);
  if (!isFolder(folder)) refuse(`${folder} is no folder`);
}
