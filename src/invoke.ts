import { type Command, CommanderError } from 'commander';
import { commandLine } from './command-line.js';
import type { Context } from './commands/context.js';
import { diskFull, EXIT, type ExitCode, OperatorError, saysDiskFull, unreadable } from './domain/errors.js';

/**
 * One command line, done: flags → one command → exit code. `args` are what follows the program's name. What goes
 * wrong is said on the context's standard error, and with --json on standard output too: { "error": { "exit_code",
 * "messages" } }. Nothing is thrown.
 */
export async function invoke(args: readonly string[], context: Context): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const program = commandLine(async (command, options) => {
    exitCode = await (await command())(options, actedBy(program.opts<{ by?: string }>().by, context));
  }, context);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    const { exitCode: failed, messages } = explained(error, program, context);
    if (failed !== EXIT.done && asksForJson(args))
      context.stdout.json({ error: { exit_code: failed, messages } });
    return failed;
  }
}

/** Whether programs are to read what is said: also where the command line is wrong, and was not understood. */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).includes('--json');
}

type Explained = { readonly exitCode: ExitCode; readonly messages: readonly string[] };

/** The context with the name of who acts, where one is given. */
function actedBy(name: string | undefined, context: Context): Context {
  if (name === undefined) return context;
  return { ...context, clock: Object.assign(() => context.clock(), { by: name }) };
}

/** Says what went wrong and gives the exit code. A defect of ours shows its stack; an operator's error does not. */
function explained(error: unknown, program: Command, context: Context): Explained {
  const debug = program.opts<{ debug?: boolean }>().debug === true;
  if (error instanceof CommanderError)
    return {
      exitCode: error.exitCode === 0 ? EXIT.done : EXIT.refused,
      messages: [error.message.replace(/^error: /, '').replace(/\n\(Did you mean [^\n]*\?\)$/, '')],
    };
  if (error instanceof OperatorError) {
    context.stderr.lines(error.messages.map((message) => `sarf: ${message}`));
    if (debug)
      context.stderr.lines([
        ...stackOf(error),
        ...(error.cause instanceof Error ? stackOf(error.cause) : []),
      ]);
    return { exitCode: error.exitCode, messages: error.messages };
  }
  if (saysDiskFull(error)) return explained(diskFull(error), program, context);
  const refusal = unreadable(error);
  if (refusal !== null) return explained(refusal, program, context);
  context.stderr.lines([
    'sarf: a defect stopped the command; nothing was published. Please report this:',
    ...(error instanceof Error ? stackOf(error) : [String(error)]),
  ]);
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    exitCode: EXIT.failed,
    messages: [`a defect stopped the command; nothing was published: ${what}`],
  };
}

/** The stack of an error, a line a call. The message before the calls stays one line, whatever it quotes. */
function stackOf({ name, message, stack = '' }: Error): string[] {
  const start = stack.indexOf(message);
  const calls = start < 0 ? stack : stack.slice(start + message.length);
  return [`${name}: ${message}`, ...calls.split('\n').slice(1)];
}
