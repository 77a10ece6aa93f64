import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { statusReport } from '../../fixtures/harness/answers.js';
import {
  copyOf,
  type Ended,
  expectError,
  type Given,
  jsonOf,
  picture,
  type RunJson,
  runArguments,
  runMonth,
  sarf,
  temporaryFolder,
} from '../../fixtures/harness/sarf.js';
import { worldIn } from '../../fixtures/harness/world.js';
import { invoke } from '../invoke.js';
import { Printer } from '../terminal/printer.js';
import { styleFor } from '../terminal/style.js';

/** What files and people wrote reaches no terminal as an order to it, and forges no line. */
const folder = temporaryFolder('printable');
const extracts = join(folder, 'extracts');
const out = join(folder, 'out');
let held: RunJson;

beforeAll(async () => {
  await worldIn(folder, 'out');
  writeFileSync(join(extracts, '2026-10', 'control.csv'), 'file,rows\nhouseholds.csv,1\n');
  held = await runMonth(extracts, '2026-10', out, 3);
});

/** A clear screen, a colour, a line break, a change of direction: and how each is shown. */
const EVIL = '\u001b[2J\u001b[31m\nsarf: forged\u202e';
const SHOWN = '\\x1b[2J\\x1b[31m\\nsarf: forged\\u202e';

function expectClean({ stdout, stderr }: Ended): void {
  for (const text of [stdout, stderr]) {
    expect(text.replaceAll('\n', '')).not.toMatch(
      /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u,
    );
    expect(text).not.toMatch(/^sarf: forged/m);
  }
}

async function told(args: readonly string[], given?: Given): Promise<Ended> {
  const ended = await sarf(args, given);
  expectClean(ended);
  return ended;
}

/** The same of the built program, as a process. */
const built = (args: readonly string[]) => told(args, {});

const MESSAGES: Record<string, { args: () => readonly string[]; shown: string }> = {
  'an unknown command': { args: () => [EVIL], shown: `unknown command '${SHOWN}'` },
  'an unknown option': { args: () => ['runs', `--${EVIL}`], shown: `unknown option '--${SHOWN}'` },
  'a value that is not among the choices': {
    args: () => ['recovery', EVIL, 'A1', '--reason', 'x'],
    shown: SHOWN,
  },
  'a household': { args: () => ['explain', EVIL, '--out', out], shown: 'sarf: ' },
  'a household that is not held': {
    args: () => ['unhold', EVIL, '--reason', 'x', '--out', out],
    shown: `sarf: ${SHOWN}: no hold`,
  },
  'a run': { args: () => ['release', EVIL, '--out', out], shown: `sarf: ${SHOWN}: no such run` },
  'a folder': { args: () => ['runs', '--out', join(folder, EVIL)], shown: `${SHOWN}: no such folder` },
  'a month': { args: () => ['settle', EVIL, '--out', out], shown: SHOWN },
  'a language': {
    args: () => ['explain', 'H1', '--lang', EVIL],
    shown: `'--lang <CODE>' argument '${SHOWN}'`,
  },
};

describe('arguments', () => {
  test.each(Object.entries(MESSAGES))('%s', async (_, { args, shown }) => {
    const ended = await told(args());
    expectError(ended, 2, /^sarf: /);
    expect(ended.stderr).toContain(shown);
    const [line, ...more] = ended.stderr.trimEnd().split('\n');
    expect(line).toMatch(/^sarf: /);
    expect(more).toEqual([]);
  });

  test('of the built program', async () => {
    expectError(await built([EVIL]), 2, /^sarf: /);
    expect((await built(['runs', '--out', out])).code).toBe(0);
  });

  test('with --debug, the stack names lines of TypeScript', async () => {
    const { stderr } = await built(['--debug', 'runs', '--out', join(folder, 'nowhere')]);
    expect(stderr).toMatch(/at runs \(.*src\/commands\/runs\/command\.ts:\d+:\d+\)/);
  });

  test('with --debug, the message in the stack is one line too', async () => {
    const { stderr } = await built(['--debug', 'release', EVIL, '--out', out]);
    const [said, head, ...calls] = stderr.trimEnd().split('\n');
    expect(said).toContain(SHOWN);
    expect(head).toContain(`OperatorError: ${SHOWN}`);
    expect(calls.length).toBeGreaterThan(1);
    for (const call of calls) expect(call).toMatch(/^ {4}at /);
  });
});

