/**
 * Exit codes of the command line, as the contract fixes them. `partly`: what banks say was read, and nothing or not all of
 * it could be used.
 */
export const EXIT = { done: 0, failed: 1, refused: 2, onHold: 3, difference: 4, partly: 5 } as const;
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

const RIGHTS = 'permission denied; give the account that runs this the right to read it, and run again';

/** Why the system does not let a file or a folder be read, and what to do, by the error's code. */
const UNREADABLE: Readonly<Record<string, string>> = {
  EACCES: RIGHTS,
  EPERM: RIGHTS,
  EISDIR: 'a folder is in its place; put the file back, and run again',
  ENOTDIR: 'a file is in the place of a folder; give the right path',
  ELOOP: 'its links lead in a circle; put them right, and run again',
  ENAMETOOLONG: 'its name is too long; give a shorter one',
  EIO: 'the disk does not give it; check the disk, or restore the file, and run again',
};

const READING = ['access', 'lstat', 'open', 'opendir', 'read', 'readlink', 'realpath', 'scandir', 'stat'];

/**
 * The system's refusal to let a file or a folder be read, for the operator; null for any other error.
 * @param path of what was read, where the system's error does not name it
 */
export function unreadable(error: unknown, path?: string): OperatorError | null {
  if (!(error instanceof Error)) return null;
  const { syscall = '', path: named, code = '' } = error as NodeJS.ErrnoException;
  return READING.includes(syscall) ? mayNotBeRead(named ?? path ?? 'a file', code, error) : null;
}

/** As unreadable, of an error that has no path or code of its own; null for a code that says something else. */
export function mayNotBeRead(path: string, code: string, cause: unknown): OperatorError | null {
  const why = UNREADABLE[code];
  if (why === undefined) return null;
  return new OperatorError(`${path}: may not be read: ${why}`, undefined, { cause });
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
