import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { commandLine } from './command-line.js';
import { Printer } from './terminal/printer.js';
import { styleFor } from './terminal/style.js';

/** Each command that README and manual name is one of the program's, with flags that it has; whole ones are taken as they stand. */
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'src', 'manual'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `src/manual/${name}`),
].sort();

const silent = () => new Printer({ write: () => undefined });
/** The command line, whose commands do nothing. */
const program = () =>
  commandLine(async () => undefined, { stdout: silent(), stderr: silent(), style: styleFor(false, {}) });

const COMMANDS = new Map(program().commands.map((one) => [one.name(), one]));
const ANYWHERE = new Set(['--by', '--debug', '--help', '--version', '--json']);

function flagsOf(name: string): Set<string> {
  const command = COMMANDS.get(name);
  const all = command === undefined ? [] : [command, ...command.commands];
  return new Set([...ANYWHERE, ...all.flatMap(({ options }) => options.map(({ long }) => long ?? ''))]);
}

/** Commands as they stand between backquotes and in blocks, joined where a line of the page breaks them. */
function named(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block.split('\n'),
  );
  const inline = text.replace(/^```\w*\n[\s\S]*?^```/gm, '').matchAll(/`([^`]+)`/g);
  return [...blocks, ...[...inline].map(([, code = '']) => code.replace(/\s+/g, ' '))]
    .flatMap((line) => line.split(/ && | >> |\$ /))
    .map((line) => /^sarf ((?:--by \S+ )?[a-z].*)$/.exec(line.trim())?.[1] ?? '')
    .filter((line) => line !== '');
}

/** "--by NAME run …" is a run. */
const commandOf = (line: string) => line.replace(/^--by \S+ /, '').split(' ')[0] ?? '';

describe.each(PAGES)('%s', (page) => {
  test('names commands and flags that are there', () => {
    const wrong = named(page).filter((line) => {
      const command = commandOf(line);
      if (command === 'help') return false;
      const known = flagsOf(command);
      const own = line.replace(/"[^"]*"/g, '');
      return (
        !COMMANDS.has(command) || (own.match(/(?<=^|[\s[])--[a-z-]+/g) ?? []).some((flag) => !known.has(flag))
      );
    });
    expect(wrong).toEqual([]);
  });

  test('has blocks whose commands are taken as they stand', async () => {
    const text = readFileSync(join(ROOT, page), 'utf8');
    const lines = [...text.matchAll(/^```(?:sh|console|text|)\n([\s\S]*?)^```/gm)]
      .flatMap(([, block = '']) => block.split('\n'))
      .flatMap((line) => /^(?:\$ )?sarf (.*)$/.exec(line)?.[1] ?? [])
      .map((line) => line.replace(/\s+#.*$/, ''));
    for (const line of lines) {
      const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain);
      await expect(program().parseAsync(words, { from: 'user' }), line).resolves.toBeDefined();
    }
  });
});

test('the pages name every command but those that are told elsewhere', () => {
  const said = new Set(PAGES.flatMap((page) => named(page).map(commandOf)));
  expect([...COMMANDS.keys()].filter((name) => !said.has(name))).toEqual([]);
});