describe('reasons', () => {
  const DECISIONS: Record<string, (reason: string) => string[]> = {
    release: (reason) => ['release', held.run_id, '--reason', reason, '--out', out],
    unhold: (reason) => ['unhold', 'H1', '--reason', reason, '--out', out],
    recovery: (reason) => ['recovery', 'pause', 'A1', '--reason', reason, '--out', out],
  };
  for (const [command, args] of Object.entries(DECISIONS)) {
    test.each<[string, string, string]>([
      ['a line break', 'note 14\n2026-11      RELEASED', '\\n'],
      ['a colour', 'note \u001b[31m14', '\\x1b'],
      ['a tab', 'note \t 14', '\\t'],
      ['a change of direction', 'note \u202e41', '\\u202e'],
    ])(`${command} refuses %s, and changes nothing`, async (_, reason, shown) => {
      const before = picture(out);
      const ended = await told(args(reason));
      expectError(ended, 2, /^sarf: --reason: a reason is one line of text, and this one contains /);
      expect(ended.stderr).toContain(` contains ${shown} at character `);
      expect(picture(out)).toEqual(before);
    });
  }

  test('one in Arabic and French is kept and shown as it is, without the line end of a file', async () => {
    const own = copyOf(out, join(folder, 'arabic'));
    const reason = 'قرار رقم 14، الجديدة — note de l’été';
    const released = await told(['release', held.run_id, '--reason', `${reason}\n`, '--out', own]);
    expect(released.code, released.stderr).toBe(0);
    expect((await told(['runs', '--out', own])).stdout).toContain(`  ${reason}\n`);
  });

  test('one that the ledger has from before forges no line of the list; --json has it whole', async () => {
    const own = copyOf(out, join(folder, 'old'));
    const reason = `note\n2026-11      RELEASED${EVIL}`;
    const db = new Database(join(own, 'ledger.sqlite'));
    db.prepare('UPDATE runs SET reason = ? WHERE run_id = ?').run(reason, held.run_id);
    db.close();
    const { stdout } = await told(['runs', '--out', own]);
    expect(stdout.trimEnd().split('\n')).toHaveLength(3); // the header and two runs
    expect(stdout).toContain(`note\\n2026-11      RELEASED${SHOWN}`);
    const { runs } = jsonOf<{ runs: { run_id: string; reason: string | null }[] }>(
      await told(['runs', '--out', own, '--json']),
    );
    expect(runs.find((run) => run.run_id === held.run_id)?.reason).toBe(reason);
  });
});

