import { type Command, CommanderError } from 'commander';

/** Performs a command of these scripts: its errors are one line, and its exit code says how it ended. */
export async function perform(command: Command, args: readonly string[]): Promise<void> {
  try {
    await command.parseAsync(args, { from: 'user' });
  } catch (error) {
    // The command line's own errors are already printed by commander, in one line.
    if (!(error instanceof CommanderError))
      process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
  }
}
