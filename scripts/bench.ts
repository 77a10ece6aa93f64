#!/usr/bin/env node
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type Attempt, openPeer, PEERS, type Peer, type PeerName } from './bench/contest.js';
import { type Data, prepareData, warm } from './bench/data.js';
import { currentLoad, thisMachine } from './bench/machine.js';
import { Unavailable } from './bench/peers/postgres/psql.js';
import { FIRST_PERIOD, theMonth } from './bench/peers/the-month.js';
import { type Outcome, runProgram } from './bench/process.js';
import { exportPrior, rowDifferences } from './bench/registers.js';
import { type Measured, markdown, median, type Report, TARGETS } from './bench/report.js';
import { priorRun, releasedMonth, type SarfRun, timedMonth } from './bench/sarf.js';
import { disagreements } from './bench/totals.js';

interface Options {
  readonly families: number;
  readonly peer: readonly PeerName[];
  readonly runs: number;
  readonly seed: number;
  readonly from: string;
  readonly defects: number;
  readonly work?: string;
  readonly json?: string;
}

const FLOOR = fileURLToPath(new URL('./bench/floor.js', import.meta.url));
const DEFAULTS = { seed: 1, from: '2026-09' } as const;
const EXIT = { done: 0, failed: 1, refused: 2, difference: 4 } as const;

function whole(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[0-9]{1,10}$/.test(text) || value < low || value > high)
      throw new InvalidArgumentError(`Give a whole number from ${low} to ${high}.`);
    return value;
  };
}

function rate(text: string): number {
  const value = Number(text);
  if (!/^[0-9]*\.?[0-9]+$/.test(text) || value > 0.1)
    throw new InvalidArgumentError('Give a share of the rows from 0 to 0.1, e.g. 0.004.');
  return value;
}

/** The first of the two months: the peers know the tariff of the second from FIRST_PERIOD on. */
function month(text: string): string {
  if (!/^20[0-9]{2}-(0[1-9]|1[0-2])$/.test(text) || text < theMonth(FIRST_PERIOD).priorPeriod)
    throw new InvalidArgumentError(`Give a month YYYY-MM, from ${theMonth(FIRST_PERIOD).priorPeriod}.`);
  return text;
}

const EXAMPLES = `
Examples:
  bench --families 20000
  bench --families 390000 --peer node --peer postgres --runs 3
  bench --families 3900000 --peer postgres --json out/bench/full.json
  bench --families 20000 --defects 0.004 --peer node --peer postgres
  bench --families 20000 --from 2026-08 --peer node

The second month is computed against the first; a September pays school grants. PostgreSQL is reached by psql and the PG* environment variables.
Exit codes: 0 measured · 1 failed · 2 usage, or a peer that is not there · 4 a peer arrives at other figures`;

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** An empty folder. */
function fresh(path: string): string {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  return path;
}

async function main(options: Options): Promise<void> {
  const { families, seed, from, defects } = options;
  const unusual = [
    seed === DEFAULTS.seed ? '' : `-s${seed}`,
    from === DEFAULTS.from ? '' : `-${from}`,
    defects > 0 ? `-d${defects}` : '',
  ];
  const kept = join('out', 'bench', `${families}${unusual.join('')}`);
  const work = resolve(options.work ?? kept);
  tell(`data: ${work}`);
  const data = await prepareData({ families, seed, from, defects }, work);
  tell('sarf, month 1 …');
  const released = await releasedMonth(data, work);
  const scratch = join(work, 'spill');
  const peers: Peer[] = [];
  if (options.peer.length > 0) {
    const prior = await exportPrior(released, priorRun(data, released), work, scratch);
    for (const name of new Set(options.peer)) peers.push(await openPeer(name, data.month, prior, work));
  }

  await warm(data.month);
  const load = currentLoad();
  const sarfRuns: SarfRun[] = [];
  for (let i = 0; i < options.runs; i++) {
    const run = await timedMonth(data, released, join(work, 'timed'));
    tell(`sarf: ${run.outcome.seconds.toString().slice(0, 6)} s`);
    sarfRuns.push(run);
  }
  const sarf = sarfRuns.at(-1);
  if (sarf === undefined) throw new Error('nothing was run');
  const others: Measured[] = [];
  const differences: string[] = [];
  const floor = await measureFloor(data, sarf, work, options.runs);
  others.push(floor.measured);
  for (const peer of peers) {
    const { attempts, folder } = await repeat(peer, work, options.runs);
    const last = attempts.at(-1);
    const found = last === undefined ? [] : disagreements(sarf.totals, last.totals);
    found.push(...(await rowDifferences(sarf.folder, folder, scratch)));
    differences.push(...found.map((one) => `${peer.program}: ${one}`));
    await peer.cleanUp();
    others.push({ ...summary(peer.program, attempts, peer.target), equal: found.length === 0 });
  }
  const report: Report = {
    period: data.month.period,
    families: data.month.rows.households,
    persons: data.month.rows.members,
    seed,
    defects,
    bytesRead: data.month.bytes,
    bytesWritten: floor.written,
    machine: thisMachine(
      peers.flatMap((peer) => peer.engines),
      load,
    ),
    stages: sarf.stages,
    sarf: summary(
      'sarf',
      sarfRuns.map(({ outcome, peakBytes }) => ({ ...outcome, peakBytes })),
      null,
    ),
    others,
  };
  process.stdout.write(`${markdown(report)}\n`);
  if (options.json !== undefined)
    writeFileSync(
      options.json,
      `${JSON.stringify({ ...report, totals: sarf.totals, differences }, null, 2)}\n`,
    );
  for (const difference of differences) tell(`bench: ${difference} ("here" is sarf)`);
  if (differences.length > 0) {
    process.exitCode = EXIT.difference;
    return; // the outputs stay, to be looked at
  }
  for (const output of ['timed', 'floor', 'peer'])
    rmSync(join(work, output), { recursive: true, force: true });
}