describe('files', () => {
  /** September's extract under another name, in a folder of runs of its own. */
  const september = (name: string, change: (extract: string) => void) => {
    const extract = copyOf(join(extracts, '2026-09'), join(folder, name, '2026-09'));
    change(extract);
    return runArguments(join(folder, name), '2026-09', join(folder, `${name}-out`));
  };

  test('the name of a file that is ignored, the names of columns that are', async () => {
    const args = september('names', (extract) => {
      writeFileSync(join(extract, `${EVIL}.txt`), '');
      const members = readFileSync(join(extract, 'members.csv'), 'utf8');
      const [header = '', ...rows] = members.trimEnd().split('\n');
      const column = '"\u001b[2J\u202e"';
      writeFileSync(
        join(extract, 'members.csv'),
        [`${header},${column}`, ...rows.map((row) => `${row},`), ''].join('\n'),
      );
    });
    const ended = await told(args);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stderr).toContain(`note: ${SHOWN}.txt: not a file of the extract; ignored\n`);
    expect(ended.stderr).toContain('note: members.csv: extra columns ignored: \\x1b[2J\\u202e\n');
  });

  test('the name of a file that is refused', async () => {
    const args = september('refused', (extract) => {
      writeFileSync(join(extract, 'members\u001b[31m\u202e.csv'), '');
    });
    expectError(await told(args), 2, /^sarf: .*members\\x1b\[31m\\u202e\.csv: the file is empty/);
  });

  test('a key, and the name and format of an institution, in a configuration', async () => {
    const given = (name: string, yaml: string) => {
      const file = join(folder, name);
      writeFileSync(file, yaml);
      return [...runArguments(extracts, '2026-09', out), '--config', file];
    };
    const evil = '\\e[2J\\nsarf: forged\\u202e\\x9b'; // as YAML writes them
    const shown = /\\x1b\[2J\\nsarf: forged\\u202e\\x9b/;
    expectError(await told(given('key.yaml', `"${evil}": 1\n`)), 2, shown);
    const provider = (fields: string) => `providers:\n  - code: AAA\n    ${fields}\n`;
    expectError(
      await told(given('name.yaml', provider(`name: "${evil}"`))),
      2,
      /providers\[0\]\.name: contains \\x1b at character 1/,
    );
    // This message quotes as JSON does, which has escapes of its own and none of the others.
    expectError(await told(given('format.yaml', provider(`format: "${evil}"`))), 2, /\\u202e\\x9b/);
  });

  test('a field of an answer, a header of one, the name of its file', async () => {
    const own = copyOf(out, join(folder, 'answers'));
    const given = (name: string, content: string) => {
      mkdirSync(join(folder, 'given'), { recursive: true });
      writeFileSync(join(folder, 'given', name), content);
      return join(folder, 'given', name);
    };
    const report = given(
      'report\u001b[31m.xml',
      statusReport('NOFILE', { group: '<GrpSts>RJCT</GrpSts>' }).replace('M1<', 'M\u202e1<'),
    );
    const header = given('header.csv', 'order_id,\u001b[2J\u202estatus\n');
    const ended = await told(['answers', report, header, '--from', 'POSTE', '--out', own]);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toMatch(/^report\\x1b\[31m\.xml {2}pain\.002\.001\.10 {2}M\\u202e1 /);
    expect(ended.stderr).toMatch(/^sarf: .*header\.csv/m);
    const json = await told(['answers', report, '--out', own, '--json']);
    expect(jsonOf<{ files: { file: string; message_id: string }[] }>(json).files).toMatchObject([
      { file: 'report\u001b[31m.xml', message_id: 'M\u202e1' },
    ]);
    const none = await told(['answers', header, given(`\u202e.csv`, 'x\n'), '--from', 'POSTE', '--out', own]);
    expect(none.stderr.match(/^sarf: /gm)).toHaveLength(2); // a line each, when all are refused
  });

  test('a file put into a sealed folder', async () => {
    const run = join(folder, 'sealed');
    cpSync(held.folder, run, { recursive: true });
    writeFileSync(join(run, 'audit', EVIL), '');
    appendFileSync(join(run, 'audit', 'controls.csv'), EVIL);
    const ended = await told(['verify', run]);
    expect(ended.code).toBe(4);
    expect(ended.stdout).toContain(SHOWN);
  });
});

test('on a terminal our colours are there, and no others', async () => {
  const written = { stdout: '', stderr: '' };
  const terminal = (name: keyof typeof written) =>
    new Printer({
      isTTY: true,
      columns: 80,
      write: (text: string) => {
        written[name] += text;
      },
    });
  const run = join(folder, 'sealed \u001b[32m');
  cpSync(held.folder, run, { recursive: true });
  writeFileSync(join(run, 'more'), '');
  const code = await invoke(['verify', run], {
    clock: () => '2026-10-01T00:00:00.000Z',
    now: () => 0,
    stdout: terminal('stdout'),
    stderr: terminal('stderr'),
    style: styleFor(true, {}),
    peakMemory: () => 0,
  });
  expect(code).toBe(4);
  expect(written.stdout).toContain('\u001b[31mNOT proven\u001b[39m: ');
  expect(written.stdout).toContain('sealed \\x1b[32m\n');
  expect(written.stdout.split('\u001b')).toHaveLength(3);
  expect(written.stderr).toBe('');
});
