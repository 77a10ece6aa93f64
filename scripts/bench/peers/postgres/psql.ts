/** Talks to PostgreSQL through the psql program, reached by the PG* environment variables. */
import { readdirSync } from 'node:fs';
import { parentOf, runProgram, statusBytes } from '../../process.js';

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

/**
 * Watches the memory of a server on this machine: what its processes hold of their own, together, and the
 * shared memory that any of them has touched. `stop` gives the highest sum in bytes, null when the server is elsewhere.
 */
export async function watchServer(): Promise<{ readonly stop: () => number | null }> {
  const found = await psql("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1);").catch(() => '');
  const postmaster = Number(found);
  let peak = 0;
  const look = () => {
    let [own, shared] = [0, 0];
    for (const pid of childrenOf(postmaster)) {
      own += statusBytes(pid, 'RssAnon') ?? 0;
      shared = Math.max(shared, statusBytes(pid, 'RssShmem') ?? 0);
    }
    peak = Math.max(peak, own + shared);
  };
  const timer = setInterval(look, 200);
  return {
    stop: () => {
      clearInterval(timer);
      return peak > 0 ? peak : null;
    },
  };
}

/** Processes whose parent is `parent`, and itself; none when there is no such process here. */
function childrenOf(parent: number): number[] {
  if (parent <= 0 || statusBytes(parent, 'VmRSS') === null) return [];
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)
    .filter((pid) => pid === parent || parentOf(pid) === parent);
}
