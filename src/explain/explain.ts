import { keptRules, openRun, type SealedRun, sealedTable, tableFiles } from '../archive/open-run.js';
import {
  choose,
  knownRun,
  lastDeciding,
  type MonthRuns,
  monthRuns,
  priorRuns,
  releasedRuns,
} from '../archive/runs-of-month.js';
import { readLedger } from '../archive/with-ledger.js';
import { personOf, RESIDENT_MARK } from '../domain/beneficiary.js';
import { OperatorError } from '../domain/errors.js';
import { UNPAID_STATUSES } from '../domain/order-verdict.js';
import type { Period } from '../domain/period.js';
import { quoted } from '../domain/shell.js';
import { PATTERNS } from '../domain/vocabulary.js';
import type { Ledger } from '../ledger/ledger.js';
import type { LedgerRun } from '../ledger/run-table.js';
import { type Rules, rulesWith } from '../rules/load.js';
import { Workspace } from '../workspace/duckdb.js';
import { threadsFor } from '../workspace/threads.js';
import { explainHousehold } from './explain-household.js';
import { explainResident } from './explain-resident.js';
import type { Explanation, HouseholdExplanation } from './explanation.js';
import { finalRows } from './facts/finals.js';
import type { NoGrant } from './facts/grants.js';
import { type WaitingDebt, waitingDebts } from './facts/owed-facts.js';
import type { ArrearsRow } from './facts/owed-rows.js';
import { readResidentRow } from './facts/resident-rows.js';
import { registerRow } from './facts/rows.js';
import { unknownId, whatElse } from './facts/unknown.js';

export type Question = {
  /** A household_id, or a resident's person_id, which may be written R-… as in its order_id. */
  readonly id: string;
  /** Null: the last month with a released run. */
  readonly period: Period | null;
  /** Instead of a month: a run, released or not. */
  readonly run: string | null;
  readonly out: string;
  /** The file that was given, or null: each run's own built-in rules. */
  readonly rules: Rules | null;
};

/** The command that finds a beneficiary by anything. */
const findCommand = ({ id, period, out }: Question) =>
  `sarf find ${quoted(id)}${period === null ? '' : ` --period ${period}`} --out ${quoted(out)}`;

/** Throws OperatorError for what can be no household's and no resident's id. */
function refuseNoId(question: Question): void {
  const { id } = question;
  if (ID.test(id)) return;
  throw new OperatorError(
    `${JSON.stringify(id)}: no household_id (1-20 characters A-Z, 0-9 or -) and no person_id of a resident; of an order, an account or a name, ${findCommand(question)} says whose it is`,
  );
}

/** Throws OperatorError for the id of a member, or of an order, of the run: its household is asked for. */
async function refuseOtherId(workspace: Workspace, run: SealedRun, question: Question): Promise<void> {
  const what = await whatElse(workspace, run, question.id);
  if (what === null) return;
  throw new OperatorError(
    `${question.id}: is ${what} of ${run.period}, and explain asks for a household or a resident; ${findCommand({ ...question, period: run.period })} says whose`,
  );
}

const ID = new RegExp(`^(${PATTERNS.householdId}|${RESIDENT_MARK}${PATTERNS.personId})$`);

/**
 * Explains why a household, or a resident of a care institution, received its amount. It reads the released run's
 * sealed folder and the ledger; it writes nothing, and it does not need the extract. If a household and a resident
 * have the same id, it explains the household. Throws OperatorError (exit 2) for an unknown id, for a month without
 * a released run, and for rules that are not those of the run.
 */
export async function explainBeneficiary(question: Question): Promise<Explanation> {
  const { id, out, rules } = question;
  refuseNoId(question);
  const { released, regular, asked, isLast, debts, ofPayees, moved, reduced } = await readLedger(
    out,
    (ledger) => {
      const all = releasedRuns(ledger);
      const asked = question.run === null ? null : knownRun(ledger, out, question.run);
      const chosen = asked ?? choose(out, all, question.period, NOT_RELEASED);
      // What is open now says something of the last month only, and of one that is to follow it.
      const isLast = chosen.period >= (all.at(-1)?.period ?? '');
      const moved = ledger.freed.movedFrom(id).filter((one) => isLast || one.period === chosen.period);
      const { debts, recoveries } = ledger.owed;
      return {
        ...{ released: all, regular: chosen, isLast, moved, asked },
        reduced: isLast ? recoveries.reductionsOf(id) : [],
        debts: isLast ? debts.of(id) : [],
        ofPayees: isLast ? recoveries.payeesOf(id).flatMap((payee) => debts.of(payee)) : [],
      };
    },
  );
  const runs: MonthRuns = asked === null ? monthRuns(out, released, regular) : [openAsked(out, asked)];
  const prior = priorRuns(out, runs, released);
  // The queries are small and run one after another: little memory is enough.
  const engine = { memory: '1GB', threads: threadsFor(regular.families) };
  return Workspace.scratch('explain', engine, async (workspace) => {
    const person = personOf(id) ?? id;
    const household = await lastDeciding(runs, (run) => householdDecision(workspace, run, id));
    const resident = await lastDeciding(runs, (run) => residentDecision(workspace, run, person));
    const ofHousehold = await explainable(household, rules);
    const ofResident = await explainable(resident, rules);
    const explained =
      (await explainHousehold(
        workspace,
        household,
        prior && (await lastDeciding(prior, (run) => householdDecision(workspace, run, id))),
        id,
        ofHousehold,
        debts,
        moved,
        reduced,
      )) ??
      (await explainResident(
        workspace,
        resident,
        prior && (await lastDeciding(prior, (run) => residentDecision(workspace, run, person))),
        person,
        ofResident,
      ));
    const paid = await finalRows(workspace, runs, id);
    if (explained === null) {
      await refuseOtherId(workspace, household, question);
      throw await unknownId(workspace, id, out, household, released, debts, paid);
    }
    if (explained.kind === 'resident')
      return readLedger(out, (ledger) => ({
        ...explained,
        run: { ...explained.run, ...unreleased(asked), ...since(explained.resident?.orderId, ledger) },
        arrears: withWords(explained.arrears, ledger),
      }));
    const waiting = waitingDebts(ofPayees, regular.period, ofHousehold);
    const whole = { ...explained, finals: { paid, waiting } };
    return readLedger(out, (ledger) => {
      const run = { ...whole.run, ...unreleased(asked), ...since(whole.register?.orderId, ledger) };
      const said = householdWithWords({ ...whole, run }, ledger);
      return isLast ? withGrantsOwed(said, ledger) : said;
    });
  });
}

