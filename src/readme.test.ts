import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { sarf } from '../fixtures/harness/sarf.js';

/** What the README says of the command line is what the command line says of itself. */
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const readme = existsSync(`${ROOT}README.md`) ? readFileSync(`${ROOT}README.md`, 'utf8') : '';
const section = readme.split(/^## /m).find((part) => part.startsWith('Commands'));

const help = async (...args: string[]) => (await sarf([...args, '--help'])).stdout;

/** Command → its options, from the program's own help. */
function commandsOf(text: string): string[] {
  const list = text.split('Commands:\n')[1]?.split('\n\n')[0] ?? '';
  return [...list.matchAll(/^ {2}(\w+)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
}

const optionsOf = (text: string) => [...new Set(text.match(/(?<=^\s+(-\w, )?)--[a-z-]+/gm) ?? [])];

/** The options each command's help shows, at least: the contract's. */
const CONTRACT: Readonly<Record<string, readonly string[]>> = {
  run: ['--period', '--registry', '--out', '--config', '--rules', '--allow-gap', '--supplementary', '--json'],
  release: ['--out', '--reason', '--json'],
  runs: ['--out', '--json'],
  indicators: ['--from', '--to', '--out', '--json'],
  verify: ['--json'],
  explain: ['--period', '--out', '--rules', '--lang', '--json'],
  simulate: ['--period', '--rules', '--as-of', '--base-rules', '--out', '--csv', '--json'],
};

describe('--help', () => {
  test('lists every command of the contract', async () => {
    expect(commandsOf(await help())).toEqual(expect.arrayContaining(Object.keys(CONTRACT)));
  });
  for (const [command, options] of Object.entries(CONTRACT)) {
    test(`of ${command} shows its options, and an example`, async () => {
      const text = await help(command);
      expect(optionsOf(text)).toEqual(expect.arrayContaining([...options]));
      expect(text).toMatch(new RegExp(`Examples?:\\n +sarf ${command} `));
    });
  }
});

describe('README, section Commands', () => {
  const skip = section === undefined;
  test.skipIf(skip)('its table lists every command with every option, and no other', async () => {
    const rows = [...(section ?? '').matchAll(/^\| `sarf (\w+)([^`]*)`/gm)];
    expect(rows.map(([, name]) => name).sort()).toEqual(commandsOf(await help()).sort());
    for (const [, name = '', usage = ''] of rows) {
      const said = usage.match(/--[a-z-]+/g) ?? [];
      const known = optionsOf(await help(name)).filter((option) => !['--help', '--json'].includes(option));
      expect(said.filter((option) => option !== '--json').sort(), name).toEqual(known.sort());
    }
  });
  test.skipIf(skip)('names the exit codes', () => {
    for (const code of [0, 1, 2, 3, 4, 5]) expect(section).toMatch(new RegExp(`\\*\\*${code}\\*\\*`));
  });
  test.runIf(skip)('README has no section "## Commands" yet: nothing to compare', () => undefined);
});

test('the README shows the complete configuration: the built-in file itself', () => {
  expect(readme).toContain(readFileSync(`${ROOT}src/config/demonstration.yaml`, 'utf8'));
});

test('the README’s ISO 20022 file is the golden case’s, folded', () => {
  const shown = /```xml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const golden = `${ROOT}fixtures/cases/orders-pain/expected/2026-05/orders/BANQUE/2026-05-BANQUE-0003.xml`;
  expect(shown.replace(/\n +/g, '').replace(/[0-9a-f]{12}(?=-BANQUE)/g, '{RUN}')).toBe(
    readFileSync(golden, 'utf8'),
  );
});