function summary(
  program: string,
  attempts: readonly Pick<Attempt, 'seconds' | 'peakBytes' | 'cpuSeconds'>[],
  target: number | null,
): Measured {
  const runs = attempts.map((one) => one.seconds);
  const peaks = attempts.map((one) => one.peakBytes).filter((one) => one !== null);
  const peakBytes = peaks.length === 0 ? null : Math.max(...peaks);
  const seconds = median(runs);
  const cpuSeconds = attempts.find((one) => one.seconds === seconds)?.cpuSeconds ?? null;
  return { program, seconds, runs, peakBytes, cpuSeconds, equal: null, target };
}

async function repeat(
  peer: Peer,
  work: string,
  runs: number,
): Promise<{ attempts: Attempt[]; folder: string }> {
  const attempts: Attempt[] = [];
  const folder = join(work, 'peer');
  for (let i = 0; i < runs; i++) {
    await peer.prepare();
    const attempt = await peer.run(fresh(folder));
    tell(`${peer.program}: ${attempt.seconds.toString().slice(0, 6)} s`);
    attempts.push(attempt);
  }
  return { attempts, folder };
}

async function measureFloor(
  data: Data,
  sarf: SarfRun,
  work: string,
  runs: number,
): Promise<{ measured: Measured; written: number }> {
  const attempts: Outcome[] = [];
  let written = 0;
  for (let i = 0; i < runs; i++) {
    const target = fresh(join(work, 'floor'));
    const outcome = await runProgram(process.execPath, [FLOOR, data.month.folder, sarf.folder, target]);
    if (outcome.code !== 0) throw new Error(`floor: ${outcome.stderr.trim()}`);
    written = (JSON.parse(outcome.stdout) as { written: number }).written;
    attempts.push(outcome);
    rmSync(target, { recursive: true });
  }
  return { measured: summary('floor: read, hash, write', attempts, TARGETS.floor), written };
}

const command = new Command('bench')
  .description('Measures a month, stage by stage, and beside it the least it could take and other engines.')
  .requiredOption('--families <n>', 'households in the first month', whole(1, 100_000_000))
  .addOption(
    new Option('--peer <name>', 'measure this too, and compare its figures; may be repeated')
      .choices(PEERS)
      .default([])
      .argParser((name: string, before: string[]) => {
        if (!PEERS.some((one) => one === name))
          throw new InvalidArgumentError(`Give one of ${PEERS.join(', ')}.`);
        return [...before, name];
      }),
  )
  .option('--runs <k>', 'measure so many times and take the median', whole(1, 99), 1)
  .option('--seed <s>', 'number the data follows from', whole(0, 4_294_967_295), DEFAULTS.seed)
  .option('--from <YYYY-MM>', 'first of the two months', month, DEFAULTS.from)
  .option('--defects <rate>', 'share of the rows that get a defect', rate, 0)
  .option('--work <dir>', 'folder of data and outputs (default: out/bench/<n>)')
  .option('--json <file>', 'write the measurements to a file too')
  .addHelpText('after', EXAMPLES)
  .exitOverride()
  .action(main);

try {
  await command.parseAsync();
} catch (error) {
  // The command line's own errors are already printed by commander, in one line.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.refused;
  else {
    const what = error instanceof Error ? error.message : String(error);
    const absent = error instanceof Unavailable;
    process.stderr.write(`bench: ${absent ? `PostgreSQL is not there: ${what}` : what}\n`);
    process.exitCode = absent ? EXIT.refused : EXIT.failed;
  }
}
