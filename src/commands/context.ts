import { EXIT, type ExitCode } from '../domain/errors.js';
import type { Line } from '../domain/printable.js';
import type { Clock } from '../ledger/ledger.js';
import type { Printer } from '../terminal/printer.js';
import type { Progress } from '../terminal/progress.js';
import type { Style } from '../terminal/style.js';

/** The effects that a command may have. cli.ts takes them from the process; tests pass their own. */
export type Context = {
  readonly clock: Clock;
  /** Milliseconds, for timings. */
  readonly now: () => number;
  readonly stdout: Printer;
  readonly stderr: Printer;
  readonly style: Style;
  /** How stages are shown; absent: on a terminal alone. */
  readonly progress?: Progress;
  /** The most memory that the process has used so far, in bytes. */
  readonly peakMemory: () => number;
};

export type Command<Options> = (options: Options, context: Context) => Promise<ExitCode>;

/**
 * Prints a line for each file that was refused; the other files are recorded. Returns the exit code.
 * @param allUsed whether all that the other files say could be used
 */
export function sayRefused(
  refused: readonly { readonly problem: string }[],
  context: Context,
  allUsed = true,
): ExitCode {
  context.stderr.lines(refused.map(({ problem }) => `sarf: ${problem}`));
  if (refused.length > 0) return EXIT.refused;
  return allUsed ? EXIT.done : EXIT.partly;
}

/** What a command says: `json` for programs, `summary` in one line, `lines` in full. */
export type Said = {
  readonly json: () => unknown;
  readonly summary: () => Line;
  readonly lines: () => readonly Line[];
  /** In place of the lines, where the command is quiet and something is to be done. */
  readonly trouble?: () => readonly Line[];
};

/**
 * Prints it as the flags ask. With --quiet, standard output gets one line; what asks for a person goes to standard error,
 * and nothing else does: cron sends mail then alone.
 */
export function say(
  { stdout, stderr }: Context,
  { json, quiet }: { readonly json?: boolean; readonly quiet?: boolean },
  said: Said,
  exit: ExitCode = EXIT.done,
): void {
  if (json === true) stdout.json(said.json());
  else if (quiet === true) {
    stdout.lines([said.summary()]);
    if (exit !== EXIT.done) stderr.lines((said.trouble ?? said.lines)());
  } else stdout.lines(said.lines());
}
