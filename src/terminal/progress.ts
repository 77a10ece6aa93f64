import { countToPeople } from '../domain/money.js';
import type { Reporter } from '../domain/report.js';
import type { Printer } from './printer.js';

/** A finished stage, what it did and how long it took; for `--json` and the benchmark. */
export type StageTime = {
  readonly stage: string;
  readonly seconds: number;
  readonly done: number | null;
  readonly unit: string | null;
};

/** How stages are shown: a living line each, a plain line at the start and at the end of each, or not at all. */
export type Progress = 'LIVE' | 'LINES' | 'NONE';

/** Where stages are reported. `now` gives milliseconds; without `progress`, they are shown on a terminal alone. */
export type Reporting = {
  readonly stderr: Printer;
  readonly now: () => number;
  readonly progress?: Progress;
};

/**
 * Reports the stages on standard error, and notices, a line each.
 * @param quiet neither stages nor notices are shown
 */
export function progressReporter(
  { stderr: output, now, progress }: Reporting,
  quiet = false,
): { readonly reporter: Reporter; readonly stages: StageTime[] } {
  const shown = quiet ? 'NONE' : (progress ?? (output.isTerminal ? 'LIVE' : 'NONE'));
  const stages: StageTime[] = [];
  const reporter: Reporter = {
    notice: (text) => {
      if (!quiet) output.lines([`note: ${text}`]);
    },
    stage: (name) => {
      const start = now();
      let drawn = start;
      let last: { done: number; unit: string } | null = null;
      if (shown === 'LINES') output.lines([`${name} …`]);
      return {
        progress: (done, unit) => {
          last = { done, unit };
          if (shown !== 'LIVE' || now() - drawn < 100) return;
          drawn = now();
          output.draw(`${name} … ${describe(last, drawn - start)}`);
        },
        end: () => {
          const elapsed = now() - start;
          stages.push({
            stage: name,
            seconds: Math.round(elapsed) / 1000,
            done: last?.done ?? null,
            unit: last?.unit ?? null,
          });
          if (shown !== 'NONE') output.lines([`${name}: ${describe(last, elapsed)}`]);
        },
      };
    },
  };
  return { reporter, stages };
}

function describe(last: { done: number; unit: string } | null, elapsed: number): string {
  const seconds = `${(Math.round(elapsed / 10) / 100).toString()} s`;
  if (last === null) return seconds;
  const rate = elapsed > 0 ? Math.round((last.done / elapsed) * 1000) : 0;
  return `${countToPeople(last.done)} ${last.unit}, ${seconds}, ${countToPeople(rate)} a second`;
}
