import { Command } from 'commander';
import { addAnswers } from './commands/answers/flags.js';
import { addCapital } from './commands/capital/flags.js';
import { addCheck } from './commands/check/flags.js';
import { type AddCommand, by, language, type Perform } from './commands/common-flags.js';
import type { Context } from './commands/context.js';
import { addDecide } from './commands/decide/flags.js';
import { addExplain } from './commands/explain/flags.js';
import { addFind } from './commands/find/flags.js';
import { addGrants } from './commands/grants/flags.js';
import { addIndicators } from './commands/indicators/flags.js';
import { addLog } from './commands/log/flags.js';
import { addOpen } from './commands/open/flags.js';
import { addOwed } from './commands/owed/flags.js';
import { addRecompute } from './commands/recompute/flags.js';
import { addRecovery } from './commands/recovery/flags.js';
import { addRelease } from './commands/release/flags.js';
import { addRules } from './commands/rules/flags.js';
import { addRun } from './commands/run/flags.js';
import { addRuns } from './commands/runs/flags.js';
import { addSent } from './commands/sent/flags.js';
import { addSettle } from './commands/settle/flags.js';
import { addSimulate } from './commands/simulate/flags.js';
import { addStatement } from './commands/statement/flags.js';
import { addTransfer } from './commands/transfer/flags.js';
import { addUnhold } from './commands/unhold/flags.js';
import { addVerify } from './commands/verify/flags.js';
import { addWithdraw } from './commands/withdraw/flags.js';
import type { LanguageCode } from './domain/language.js';
import { SOFTWARE } from './version.js';

/** The commands, in the order of `sarf --help`. */
const COMMANDS: readonly AddCommand[] = [
  // The month: computed, released, proven.
  addCheck,
  addRun,
  addRelease,
  addWithdraw,
  addOpen,
  addRuns,
  addLog,
  addVerify,
  // What people ask of released months.
  addFind,
  addExplain,
  addGrants,
  addRules,
  addIndicators,
  addSimulate,
  addRecompute,
  addCapital,
  // What institutions and the bank say of the orders.
  addSent,
  addAnswers,
  addStatement,
  addSettle,
  addDecide,
  // What is owed in both directions, and what people decide of it.
  addOwed,
  addRecovery,
  addUnhold,
  addTransfer,
];

/** Where help and complaints of a wrong command line go. */
type Printed = Pick<Context, 'stdout' | 'stderr' | 'style'>;

/** The command line: the list of commands, each with its flags and help in its folder below commands/. */
export function commandLine(perform: Perform, printed: Printed): Command {
  const { stdout, stderr } = printed;
  const program = new Command('sarf')
    .description(
      "Monthly payment runs of direct social aid: a month's registry extract in; register, payment orders,\nreconciliation with the month before and proof out.",
    )
    .version(SOFTWARE.version)
    .option('--debug', 'show the stack of an error')
    .addOption(by())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.lines(helpLines(text)),
      writeErr: (text) => stderr.lines(helpLines(text)),
      outputError: (text) => stderr.lines(complaint(text)),
    })
    .addHelpText('after', HELP);
  for (const add of COMMANDS) add(program, perform);
  addHelp(program, printed);
  return program;
}

/** As the library's own `help [command]`, which prints nothing for a command that is none; and the manual's pages. */
function addHelp(program: Command, { stdout, style }: Printed): void {
  const commands = [...program.commands];
  program
    .helpCommand(false)
    .command('help [topic...]')
    .description('display help for a command, a page of the manual, or what a word of a screen or file means')
    .addOption(language('language of pages and meanings').default('en'))
    .addHelpText('after', HELP_OF_HELP)
    .action(async (words: readonly string[], { lang }: { lang: LanguageCode }) => {
      if (words.length === 0) return program.help();
      const name = words.join(' ');
      const asked = program.commands.find((command) => command.name() === name);
      const { helpTopic, topics } = await import('./commands/help-topics.js');
      const lines = helpTopic(name, lang, style);
      if (asked !== undefined) asked.outputHelp();
      if (lines !== null) return stdout.lines(asked === undefined ? lines : ['', ...lines]);
      if (asked !== undefined) return;
      const names = commands.map((command) => command.name());
      return program.error(
        `error: help ${name}: no such command, topic, code or name; commands: ${names.join(', ')}; topics: ${topics().join(', ')}${guessOf(name, names)}`,
      );
    });
}

/** The library's guess of the command that was meant, on a line of its own; '' where it has none. */
function guessOf(name: string, commands: readonly string[]): string {
  let said = '';
  const asked = new Command().exitOverride().configureOutput({ outputError: (text) => (said = text) });
  for (const command of commands) asked.command(command);
  try {
    asked.parse([name], { from: 'user' });
  } catch {
    // It is no command: that is known, and what is said of it is all that is asked for.
  }
  return /\n\(Did you mean [^\n]*\?\)$/.exec(said.trimEnd())?.[0] ?? '';
}

const HELP_OF_HELP = `
Examples:
  sarf help month
  sarf help hold --lang fr
  sarf help MEMBER_ROW_INVALID
  sarf help ON HOLD`;

const HELP = `
Examples:
  sarf run --period 2026-09 --registry extracts/2026-09 --config sarf.yaml
  sarf runs
  sarf release 3f2a9c0d1b7e --reason "change explained in note 14/2026"
  sarf verify out/2026-09/3f2a9c0d1b7e

Exit codes: 0 done · 1 failed, nothing published · 2 refused, nothing changed · 3 done, on hold · 4 verify found a difference ·
5 what banks say was read, and nothing or not all of it could be used`;

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
