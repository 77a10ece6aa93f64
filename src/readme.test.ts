import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { sarf, temporaryFolder } from '../fixtures/harness/sarf.js';
import { helpTopic } from './commands/help-topics.js';
import { styleFor } from './terminal/style.js';

/** What the README says of the command line is what the command line says of itself. */
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const readme = existsSync(`${ROOT}README.md`) ? readFileSync(`${ROOT}README.md`, 'utf8') : '';
const pageOf = (topic: string) => readFileSync(`${ROOT}src/manual/${topic}.md`, 'utf8');
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

test('the manual shows the complete configuration: the built-in file itself', () => {
  expect(pageOf('config')).toContain(readFileSync(`${ROOT}src/config/demonstration.yaml`, 'utf8'));
});

test('the manual’s ISO 20022 file is the golden case’s, folded', () => {
  const shown = /```xml\n([\s\S]*?)```/.exec(pageOf('orders'))?.[1] ?? '';
  const golden = `${ROOT}fixtures/cases/orders-pain/expected/2026-05/orders/BANQUE/2026-05-BANQUE-0003.xml`;
  expect(shown.replace(/\n +/g, '').replace(/[0-9a-f]{12}(?=-BANQUE)/g, '{RUN}')).toBe(
    readFileSync(golden, 'utf8'),
  );
});

/** UPDATE_MANUAL=1 npx vitest run src/readme.test.ts writes the screens into README and manual, after a change of them. */
const UPDATE = process.env.UPDATE_MANUAL === '1';

describe('README, your first month', () => {
  const folder = temporaryFolder('first-month');
  /** Files that a page shows: their path between backquotes, a colon, and a block. */
  const filesOf = (page: string) => [...page.matchAll(/^`([\w/.-]+)`:\n\n```\w+\n([\s\S]*?)```/gm)];
  /** Screens: a command after "$ ", and what it prints on standard output. */
  const screensOf = (page: string) => [...page.matchAll(/^```console\n\$ sarf ([^\n]*)\n([\s\S]*?)```/gm)];
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const shortened = (text: string) => text.replaceAll(`${realpathSync(folder)}/`, '').trim();
  const PAGES = [`${ROOT}README.md`, `${ROOT}src/manual/month.md`];
  const rewrite = (page: string, old: string, now: string) =>
    writeFileSync(
      page,
      readFileSync(page, 'utf8').replace(old, () => now),
    );
  const withoutIds = (text: string) =>
    text
      .replaceAll(`${realpathSync(folder)}/`, '')
      .replace(/\b([0-9a-f]{64}|[0-9a-f]{12})\b/g, '<ID>')
      .trim();
  /** The run that the command line names by a shown id is the last one of this folder. */
  let lastRun = '';
  async function shows(asked: string, screen: string): Promise<void> {
    const args = asked.split(' ').map((arg) => arg.replace(/\b[0-9a-f]{12}\b/, lastRun));
    const ended = await sarf(args, { directory: folder });
    if (UPDATE)
      for (const page of PAGES)
        rewrite(page, `$ sarf ${asked}\n${screen}`, `$ sarf ${args.join(' ')}\n${shortened(ended.stdout)}\n`);
    else expect(withoutIds(ended.stdout), ended.stderr).toBe(withoutIds(screen));
    lastRun = /run ([0-9a-f]{12})/.exec(ended.stdout)?.[1] ?? lastRun;
  }

  test('its files and screens, and then those of the manual’s month, are what the program reads and prints', async () => {
    const files = filesOf(readme);
    expect(files.map(([, path]) => path)).toEqual([
      'extracts/2026-09/households.csv',
      'extracts/2026-09/members.csv',
      'sarf.yaml',
    ]);
    for (const [, path = '', text = ''] of files) write(path, text);
    const month = pageOf('month');
    const screens = [...screensOf(readme), ...screensOf(month)];
    expect(screens.map(([, asked = '']) => asked.split(' ')[0])).toEqual([
      'run',
      'run',
      'release',
      'answers',
      'settle',
      'owed',
      'verify',
    ]);
    const [held, ...others] = screens;
    await shows(held?.[1] ?? '', held?.[2] ?? '');
    const [, corrected = ''] = /corrects it to `([^`]*)`/.exec(readme) ?? [];
    write('extracts/2026-09/members.csv', (files[1]?.[2] ?? '').replace('32/01/2019', corrected));
    write('poste.csv', /```csv\n(order_id[\s\S]*?)```/.exec(month)?.[1] ?? '');
    for (const [, asked = '', screen = ''] of others) await shows(asked, screen);
  });
});

test('every page of the manual is a topic of `sarf help`, and is linked from the README', () => {
  const pages = readdirSync(`${ROOT}src/manual`).filter((name) => name.endsWith('.md'));
  for (const page of pages) {
    expect(readme, page).toContain(`(src/manual/${page})`);
    const shown = helpTopic(page.slice(0, -3), 'en', styleFor(false, {})) ?? [];
    expect(shown[0], page).toMatchObject({ text: pageOf(page.slice(0, -3)).split('\n')[0]?.slice(2) });
  }
});

test('links between pages lead to pages and files that are there', () => {
  for (const page of [
    'README.md',
    ...readdirSync(`${ROOT}src/manual`, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `src/manual/${name}`),
  ])
    for (const [, target = ''] of readFileSync(`${ROOT}${page}`, 'utf8').matchAll(/\]\(([^)#]+)\)/g))
      expect(existsSync(join(ROOT, dirname(page), target)), `${page}: ${target}`).toBe(true);
});
