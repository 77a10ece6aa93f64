/** Runs a program and watches it from outside: wall clock and peak memory. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Outcome {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From start to exit. */
  readonly seconds: number;
  /** Highest resident set seen, in bytes; null where the system does not tell (/proc). */
  readonly peakBytes: number | null;
  /** Processor time, to a tenth of a second: what a busy machine does not distort. Null where it is not told. */
  readonly cpuSeconds: number | null;
}

/** Milliseconds between two looks at the program's memory: the high-water mark itself is kept by the kernel. */
const LOOK = 50;

/** A whole number that /proc/<pid>/status gives under a name, or null. */
function statusFigure(pid: number, name: string): number | null {
  try {
    const match = new RegExp(`^${name}:\\s+([0-9]+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match ? Number(match[1]) : null;
  } catch {
    return null; // gone, or no such file system
  }
}

/** A process's memory under one of the names that /proc knows (VmHWM, RssAnon …), in bytes, or null. */
export function statusBytes(pid: number, name: string): number | null {
  const kilobytes = statusFigure(pid, name);
  return kilobytes === null ? null : kilobytes * 1024;
}

/** The process that started this one, or null. */
export function parentOf(pid: number): number | null {
  return statusFigure(pid, 'PPid');
}

/** /proc counts processor time in hundredths of a second. */
const TICKS = 100;

/** Processor time that a process has used so far, all its threads together; null when it is gone. */
export function cpuSecondsOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Behind the name, which may hold anything and ends at the last ")", user and system time are 12th and 13th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return null;
  }
}

/** Runs a program to its end. Rejects only when it cannot be started. */
export function runProgram(
  file: string,
  args: readonly string[],
  options: { readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(file, args, { env: options.env ?? process.env });
    const text = { stdout: '', stderr: '' };
    let peakBytes: number | null = null;
    let cpuSeconds: number | null = null;
    const look = () => {
      if (child.pid === undefined) return;
      const seen = statusBytes(child.pid, 'VmHWM');
      if (seen !== null && seen > (peakBytes ?? 0)) peakBytes = seen;
      cpuSeconds = cpuSecondsOf(child.pid) ?? cpuSeconds;
    };
    const timer = setInterval(look, LOOK);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (piece: string) => {
        text[name] += piece;
      });
    }
    child.on('error', (error) => {
      clearInterval(timer);
      reject(error);
    });
    child.on('close', (code) => {
      clearInterval(timer);
      resolve({ code, ...text, seconds: (performance.now() - start) / 1000, peakBytes, cpuSeconds });
    });
    child.stdin.on('error', () => undefined); // a program that ends early says why on its standard error
    child.stdin.end(options.input ?? '');
  });
}
