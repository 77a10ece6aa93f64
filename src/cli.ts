#!/usr/bin/env node
import { userInfo } from 'node:os';
import type { Context } from './commands/context.js';
import { EXIT, systemCode } from './domain/errors.js';
import { Printer } from './terminal/printer.js';
import { styleFor } from './terminal/style.js';
import { interruptAll } from './workspace/at-work.js';

/** The system's name of the user; of one who has none, the number. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}

/** Wiring only: the one file that touches the process and the clock. */
const context: Context = {
  ...(process.env.SARF_PROGRESS === 'lines' ? { progress: 'LINES' as const } : {}),
  clock: Object.assign(() => new Date().toISOString(), { by: userName() }),
  now: () => performance.now(),
  stdout: new Printer(process.stdout),
  stderr: new Printer(process.stderr),
  style: styleFor(process.stdout.isTTY === true, process.env),
  peakMemory: () => process.resourceUsage().maxRSS * 1024,
};

/** A signal is heard while the command is at work; once it is done, what it did is kept and the exit code says so. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
function stop(): never {
  context.stderr.lines(['', 'sarf: stopped; nothing was published (the next command tidies up)']);
  interruptAll();
  process.exit(EXIT.failed);
}
for (const signal of SIGNALS) process.once(signal, stop);

// Nobody reads on (`sarf runs | head`), or the log's disk is full: that must not end a run half way.
process.stderr.on('error', () => undefined);
process.stdout.on('error', (error) => {
  if (systemCode(error) === 'EPIPE') return;
  context.stderr.lines([
    `sarf: standard output cannot be written (${systemCode(error) ?? 'unknown'}); what was done stands, sarf runs shows it`,
  ]);
  process.once('exit', () => {
    process.exitCode = EXIT.failed;
  });
});

// Files are readable by their owner alone, or by a group of officers too: SARF_UMASK=007.
const umask = process.env.SARF_UMASK ?? '077';
if (!/^0?0[0-7]7$/.test(umask)) {
  context.stderr.lines([
    `sarf: SARF_UMASK: ${umask}: is no umask that leaves others out; give 077 (the owner alone), 027 (the group reads) or 007 (the group works)`,
  ]);
  process.exit(EXIT.refused);
}
process.umask(Number(`0o${umask}`));
if (process.argv.includes('--debug')) process.setSourceMapsEnabled(true); // stacks show TypeScript lines
const { invoke } = await import('./invoke.js'); // after that: maps are read of what is loaded later
process.exitCode = await invoke(process.argv.slice(2), context);
for (const signal of SIGNALS) process.removeListener(signal, stop);
