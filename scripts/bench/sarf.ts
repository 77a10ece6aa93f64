/** Runs the program itself: month 1 once, outside the clock; month 2 against it, measured. */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Data } from './data.js';
import { type Outcome, runProgram } from './process.js';
import type { Totals } from './totals.js';

const DIST = fileURLToPath(new URL('../../', import.meta.url));
const CLI = join(DIST, 'cli.js');
const MARKER = 'complete';

export interface Stage {
  readonly stage: string;
  readonly seconds: number;
  readonly done: number | null;
  readonly unit: string | null;
}

/** What `sarf run --json` prints, as far as the bench looks at it. */
interface RunJson {
  readonly run_id: string;
  readonly state: string;
  readonly folder: string;
  readonly already_computed: boolean;
  readonly totals: { readonly net: string; readonly orders: number };
  readonly counts: {
    readonly households: number;
    readonly members: number;
    readonly quarantined_rows: number;
    readonly decisions: Totals['decisions'];
  };
  readonly bridge: Totals['bridge'];
  readonly stages: readonly Stage[];
  readonly peak_memory_bytes: number;
}

export interface SarfRun {
  readonly outcome: Outcome;
  readonly stages: readonly Stage[];
  readonly peakBytes: number;
  readonly folder: string;
  readonly totals: Totals;
}

/** Hash of the program as it is built: what month 1 was computed by must be what month 2 is computed by. */
function programKey(): string {
  const hash = createHash('sha256');
  const files = readdirSync(DIST, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(js|yaml|csv)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !relative(DIST, path).startsWith('scripts'))
    .sort();
  for (const path of files) hash.update(relative(DIST, path)).update(readFileSync(path));
  return hash.digest('hex').slice(0, 12);
}

/** An out folder in which month 1 is released; computed once for a program and its data. */
export async function releasedMonth(data: Data, folder: string): Promise<string> {
  const out = join(folder, `released-${data.key}-${programKey()}`);
  if (existsSync(join(out, MARKER))) return out;
  for (const stale of existsSync(folder) ? readdirSync(folder) : []) {
    if (stale.startsWith('released-')) rmSync(join(folder, stale), { recursive: true });
  }
  const { json } = await run(data.prior.period, data.prior.folder, out);
  if (json.state !== 'RELEASED') {
    const args = [CLI, 'release', json.run_id, '--out', out, '--reason', 'bench'];
    const released = await runProgram(process.execPath, args);
    if (released.code !== 0) throw new Error(`sarf release: ${released.stderr.trim()}`);
  }
  writeFileSync(join(out, MARKER), '');
  return out;
}

/** The folder of month 1's run in an out folder that `releasedMonth` made. */
export function priorRun(data: Data, out: string): string {
  const { period } = data.prior;
  const [runId = ''] = readdirSync(join(out, period));
  return join(out, period, runId);
}

/** Month 2 in a fresh copy of the out folder: large files are linked, the ledger is copied. */
export async function timedMonth(data: Data, released: string, out: string): Promise<SarfRun> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const entry of readdirSync(released, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || entry.name === MARKER) continue;
    const source = join(entry.parentPath, entry.name);
    const target = join(out, relative(released, source));
    mkdirSync(dirname(target), { recursive: true });
    if (relative(released, source).startsWith(data.prior.period)) linkSync(source, target);
    else cpSync(source, target);
  }
  const { json, outcome } = await run(data.month.period, data.month.folder, out);
  if (json.already_computed) throw new Error('sarf found the month computed already; nothing was measured');
  return {
    outcome,
    stages: json.stages,
    peakBytes: Math.max(json.peak_memory_bytes, outcome.peakBytes ?? 0),
    folder: json.folder,
    totals: {
      households: json.counts.households,
      members: json.counts.members,
      quarantinedRows: json.counts.quarantined_rows,
      familiesPaid: json.totals.orders,
      net: json.totals.net,
      decisions: json.counts.decisions,
      bridge: json.bridge,
    },
  };
}

/** Exit code 3, a month on hold, is no failure here: a defective extract may well be held. */
async function run(
  period: string,
  registry: string,
  out: string,
): Promise<{ json: RunJson; outcome: Outcome }> {
  const args = [CLI, 'run', '--period', period, '--registry', registry, '--out', out, '--json'];
  const outcome = await runProgram(process.execPath, args);
  if (outcome.code !== 0 && outcome.code !== 3)
    throw new Error(`sarf run ${period}: ${outcome.stderr.trim()}`);
  return { json: JSON.parse(outcome.stdout) as RunJson, outcome };
}
