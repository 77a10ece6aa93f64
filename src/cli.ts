#!/usr/bin/env node
import { CommanderError } from 'commander';
import { commandLine } from './command-line.js';
import type { Context } from './commands/context.js';
import { diskFull, EXIT, type ExitCode, OperatorError, saysDiskFull, systemCode } from './domain/errors.js';
import { styleFor } from './terminal/style.js';
import { interruptAll } from './workspace/at-work.js';

/** Wiring only: flags → one command → exit code. The one file that touches the process and the clock. */
const context: Context = {
  clock: () => new Date().toISOString(),
  now: () => performance.now(),
  stdout: process.stdout,
  stderr: process.stderr,
  style: styleFor(process.stdout.isTTY === true, process.env),
  peakMemory: () => process.resourceUsage().maxRSS * 1024,
};

const program = commandLine(async (command, options) => {
  process.exitCode = await (await command())(options, context);
});

/** Says what went wrong and gives the exit code. A defect of ours shows its stack; an operator's error does not. */
function explain(error: unknown): ExitCode {
  const debug = program.opts<{ debug?: boolean }>().debug === true;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.refused;
  if (error instanceof OperatorError) {
    process.stderr.write(`sarf: ${error.message}\n`);
    if (debug)
      process.stderr.write(`${error.stack}\n${error.cause instanceof Error ? error.cause.stack : ''}\n`);
    return error.exitCode;
  }
  if (saysDiskFull(error)) return explain(diskFull(error));
  process.stderr.write(
    `sarf: a defect stopped the command; nothing was published. Please report this:\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return EXIT.failed;
}

/** A signal is heard while the command is at work; once it is done, what it did stands and the exit code says so. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
function stop(): never {
  process.stderr.write('\nsarf: stopped; nothing was published (the next command tidies up)\n');
  interruptAll();
  process.exit(EXIT.failed);
}
for (const signal of SIGNALS) process.once(signal, stop);

// Nobody reads on (`sarf runs | head`), or the log's disk is full: that must not end a run half way.
process.stderr.on('error', () => undefined);
process.stdout.on('error', (error) => {
  if (systemCode(error) === 'EPIPE') return;
  process.stderr.write(
    `sarf: standard output cannot be written (${systemCode(error) ?? 'unknown'}); what was done stands, sarf runs shows it\n`,
  );
  process.once('exit', () => {
    process.exitCode = EXIT.failed;
  });
});

process.umask(0o077); // files are readable by their owner alone
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
} finally {
  for (const signal of SIGNALS) process.removeListener(signal, stop);
}
