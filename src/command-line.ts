import { Argument, Command, InvalidArgumentError } from 'commander';
import type { AnswersOptions } from './commands/answers/command.js';
import type { CapitalOptions } from './commands/capital/command.js';
import type { Command as Action, Context } from './commands/context.js';
import type { ExplainOptions } from './commands/explain/command.js';
import type { GrantsOptions } from './commands/grants/command.js';
import {
  CONFIGURATION_HELP,
  EXPLAIN_HELP,
  INDICATORS_HELP,
  OWED_HELP,
  RECOVERY_HELP,
  SIMULATE_HELP,
  UNHOLD_HELP,
} from './commands/help.js';
import type { IndicatorsOptions } from './commands/indicators/command.js';
import type { OwedOptions } from './commands/owed/command.js';
import type { RecoveryOptions } from './commands/recovery/command.js';
import type { ReleaseOptions } from './commands/release/command.js';
import type { RunOptions } from './commands/run/command.js';
import type { RunsOptions } from './commands/runs/command.js';
import type { SettleOptions } from './commands/settle/command.js';
import type { SimulateOptions } from './commands/simulate/command.js';
import type { StatementOptions } from './commands/statement/command.js';
import type { UnholdOptions } from './commands/unhold/command.js';
import type { VerifyOptions } from './commands/verify/command.js';
import { SOFTWARE } from './version.js';

/** Does a command with the options that were read for it. */
export type Perform = <Options>(command: () => Promise<Action<Options>>, options: Options) => Promise<void>;

/** Commands are loaded when they are called: a process reads no more of the program than its one command needs. */
const load = {
  answers: async () => (await import('./commands/answers/command.js')).answers,
  capital: async () => (await import('./commands/capital/command.js')).capital,
  explainAmount: async () => (await import('./commands/explain/command.js')).explain,
  grants: async () => (await import('./commands/grants/command.js')).grants,
  indicators: async () => (await import('./commands/indicators/command.js')).indicators,
  owed: async () => (await import('./commands/owed/command.js')).owed,
  recovery: async () => (await import('./commands/recovery/command.js')).recovery,
  release: async () => (await import('./commands/release/command.js')).release,
  run: async () => (await import('./commands/run/command.js')).run,
  runs: async () => (await import('./commands/runs/command.js')).runs,
  settle: async () => (await import('./commands/settle/command.js')).settle,
  simulateReform: async () => (await import('./commands/simulate/command.js')).simulateReform,
  statement: async () => (await import('./commands/statement/command.js')).statement,
  unhold: async () => (await import('./commands/unhold/command.js')).unhold,
  verify: async () => (await import('./commands/verify/command.js')).verify,
};

/** Where help and complaints of a wrong command line go. */
type Printed = Pick<Context, 'stdout' | 'stderr'>;

/** The command line: commands, flags and help. What a command does stands in commands/. */
export function commandLine(perform: Perform, { stdout, stderr }: Printed): Command {
  const program = new Command('sarf')
    .description(
      "Monthly payment runs of direct social aid: a month's registry extract in; register, payment orders,\nreconciliation with the month before and proof out.",
    )
    .version(SOFTWARE.version)
    .option('--debug', 'show the stack of an error')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.lines(helpLines(text)),
      writeErr: (text) => stderr.lines(helpLines(text)),
      outputError: (text) => stderr.lines(complaint(text)),
    })
    .addHelpText(
      'after',
      `
Examples:
  sarf run --period 2026-09 --registry extracts/2026-09 --config sarf.yaml
  sarf runs
  sarf release 3f2a9c0d1b7e --reason "change explained in note 14/2026"
  sarf verify out/2026-09/3f2a9c0d1b7e

Exit codes: 0 done · 1 failed, nothing published · 2 refused, nothing changed · 3 done, on hold · 4 verify found a difference`,
    );

  const subcommand: Subcommand = (nameAndArguments, description) =>
    program.command(nameAndArguments).description(description).exitOverride();
  for (const define of [monthly, questions, moneyBack, owing]) define(subcommand, perform);
  return program;
}

