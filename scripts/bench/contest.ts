/** What can be measured beside sarf: each is prepared outside the clock, then runs the month into an empty folder. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Extract } from './data.js';
import * as postgres from './peers/postgres/month.js';
import { watchServer } from './peers/postgres/psql.js';
import { theMonth } from './peers/the-month.js';
import { runProgram } from './process.js';
import type { PriorFiles } from './registers.js';
import { TARGETS } from './report.js';
import type { Totals } from './totals.js';

export interface Attempt {
  readonly seconds: number;
  readonly peakBytes: number | null;
  readonly cpuSeconds: number | null;
  readonly totals: Totals;
}

export interface Peer {
  /** As the table names it. */
  readonly program: string;
  readonly engines: readonly string[];
  readonly target: number;
  /** Outside the clock; called before every run. */
  readonly prepare: () => Promise<void>;
  readonly run: (folder: string) => Promise<Attempt>;
  readonly cleanUp: () => Promise<void>;
}

export const PEERS = ['postgres', 'node'] as const;
export type PeerName = (typeof PEERS)[number];

/** Makes a peer ready to be measured. Throws Unavailable when it cannot be. */
export async function openPeer(
  name: PeerName,
  extract: Extract,
  prior: PriorFiles,
  work: string,
): Promise<Peer> {
  return name === 'postgres' ? openPostgres(extract, prior) : openNode(extract, prior, work);
}

async function openPostgres(extract: Extract, prior: PriorFiles): Promise<Peer> {
  const version = `PostgreSQL ${await postgres.serverVersion()}`;
  return {
    program: version,
    engines: [version],
    target: TARGETS.postgres,
    prepare: () => postgres.prepare(prior, theMonth(extract.period)),
    run: async (folder) => {
      const server = await watchServer();
      const start = performance.now();
      const totals = await postgres.compute(extract, theMonth(extract.period), folder);
      const seconds = (performance.now() - start) / 1000;
      return { seconds, ...server.stop(), totals };
    },
    cleanUp: postgres.removeSchema,
  };
}

const NODE_PEER = fileURLToPath(new URL('./peers/node/main.js', import.meta.url));

async function openNode(extract: Extract, prior: PriorFiles, work: string): Promise<Peer> {
  const database = join(work, 'node-peer.sqlite');
  const run = async (...args: string[]) => {
    const outcome = await runProgram(process.execPath, [NODE_PEER, ...args]);
    if (outcome.code !== 0) throw new Error(`plain Node: ${outcome.stderr.trim()}`);
    return outcome;
  };
  return {
    program: 'plain Node',
    engines: [],
    target: TARGETS.node,
    prepare: async () => {
      await run('prepare', prior.paid, prior.granted, prior.pupils, prior.owed, database);
    },
    run: async (folder) => {
      const outcome = await run('compute', dirname(extract.folder), database, folder, extract.period);
      return { ...outcome, totals: JSON.parse(outcome.stdout) as Totals };
    },
    cleanUp: async () => rmSync(database, { force: true }),
  };
}
