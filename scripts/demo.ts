import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The demonstration: two consecutive months of 20,000 families are generated and run, and the second, a September
 * with its school grants, is reconciled with the first. Everything lies below `out/demo`.
 */
const FAMILIES = 20_000;
const MONTHS = ['2026-08', '2026-09'] as const;

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = join(root, 'dist', 'cli.js');
const generator = join(root, 'dist', 'scripts', 'generate.js');
const out = join(root, 'out', 'demo');

/** Runs one of the project's own programs and ends the demonstration when it does not succeed. */
function perform(title: string, script: string, args: readonly string[]): void {
  process.stdout.write(`\n$ ${title} ${args.join(' ')}\n`);
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.stderr.write(`demo: ${title} ended with exit code ${status}\n`);
    process.exit(1);
  }
}

const registry = mkdtempSync(join(tmpdir(), 'sarf-demo-'));
try {
  rmSync(out, { recursive: true, force: true });
  perform('npm run generate --', generator, [
    ...['--families', String(FAMILIES), '--from', MONTHS[0], '--months', String(MONTHS.length)],
    ...['--seed', '1', '--out', registry],
  ]);
  for (const month of MONTHS) {
    perform('sarf', program, ['run', '--period', month, '--registry', join(registry, month), '--out', out]);
  }
  perform('sarf', program, ['runs', '--out', out]);
  process.stdout.write(
    '\nThe runs are in out/demo. Prove one with: node dist/cli.js verify out/demo/<month>/<run>\n',
  );
} finally {
  rmSync(registry, { recursive: true, force: true });
}
