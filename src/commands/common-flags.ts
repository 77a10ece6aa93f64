import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { OperatorError } from '../domain/errors.js';
import { LANGUAGE_CODES } from '../domain/language.js';
import { parsePeriod } from '../domain/period-text.js';
import { firstUnprintable, isBlank } from '../domain/printable.js';
import type { Command as Action } from './context.js';

/** Loads a command and runs it with the options of the command line. */
export type Perform = <Options>(command: () => Promise<Action<Options>>, options: Options) => Promise<void>;

/**
 * Adds a command to the program: its arguments, flags and help. Every command line loads these. command.ts is loaded
 * only when its command is called, so that a process loads no more than its one command needs.
 */
export type AddCommand = (program: Command, perform: Perform) => void;

/** The flags that several commands share. A value that a flag does not accept ends the command with exit code 2. */

export const out = () => folder('--out <DIR>', 'folder of runs and ledger').default('out');

export const json = (what = '') => new Option('--json', `print one JSON object on standard output${what}`);

export const quiet = () =>
  new Option(
    '--quiet',
    'print one line; what asks for a person goes to standard error, and nothing else does',
  );

/** The language of what is said. */
export const language = (what: string) => new Option('--lang <CODE>', what).choices(LANGUAGE_CODES);

/** A folder. A blank one is refused: it is an unset variable (`--out "$OUT"`), and would mean the current folder. */
export const folder = (flags: string, description: string) =>
  new Option(flags, description).argParser(notBlank('a folder'));

export const file = (flags: string, description: string) =>
  new Option(flags, description).argParser(notBlank('a file'));

/**
 * An argument of a command: `name` is "<RUN_ID>", or "[RUN_DIR]" for one that may be left out. A blank one is refused, as
 * a blank folder is.
 */
export const argument = (name: string, what: string) => new Argument(name).argParser(notBlank(what));

/** One file or more, none of them blank. */
export const files = () =>
  new Argument('<FILE...>').argParser((text, before: string[] = []) => [...before, notBlank('a file')(text)]);

function notBlank(what: string): (text: string) => string {
  return (text) => {
    if (text.trim() === '') throw new InvalidArgumentError(`It is blank; give ${what}.`);
    return text;
  };
}

/** A payment month, YYYY-MM: `flags` are "--period <YYYY-MM>". Throws OperatorError for anything else. */
export const month = (flags: string, description: string) =>
  new Option(flags, description).argParser((text) => parsePeriod(text, flags.split(' ')[0]));

/** Payment months, the flag given once for each. Throws OperatorError for anything else. */
export const months = (flags: string, description: string) =>
  new Option(flags, description).argParser((text, before: string[] = []) => [
    ...before,
    parsePeriod(text, flags.split(' ')[0]),
  ]);

export const monthArgument = (name: string) =>
  new Argument(`<${name}>`).argParser((text) => parsePeriod(text, name));

/** The reason that people give for a decision; see parseReason. `ask` ends the message when it is blank. */
export const reason = (description: string, ask: string) =>
  new Option('--reason <TEXT>', description).argParser((text) => parseReason(text, ask));

/** Who acts, for the log of events. */
export const by = () =>
  new Option('--by <NAME>', 'who acts, for the log (default: the user of the system)').argParser((text) => {
    const given = text.trim();
    if (isBlank(given) || firstUnprintable(given) !== null || given.length > 100)
      throw new OperatorError('--by: a name is one line of up to 100 characters, each of them seen');
    return given;
  });

/**
 * Returns a reason without blanks around it: one line of text, which the ledger keeps and lists show. Throws
 * OperatorError for a blank reason and for line breaks, control characters, changes of writing direction and invisible characters.
 */
function parseReason(text: string, ask: string): string {
  const given = text.trim();
  if (isBlank(given)) throw new OperatorError(`--reason: is blank; ${ask}`);
  const found = firstUnprintable(given);
  if (found === null) return given;
  throw new OperatorError(
    `--reason: a reason is one line of text, and this one contains ${found.shown} at character ${found.place}`,
  );
}
