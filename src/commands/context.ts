import { EXIT, type ExitCode } from '../domain/errors.js';
import type { Clock } from '../ledger/ledger.js';
import type { Printer } from '../terminal/printer.js';
import type { Style } from '../terminal/style.js';

/** What the world gives a command; cli.ts takes it from the process, tests from their own hands. */
export type Context = {
  readonly clock: Clock;
  /** Milliseconds, for timings. */
  readonly now: () => number;
  readonly stdout: Printer;
  readonly stderr: Printer;
  readonly style: Style;
  /** Largest resident memory of the process so far, in bytes. */
  readonly peakMemory: () => number;
};

export type Command<Options> = (options: Options, context: Context) => Promise<ExitCode>;

/** Says in one line each which of the command's files were refused; the others stand. Gives the exit code. */
export function sayRefused(refused: readonly { readonly problem: string }[], context: Context): ExitCode {
  context.stderr.lines(refused.map(({ problem }) => `sarf: ${problem}`));
  return refused.length === 0 ? EXIT.done : EXIT.refused;
}
