/** Talks to PostgreSQL through the psql program, reached by the PG* environment variables. */
import { readdirSync } from 'node:fs';
import { cpuSecondsOf, parentOf, runProgram, statusBytes } from '../../process.js';

const ARGS = ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1'];

/** PostgreSQL cannot be asked: one clear line says why. */
export class Unavailable extends Error {}

/** Runs a script in one session; what it prints. Throws with the server's first complaint. */
export async function psql(script: string): Promise<string> {
  return ask(script, ['-q']);
}

/** Runs a script with one \copy into a table; how many rows it took. */
export async function copyRows(script: string): Promise<number> {
  const told = await ask(script, []);
  return Number(/^COPY ([0-9]+)$/m.exec(told)?.[1] ?? Number.NaN);
}

async function ask(script: string, more: readonly string[]): Promise<string> {
  const outcome = await runProgram('psql', [...ARGS, ...more], { input: script }).catch((error: unknown) => {
    throw new Unavailable(
      `psql cannot be started (${error instanceof Error ? error.message : String(error)})`,
    );
  });
  if (outcome.code === 2) throw new Unavailable(firstLine(outcome.stderr));
  if (outcome.code !== 0) throw new Error(`psql: ${firstLine(outcome.stderr)}`);
  return outcome.stdout.trim();
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

/** A file name within a psql command or an SQL literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A word within a shell command. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export interface ServerUse {
  /** Highest sum of what the server's processes hold of their own and the shared memory any has touched. */
  readonly peakBytes: number | null;
  /** Processor time of all its processes since the watch began; that of psql, little, is not in it. */
  readonly cpuSeconds: number | null;
}

/** Milliseconds between two looks at the server's processes. */
const LOOK = 100;

/** Watches a server on this machine; of one elsewhere nothing is known. */
export async function watchServer(): Promise<{ readonly stop: () => ServerUse }> {
  const found = await psql("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1);").catch(() => '');
  const postmaster = Number(found);
  const before = new Map(processesOf(postmaster).map((pid) => [pid, cpuSecondsOf(pid) ?? 0]));
  const used = new Map<number, number>();
  let peak = 0;
  const look = () => {
    let [own, shared] = [0, 0];
    for (const pid of processesOf(postmaster)) {
      own += statusBytes(pid, 'RssAnon') ?? 0;
      shared = Math.max(shared, statusBytes(pid, 'RssShmem') ?? 0);
      used.set(pid, (cpuSecondsOf(pid) ?? 0) - (before.get(pid) ?? 0));
    }
    peak = Math.max(peak, own + shared);
  };
  const timer = setInterval(look, LOOK);
  return {
    stop: () => {
      clearInterval(timer);
      if (peak === 0) return { peakBytes: null, cpuSeconds: null };
      return { peakBytes: peak, cpuSeconds: [...used.values()].reduce((sum, one) => sum + one, 0) };
    },
  };
}

/** Processes whose parent is `parent`, and itself; none when there is no such process here. */
function processesOf(parent: number): number[] {
  if (parent <= 0 || statusBytes(parent, 'VmRSS') === null) return [];
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)
    .filter((pid) => pid === parent || parentOf(pid) === parent);
}
