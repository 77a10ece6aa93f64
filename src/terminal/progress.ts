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

/**
 * Reports the stages on standard error: one living line a stage on a terminal, one plain line at its start and
 * one at its end under cron. `now` gives milliseconds.
 */
export function progressReporter(
  output: Printer,
  now: () => number,
): { readonly reporter: Reporter; readonly stages: StageTime[] } {
  const terminal = output.isTerminal;
  const stages: StageTime[] = [];
  const reporter: Reporter = {
    notice: (text) => {
      output.lines([`note: ${text}`]);
    },
    stage: (name) => {
      const start = now();
      let drawn = start;
      let last: { done: number; unit: string } | null = null;
      if (!terminal) output.lines([`${name} …`]);
      return {
        progress: (done, unit) => {
          last = { done, unit };
          if (!terminal || now() - drawn < 100) return;
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
          output.lines([`${name}: ${describe(last, elapsed)}`]);
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
