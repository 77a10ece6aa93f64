import { EXIT, type ExitCode } from '../domain/errors.js';
import type { Clock } from '../ledger/ledger.js';
import type { Printer } from '../terminal/printer.js';
import type { Style } from '../terminal/style.js';

/** The effects that a command may have. cli.ts takes them from the process; tests pass their own. */
export type Context = {
  readonly clock: Clock;
  /** Milliseconds, for timings. */
  readonly now: () => number;
  readonly stdout: Printer;
  readonly stderr: Printer;
  readonly style: Style;
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
