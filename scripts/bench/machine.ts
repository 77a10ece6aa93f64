/** The machine and the engines a measurement was made on. */
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Work waiting or running in the minute before the measuring began (1-minute load average). */
  readonly load: number;
  /** Engines and their versions, e.g. "Node 20.11.0". */
  readonly engines: readonly string[];
}

const GIB = 1024 ** 3;

/** Version of an installed package, as the lock file has it. */
function packageVersion(name: string): string {
  const file = new URL('../../../package-lock.json', import.meta.url);
  const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, { version?: string }> };
  return lock.packages[`node_modules/${name}`]?.version ?? 'unknown';
}

/** The 1-minute load average. */
export function currentLoad(): number {
  return loadavg()[0] ?? 0;
}

/** `load` is taken before the measuring, which is a load itself. */
export function thisMachine(otherEngines: readonly string[], load: number): Machine {
  const processors = cpus();
  const versioned = (label: string, name: string) => `${label} ${packageVersion(name)}`;
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    load,
    engines: [
      `Node ${process.versions.node}`,
      versioned('DuckDB', '@duckdb/node-api'),
      versioned('better-sqlite3', 'better-sqlite3'),
      versioned('csv-parse', 'csv-parse'),
      ...otherEngines,
    ],
  };
}

/** One line for people. */
export function describeMachine(machine: Machine): string {
  const { cpu, cores, memoryBytes, engines } = machine;
  return `${cpu}, ${cores} cores, ${Math.round(memoryBytes / GIB)} GB; ${engines.join(', ')}`;
}
