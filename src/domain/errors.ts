/** Exit codes of the command line, as the contract fixes them. */
export const EXIT = { done: 0, failed: 1, refused: 2, onHold: 3, difference: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * Trouble an operator can act on: printed as one line (what, where, what to do), never as a stack. Several messages,
 * as of several files, are a line each.
 * `refused` (2): usage, configuration, inputs or state, and nothing changed. `failed` (1): the machine let
 * the run down (a full disk, say), and nothing was published.
 */
export class OperatorError extends Error {
  readonly messages: readonly string[];

  constructor(
    message: string | readonly string[],
    readonly exitCode: ExitCode = EXIT.refused,
    options?: ErrorOptions,
  ) {
    const messages = typeof message === 'string' ? [message] : message;
    super(messages.join('\n'), options);
    this.name = 'OperatorError';
    this.messages = messages;
  }
}

/** The machine has no room left. Whatever was being built is taken back. */
export function diskFull(cause: unknown): OperatorError {
  return new OperatorError(
    'the disk is full: nothing was published. Free some space beside the output folder and run again',
    EXIT.failed,
    { cause },
  );
}

/** Whether an error of Node or of the ledger's engine says that the disk is full. */
export function saysDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'].includes(systemCode(error) ?? '');
}

/** A broken promise of the program itself: never caught, it crashes the run with its stack. */
export class InvariantError extends Error {
  constructor(message: string) {
    super(`invariant broken: ${message}`);
    this.name = 'InvariantError';
  }
}

/** Crashes unless `condition` holds; `message` says which promise was broken, with the figures. */
export function invariant(condition: boolean, message: () => string): asserts condition {
  if (!condition) throw new InvariantError(message());
}

/** The `code` of a Node system error (`ENOENT`, `ENOSPC` …), or undefined. */
export function systemCode(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return undefined;
}