/** What an officer who asks before the release is told. */
const NOT_RELEASED = ', and --run RUN_ID explains one that waits for its release';

/** What is said of the order now, where that is not that it is, or will be, paid. */
function since(orderId: string | null | undefined, ledger: Ledger): Pick<Explanation['run'], 'since'> {
  const state = orderId == null ? null : ledger.decisions.stateOf(orderId);
  const status = UNPAID_STATUSES.find((one) => one === state?.status);
  return state === null || status === undefined ? {} : { since: { status, on: state.on } };
}

function unreleased(run: LedgerRun | null): Pick<Explanation['run'], 'unreleased'> {
  return run === null || run.state === 'RELEASED' ? {} : { unreleased: run.state };
}

/** A run of any state; of which a few rows are asked, as of a released one. */
function openAsked(out: string, run: LedgerRun): SealedRun {
  return openRun(out, run, { as: 'the run', proof: 'size' });
}

/** The reason in words of an order that came back: the ledger alone has it. */
function saidOf({ originalOrder, moved, cause, reason }: WaitingDebt['row'], { answers }: Ledger) {
  const order = originalOrder ?? moved?.order ?? null;
  const said = order === null ? null : answers.wordsOf(order, cause, reason);
  return said === null ? {} : { said };
}

function withWords<Row extends ArrearsRow>(rows: readonly Row[], ledger: Ledger): Row[] {
  return rows.map((row) => ({ ...row, ...saidOf(row, ledger) }));
}

function householdWithWords(explained: HouseholdExplanation, ledger: Ledger): HouseholdExplanation {
  const { arrears, waiting, finals } = explained;
  const ofDebts = (debts: readonly WaitingDebt[]) =>
    debts.map((one) => ({ ...one, row: { ...one.row, ...saidOf(one.row, ledger) } }));
  return {
    ...explained,
    arrears: withWords(arrears, ledger),
    waiting: ofDebts(waiting),
    finals: { ...finals, waiting: ofDebts(finals.waiting) },
  };
}

/** A child's grant that counts as granted may be owed still. */
function withGrantsOwed(explained: HouseholdExplanation, { freed }: Ledger): HouseholdExplanation {
  if (explained.entitled === null) return explained;
  const year = Number(explained.run.period.slice(0, 4));
  const notGranted = explained.entitled.notGranted.map((one): NoGrant => {
    const { grant: kind, child, why } = one;
    const named = { kind, year: kind === 'SCHOOL' ? year : 0, personId: child.personId };
    return why === 'already_granted' && freed.isOwed(named) ? { ...one, why: 'owed_elsewhere' } : one;
  });
  return { ...explained, entitled: { ...explained.entitled, notGranted } };
}

async function householdDecision(workspace: Workspace, run: SealedRun, id: string) {
  return registerRow(workspace, await sealedTable(run, 'register'), id);
}

async function residentDecision(workspace: Workspace, run: SealedRun, personId: string) {
  const files = await sealedTable(run, 'residents');
  return files.length === 0 ? null : readResidentRow(workspace, files, personId);
}

/** The rules that the run was sealed with. Its members must have been kept. */
async function explainable(run: SealedRun, given: Rules | null): Promise<Rules> {
  if (run.manifest.kind === 'opening')
    throw new OperatorError(
      `${run.runId}: it is the opening: another system paid ${run.period}, and for what is not known here; explain a later month`,
    );
  const rules = await rulesOf(run, given);
  for (const name of ['members', 'households']) {
    if (tableFiles(run.manifest, name).length > 0) continue;
    throw new OperatorError(
      `run ${run.runId} of ${run.period} keeps no ${name}.parquet: it was made by version ${run.manifest.software.version}, before runs kept what explaining needs`,
    );
  }
  return rules;
}

async function rulesOf(run: SealedRun, given: Rules | null): Promise<Rules> {
  const { sha256 } = run.manifest.rules;
  const rules = given ?? rulesWith(sha256, await keptRules(run));
  if (rules?.sha256 === sha256) return rules;
  const others =
    rules === null
      ? 'the built-in ones of this version and of those before it'
      : `these (${rules.sha256.slice(0, 12)}…)`;
  throw new OperatorError(
    `run ${run.runId} of ${run.period} was computed with other rules (sha256 ${sha256.slice(0, 12)}…) than ${others}; give the very file: --rules FILE`,
  );
}
