import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { sarf, temporaryFolder } from '../fixtures/harness/sarf.js';
import { type World, worldIn } from '../fixtures/harness/world.js';

/** What stands in scripts/service works: the crontab, the systemd units, the completion; and a group of officers. */
const SERVICE = fileURLToPath(new URL('./service/', import.meta.url));
const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const MANUAL = fileURLToPath(new URL('../src/manual/cron.md', import.meta.url));
const folder = temporaryFolder('service');
const programs = join(folder, 'bin');
let world: World;

beforeAll(async () => {
  world = await worldIn(folder);
  mkdirSync(programs);
  const program = (name: string, text: string) => {
    writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(programs, name), 0o755);
  };
  program('sarf', `exec ${process.execPath} ${CLI} "$@"`);
  program('date', 'echo 2026-09');
  writeFileSync(join(folder, 'sarf.yaml'), 'programme: ASD\nproviders: [{ code: POSTE, name: Poste }]\n');
}, 60_000);

const PATH = `${programs}:/usr/bin:/bin`;
/** A command as cron or systemd gives it to the shell, in the folder that the lines name /srv/sarf. */
function asGiven(command: string) {
  const there = command.replace('/srv/sarf', folder);
  return spawnSync('/bin/sh', ['-c', there], { cwd: folder, env: { PATH }, encoding: 'utf8' });
}

describe('the crontab', () => {
  const lines = readFileSync(join(SERVICE, 'sarf.cron'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const entries = lines.filter((line) => !/^[A-Z_]+=/.test(line));
  const [entry = ''] = entries;

  test('has one entry, whose five fields are times that cron knows; the manual shows it', () => {
    expect(entries).toHaveLength(1);
    const [minute, hour, day, month, weekday, account] = entry.split(' ');
    for (const [field, least, most] of [
      [minute, 0, 59],
      [hour, 0, 23],
      [day, 1, 28], // a day that every month has
    ] as const) {
      expect(Number(field)).toBeGreaterThanOrEqual(least);
      expect(Number(field)).toBeLessThanOrEqual(most);
    }
    expect([month, weekday, account]).toEqual(['*', '*', 'sarf']);
    expect(entry.replaceAll('\\%', '')).not.toContain('%'); // cron ends a command at a bare one
    expect(readFileSync(MANUAL, 'utf8')).toContain(entry);
  });

  test('its command runs the month: a line in the log, and nothing to mail', () => {
    const command = entry.split(' ').slice(6).join(' ').replaceAll('\\%', '%');
    const ended = asGiven(command);
    expect(ended.stderr).toMatch(/^(ASD 2026-09 run \w+ ON HOLD|$)/);
    expect([0, 3]).toContain(ended.status);
    expect(ended.stdout).toBe('');
    expect(readFileSync(join(folder, 'run.log'), 'utf8')).toMatch(/^ASD 2026-09 run \w{12} .* DH\n$/);
  });
});

describe('the systemd units', () => {
  const unit = (name: string) => join(SERVICE, name);

  test.skipIf(spawnSync('systemd-analyze', ['--version']).status !== 0)('systemd finds them right', () => {
    const found = spawnSync('systemd-analyze', ['verify', unit('sarf.service'), unit('sarf.timer')], {
      encoding: 'utf8',
    });
    expect(found.stderr).not.toMatch(/sarf\.(service|timer)/);
    expect(found.status).toBe(0);
  });

  test('the service runs the month', () => {
    const text = readFileSync(unit('sarf.service'), 'utf8');
    const [, command = ''] = /^ExecStart=\/bin\/sh -c '(.*)'$/m.exec(text) ?? [];
    const ended = asGiven(command.replaceAll('$$', '$').replaceAll('%%', '%'));
    expect([0, 3], ended.stderr).toContain(ended.status);
    expect(ended.stdout).toMatch(/^ASD 2026-09 run \w{12} .* DH\n$/);
  });
});

describe('the completion', () => {
  const script = join(SERVICE, 'sarf.bash');
  const completed = (...words: string[]) =>
    execFileSync(
      'bash',
      [
        ...['--norc', '-c'],
        `source ${script}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sarf; printf '%s\\n' "\${COMPREPLY[@]}"`,
        ...['bash', 'sarf', ...words],
      ],
      { cwd: folder, env: { PATH }, encoding: 'utf8' },
    )
      .split('\n')
      .filter((line) => line !== '');

  test('is bash, and knows commands, options, folders and choices', () => {
    execFileSync('bash', ['-n', script]);
    expect(completed('ru')).toEqual(expect.arrayContaining(['run', 'runs']));
    expect(completed('')).toEqual(expect.arrayContaining(['verify', 'explain', 'help']));
    expect(completed('run', '--qu')).toEqual(['--quiet']);
    expect(completed('run', '--registry', 'extr')).toEqual(['extracts']);
    expect(completed('help', '--lang', 'f')).toEqual(['fr']);
  });
});

describe('SARF_UMASK', () => {
  const months = () => ['run', '--period', '2026-09', '--registry', join(world.extracts, '2026-09')];
  const modes = (out: string) =>
    execFileSync('find', [out, '-printf', '%y%m\n'], { encoding: 'utf8' }).trim().split('\n');

  test.each([
    ['077', ['d700', 'f600']],
    ['007', ['d770', 'f660']],
    ['027', ['d750', 'f640']],
  ])('%s: what is made lets in whom it says, ledger and lock too', async (umask, expected) => {
    const out = join(folder, `out-${umask}`);
    const ended = await sarf([...months(), '--out', out], { environment: { SARF_UMASK: umask } });
    expect(ended.code, ended.stderr).toBe(0);
    expect([...new Set(modes(out))].sort()).toEqual(expected);
  });

  test('a folder of mode 2770 hands its group on to all that is made', async () => {
    const out = join(folder, 'of-a-group');
    mkdirSync(out);
    chmodSync(out, 0o2770);
    const ended = await sarf([...months(), '--out', out], { environment: { SARF_UMASK: '007' } });
    expect(ended.code, ended.stderr).toBe(0);
    expect(existsSync(join(out, 'ledger.sqlite'))).toBe(true);
    expect(statSync(join(out, '2026-09')).mode & 0o7777).toBe(0o2770);
    expect(modes(out).filter((mode) => !/^(d2?770|f660)$/.test(mode))).toEqual([]);
  });

  test.each(['0', '022', '777', 'rwx', ''])('%j lets others in, or is none: refused', async (umask) => {
    const ended = await sarf(['runs'], { environment: { SARF_UMASK: umask } });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/^sarf: SARF_UMASK: .*077 .*027 .*007/);
  });
});
