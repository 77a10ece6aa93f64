// Compiles src/ to dist/ and scripts/ to dist/scripts/, and copies the data files the program reads.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');

/** Data files, and the pages of the manual, whose names are in small letters. */
const DATA = /\.(yaml|csv|schema\.json)$|^[a-z-]+\.md$/;

/** Copies every data file below `from` to the same place below `to`. */
function copyData(from, to) {
  for (const entry of readdirSync(from, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !DATA.test(entry.name)) continue;
    const source = join(entry.parentPath ?? entry.path, entry.name);
    const target = join(to, source.slice(from.length + 1));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(source, target);
  }
}

rmSync('dist', { recursive: true, force: true });
for (const project of ['tsconfig.json', 'scripts/tsconfig.json']) {
  execFileSync(process.execPath, [tsc, '-p', project], { stdio: 'inherit' });
}
copyData('src', 'dist');
copyData('scripts', join('dist', 'scripts'));
chmodSync('dist/cli.js', 0o755);
