/** The measurements as Markdown. */
import type { Extract } from './data.js';
import { describeMachine, type Machine } from './machine.js';
import type { Stage } from './sarf.js';

/** One program's measurement: the median of its runs. */
export interface Measured {
  readonly program: string;
  readonly seconds: number;
  /** Seconds of each run, in the order in which they were made. */
  readonly runs: readonly number[];
  readonly peakBytes: number | null;
  /** Processor time of the run whose seconds are given, all threads and processes together. */
  readonly cpuSeconds: number | null;
  /** Whether its figures, and every row of its outputs, are sarf's; null when it computes none. */
  readonly equal: boolean | null;
  /** sarf ÷ this program should be at most so much, or null. */
  readonly target: number | null;
}

export interface Report {
  /** The month that was measured, `YYYY-MM`. */
  readonly period: string;
  readonly families: number;
  readonly persons: number;
  readonly seed: number;
  readonly defects: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly machine: Machine;
  readonly stages: readonly Stage[];
  readonly sarf: Measured;
  readonly others: readonly Measured[];
}

/** sarf may take at most so many times what the other takes. */
export const TARGETS = { postgres: 0.6, node: 0.35, floor: 12 } as const;
/** And must stay below so much memory. */
export const MEMORY_TARGET = 3 * 1000 ** 3;

/** The middle one; of two middles, the lower. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}

function whole(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A number with so many decimals. Measurements only: no amount of money passes here. */
function fixed(value: number, decimals: number): string {
  const scaled = String(Math.round(value * 10 ** decimals)).padStart(decimals + 1, '0');
  return `${scaled.slice(0, -decimals)}.${scaled.slice(-decimals)}`;
}

function bytes(value: number | null): string {
  if (value === null) return 'not known';
  return value >= 1e9 ? `${fixed(value / 1e9, 2)} GB` : `${whole(value / 1e6)} MB`;
}

/** Lines of a Markdown table; every column but the first is right-aligned. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)];
}

/** The two input files together. */
export function rowsOf(extract: Extract): number {
  return extract.rows.households + extract.rows.members;
}

function stageTable({ stages, sarf }: Report): string[] {
  const told = stages.reduce((sum, one) => sum + one.seconds, 0);
  const rest = Math.max(0, sarf.seconds - told);
  return table(
    ['stage', 'seconds', 'share', 'work', 'a second'],
    [
      ...stages.map(({ stage, seconds, done, unit }) => [
        stage,
        fixed(seconds, 2),
        `${whole((seconds / sarf.seconds) * 100)} %`,
        done === null ? '' : `${whole(done)} ${unit ?? ''}`,
        done === null || seconds === 0 ? '' : whole(done / seconds),
      ]),
      ['start, prior run, exit', fixed(rest, 2), `${whole((rest / sarf.seconds) * 100)} %`, '', ''],
      ['**total**', `**${fixed(sarf.seconds, 2)}**`, '', '', ''],
    ],
  );
}

function programTable(report: Report): string[] {
  const { sarf, others, families, persons } = report;
  const row = (one: Measured) => [
    one.program,
    fixed(one.seconds, 2),
    one === sarf ? '1' : fixed(sarf.seconds / one.seconds, 2),
    one.target === null
      ? ''
      : `≤ ${one.target}${sarf.seconds / one.seconds <= one.target ? '' : ' (missed)'}`,
    one.cpuSeconds === null ? 'not known' : fixed(one.cpuSeconds, 1),
    bytes(one.peakBytes),
    whole((families + persons) / one.seconds),
    one === sarf || one.equal === null ? '' : one.equal ? 'yes' : '**no**',
  ];
  const header = [
    'program',
    'seconds',
    'sarf ÷ it',
    'target',
    'CPU seconds',
    'peak memory',
    'rows/s',
    'same figures and rows',
  ];
  return table(header, [sarf, ...others].map(row));
}

/** The whole report, ready to be pasted into a Markdown page. */
export function markdown(report: Report): string {
  const { sarf, period, families, persons, seed, defects, bytesRead, bytesWritten, machine } = report;
  const runs = sarf.runs.length > 1 ? ` Median of ${sarf.runs.length} runs.` : '';
  const spoilt = defects > 0 ? `, defects in ${defects} of the rows` : '';
  const memory = sarf.peakBytes !== null && sarf.peakBytes < MEMORY_TARGET ? 'met' : '**missed**';
  // Preparing the data is a load of one; more than that is somebody else's work.
  const busy =
    machine.load > 1.5
      ? [
          `The machine was busy with other work (load ${fixed(machine.load, 1)}): the times are too long, the ratios rough.`,
        ]
      : [];
  return [
    `${period}: ${whole(families)} families, ${whole(persons)} persons (seed ${seed}${spoilt}): ${bytes(bytesRead)} read, ${bytes(bytesWritten)} written.`,
    `${describeMachine(machine)}.${runs}`,
    ...busy,
    '',
    ...stageTable(report),
    '',
    ...programTable(report),
    '',
    `Peak memory of sarf below ${bytes(MEMORY_TARGET)}: ${memory}.`,
  ].join('\n');
}