/** Help holds nothing but our own words: its line ends are ours. */
function helpLines(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

/** A complaint quotes what was typed, on one line; a guess of what was meant follows on a line of its own. */
function complaint(text: string): string[] {
  const [, said = text, guess] = /^([\s\S]*?)(?:\n(\(Did you mean [^\n]*\?\)))?\n$/.exec(text) ?? [];
  const line = said.replace(/^error: /, 'sarf: ');
  return guess === undefined ? [line] : [line, guess];
}

type Subcommand = (nameAndArguments: string, description: string) => Command;

/** The month: computed, released, proven. */
function monthly(subcommand: Subcommand, perform: Perform): void {
  subcommand('run', 'compute the whole month and publish it')
    .requiredOption('--period <YYYY-MM>', 'the payment month')
    .requiredOption('--registry <DIR>', "folder of the month's registry extract", notBlank)
    .option('--out <DIR>', 'folder of runs and ledger', notBlank, 'out')
    .option('--config <FILE>', 'configuration (YAML); without it a demonstration configuration serves')
    .option('--rules <FILE>', "rules (YAML) in place of the programme's built-in ones")
    .option('--allow-gap', 'reconcile with the last released run although the month before has none')
    .option('--supplementary', 'in a released month, pay only those whom its runs have not paid')
    .option('--json', 'print one JSON object on standard output')
    .addHelpText('after', CONFIGURATION_HELP)
    .action((options: RunOptions) => perform(load.run, options));

  subcommand('release <RUN_ID>', "make a run the month's effective one")
    .option('--out <DIR>', 'folder of runs and ledger', notBlank, 'out')
    .option('--reason <TEXT>', 'why a run on hold may be released; kept in the ledger')
    .option('--json', 'print one JSON object on standard output')
    .addHelpText('after', '\nExample:\n  sarf release 3f2a9c0d1b7e --reason "new province, note 14/2026"')
    .action((runId: string, options: Omit<ReleaseOptions, 'runId'>) =>
      perform(load.release, { ...options, runId }),
    );

  subcommand('runs', 'list months, runs, states and totals')
    .option('--out <DIR>', 'folder of runs and ledger', notBlank, 'out')
    .option('--json', 'print one JSON object on standard output')
    .addHelpText('after', '\nExample:\n  sarf runs --out /srv/sarf --json')
    .action((options: RunsOptions) => perform(load.runs, options));

  subcommand('verify [RUN_DIR]', 'prove a run from nothing but its folder, or the ledger over all runs')
    .option('--ledger <OUT>', 'folder of runs and ledger: prove what binds all released runs', notBlank)
    .option('--json', 'print one JSON object on standard output')
    .addHelpText('after', '\nExamples:\n  sarf verify out/2026-09/3f2a9c0d1b7e\n  sarf verify --ledger out')
    .action((runDir: string | undefined, options: Omit<VerifyOptions, 'runDir'>) =>
      perform(load.verify, { ...options, ...(runDir === undefined ? {} : { runDir }) }),
    );
}

/** What people ask of released months. */
function questions(subcommand: Subcommand, perform: Perform): void {
  subcommand(
    'explain <ID>',
    'say why a household, or a resident, received what it received, and what changed',
  )
    .option('--period <YYYY-MM>', 'the payment month; without it the last released one')
    .option('--out <DIR>', 'folder of runs and ledger', notBlank, 'out')
    .option('--rules <FILE>', 'the rules (YAML) the run was made with, when they are not the built-in ones')
    .option('--lang <fr|en>', 'one language; without it French, then English')
    .option('--json', 'print one JSON object on standard output')
    .addHelpText('after', EXPLAIN_HELP)
    .action((id: string, options: Omit<ExplainOptions, 'id'>) =>
      perform(load.explainAmount, { ...options, id }),
    );

  subcommand('grants <RUN_ID>', 'list the birth and school-return grants of a released run')
    .option('--out <DIR>', 'folder of runs and ledger', notBlank, 'out')
    .option('--json', 'print one JSON object on standard output')
    .addHelpText(
      'after',
      '\nPrints CSV, a line a child, and the sums on standard error.\n\nExample:\n  sarf grants 3f2a9c0d1b7e > grants.csv',
    )
    .action((runId: string, options: Omit<GrantsOptions, 'runId'>) =>
      perform(load.grants, { ...options, runId }),
    );

  subcommand('indicators', 'show the performance indicators of the released months')
    .option(
      '--from <YYYY-MM>',
      'first month; without it the twelve months up to --to, with --json every month',
    )
    .option('--to <YYYY-MM>', 'last month; without it the last one released')
    .option('--out <DIR>', 'folder of runs and ledger', notBlank, 'out')
    .option('--json', 'print one JSON object on standard output: every indicator, told apart by everything')
    .addHelpText('after', INDICATORS_HELP)
    .action((options: IndicatorsOptions) => perform(load.indicators, options));

  subcommand('simulate', 'price a reform: what other rules would have done to a released month')
    .requiredOption('--period <YYYY-MM>', 'the released month')
    .requiredOption('--rules <FILE>', 'the other rules: a complete rules file (YAML)', notBlank)
    .option('--as-of <YYYY-MM>', 'take the other rules as they stand in this month; without it, in --period')
    .option('--base-rules <FILE>', 'the rules the run was computed with, when they are not the built-in ones')
    .option('--out <DIR>', 'folder of runs and ledger', notBlank, 'out')
    .option('--csv <FILE>', 'write every breakdown to this new file, outside the folder of runs', notBlank)
    .option('--json', 'print one JSON object on standard output')
    .addHelpText('after', SIMULATE_HELP)
    .action((options: SimulateOptions) => perform(load.simulateReform, options));

  subcommand('capital <PERSON_ID>', 'show what a resident of a care institution was paid, month by month')
    .option('--out <DIR>', 'folder of runs and ledger', notBlank, 'out')
    .option('--rules <FILE>', "rules (YAML) in place of the programme's built-in ones")
    .option('--json', 'print one JSON object on standard output')
    .addHelpText(
      'after',
      '\nPaid in released months, in all so far, and missing from the capital guaranteed at majority.\n\nExample:\n  sarf capital P0000001 --out /srv/sarf',
    )
    .action((personId: string, options: Omit<CapitalOptions, 'personId'>) =>
      perform(load.capital, { ...options, personId }),
    );
}

/** What institutions and the bank say of the orders. */
function moneyBack(subcommand: Subcommand, perform: Perform): void {
  subcommand('answers <FILE...>', 'record what paying institutions answered: paid, rejected, returned')
    .option('--out <DIR>', 'folder of runs and ledger', notBlank, 'out')
    .option('--json', 'print one JSON object on standard output')
    .addHelpText(
      'after',
      `
Reads pain.002.001.03 and .10, camt.054.001.08, and CSV (order_id,status,reason_code,date,amount), plain or .gz.
The same answers read again change nothing. What cannot be used is listed in OUT/answers/…/exceptions.csv. A file that
is refused is named, and the others are read.

Examples:
  sarf answers pain002-POSTE-20261030.xml.gz
  sarf answers answers/*.csv --out /srv/sarf --json`,
    )
    .action((files: string[], options: Omit<AnswersOptions, 'files'>) =>
      perform(load.answers, { ...options, files }),
    );

  subcommand('statement <FILE...>', "match statements of the programme's account with what was sent")
    .option('--out <DIR>', 'folder of runs and ledger', notBlank, 'out')
    .option('--json', 'print one JSON object on standard output')
    .addHelpText(
      'after',
      `
Reads camt.053.001.08, plain or .gz. Lists what stays unmatched on either side, with its age on the statement's day.

Example:
  sarf statement camt053-20261030.xml --out /srv/sarf`,
    )
    .action((files: string[], options: Omit<StatementOptions, 'files'>) =>
      perform(load.statement, { ...options, files }),
    );

  subcommand('settle <PERIOD>', 'reconcile a month three ways: entitled, ordered, paid')
    .option('--out <DIR>', 'folder of runs and ledger', notBlank, 'out')
    .option('--csv <FILE>', 'write every order that is not simply paid to this file', notBlank)
    .option('--json', 'print one JSON object on standard output')
    .addHelpText('after', '\nExample:\n  sarf settle 2026-10 --csv differences-2026-10.csv')
    .action((period: string, options: Omit<SettleOptions, 'period'>) =>
      perform(load.settle, { ...options, period }),
    );
}

/** What is owed in both directions, and what people decide of it. */
function owing(subcommand: Subcommand, perform: Perform): void {
  subcommand('owed [HOUSEHOLD]', 'show what is owed, to households and by them')
    .option('--out <DIR>', 'folder of runs and ledger', notBlank, 'out')
    .option('--json', 'print one JSON object on standard output')
    .addHelpText('after', OWED_HELP)
    .action((householdId: string | undefined, options: Omit<OwedOptions, 'householdId'>) =>
      perform(load.owed, { ...options, ...(householdId === undefined ? {} : { householdId }) }),
    );

  subcommand('recovery', 'pause, resume or write off what a household has to pay back')
    .addArgument(
      new Argument('<ACTION>').choices([
        'pause',
        'resume',
        'write-off',
      ] satisfies RecoveryOptions['action'][]),
    )
    .argument('<ID>', 'the adjustment_id that opened it')
    .requiredOption('--reason <TEXT>', 'the appeal or decision; kept in the ledger')
    .option('--out <DIR>', 'folder of runs and ledger', notBlank, 'out')
    .option('--json', 'print one JSON object on standard output')
    .addHelpText('after', RECOVERY_HELP)
    .action(
      (
        action: RecoveryOptions['action'],
        recoveryId: string,
        options: Omit<RecoveryOptions, 'action' | 'recoveryId'>,
      ) => perform(load.recovery, { ...options, action, recoveryId }),
    );

  subcommand(
    'unhold <HOUSEHOLD>',
    'let a household be paid again whose orders came back three times in a row',
  )
    .requiredOption('--reason <TEXT>', 'why it may be paid again; kept in the ledger')
    .option('--out <DIR>', 'folder of runs and ledger', notBlank, 'out')
    .option('--json', 'print one JSON object on standard output')
    .addHelpText('after', UNHOLD_HELP)
    .action((householdId: string, options: Omit<UnholdOptions, 'householdId'>) =>
      perform(load.unhold, { ...options, householdId }),
    );
}

/** A blank folder is a variable nobody set (`--out "$OUT"`), and would mean the current one. */
function notBlank(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is blank; give a folder.');
  return text;
}
