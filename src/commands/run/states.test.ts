import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  copyOf,
  expectError,
  jsonOf,
  picture,
  type RunJson,
  runArguments,
  runMonth,
  sarf,
  temporaryFolder,
  WIDE,
} from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';
import { digest } from '../../domain/canonical.js';

/** What happens to a month: computed, held, superseded, released, once and for all. */
const folder = temporaryFolder('states');
const extracts = join(folder, 'extracts');
const september = join(folder, 'september');
let first: RunJson;

beforeAll(async () => {
  first = (await worldIn(folder, 'september')).september;
});

/** September released, in an output folder of the test's own. */
function outFolder(name: string): string {
  return copyOf(september, join(folder, name));
}

/** An extract whose control.csv announces other rows: its run is put on hold. */
function announced(period: string, rows: string): string {
  const extract = copyOf(join(extracts, period), join(folder, `announced-${rows}`, period));
  writeFileSync(join(extract, 'control.csv'), `file,rows\nhouseholds.csv,${rows}\nmembers.csv,${rows}\n`);
  return join(folder, `announced-${rows}`);
}

type Event = {
  seq: number;
  at: string;
  event: string;
  run_id: string;
  detail: string;
  previous: string;
  done_by: string | null;
  hash: string;
};

function eventsOf(out: string): Event[] {
  const db = new Database(join(out, 'ledger.sqlite'), { readonly: true });
  const events = db.prepare('SELECT * FROM events ORDER BY seq').all() as Event[];
  db.close();
  return events;
}

async function statesOf(out: string): Promise<Record<string, string>> {
  const { runs } = jsonOf<{ runs: { run_id: string; state: string }[] }>(
    await sarf(['runs', '--out', out, '--json']),
  );
  return Object.fromEntries(runs.map((run) => [run.run_id, run.state]));
}

const timesOf = (folder: string) =>
  Object.keys(picture(folder)).map((path) => [path, statSync(join(folder, path)).mtimeMs]);

describe('the same month again', () => {
  test('released: already computed, exit 0, nothing rewritten', async () => {
    const out = outFolder('again');
    const before = timesOf(out);
    const again = await sarf([...runArguments(extracts, '2026-09', out), '--json']);
    expect(again.code).toBe(0);
    expect(jsonOf(again)).toMatchObject({ already_computed: true, run_id: first.run_id, seal: first.seal });
    expect(timesOf(out)).toEqual(before);
  });

  test('on hold: already computed, exit 3, nothing rewritten', async () => {
    const out = outFolder('again-held');
    const held = await runMonth(announced('2026-10', '5'), '2026-10', out, 3);
    const before = timesOf(out);
    const again = await runMonth(announced('2026-10', '5'), '2026-10', out, 3);
    expect(again).toMatchObject({ already_computed: true, run_id: held.run_id, state: 'HELD' });
    expect(timesOf(out)).toEqual(before);
  });

  test('its folder gone or damaged: refused, and the ledger is as it was', async () => {
    const out = outFolder('lost');
    const register = join(out, '2026-09', first.run_id, 'manifest.json');
    rmSync(register);
    const run = runArguments(extracts, '2026-09', out);
    expectError(await sarf(run), 2, /this run is computed already, and its folder is missing or damaged/);
    rmSync(join(out, '2026-09'), { recursive: true });
    expectError(await sarf(run), 2, /this run is computed already, and its folder is missing or damaged/);
    expect(await statesOf(out)).toEqual({ [first.run_id]: 'RELEASED' });
  });

  test('released, with other inputs: refused', async () => {
    const out = outFolder('other-inputs');
    const before = picture(out);
    expectError(
      await sarf(runArguments(announced('2026-09', '5'), '2026-09', out)),
      2,
      /2026-09 is released already \(run [0-9a-f]{12}\)/,
    );
    expect(picture(out)).toEqual(before);
  });
});

describe('on hold', () => {
  test('released with a reason only; the reason is kept, the chain of events whole and beyond change', async () => {
    const out = outFolder('held');
    const held = await runMonth(announced('2026-10', '5'), '2026-10', out, 3);
    expect(held).toMatchObject({ state: 'HELD', status: 'HOLD' });
    expectError(
      await sarf(['release', held.run_id, '--out', out]),
      2,
      /on hold; releasing it needs --reason/,
    );
    const released = await sarf(['release', held.run_id, '--out', out, '--reason', 'note 14/2026', '--json']);
    expect(jsonOf<object>(released)).toMatchObject({ state: 'RELEASED', reason: 'note 14/2026' });
    const again = await sarf(['release', held.run_id, '--out', out]);
    expect(again.code, again.stderr).toBe(0);
    expect((await sarf(['runs', '--out', out])).stdout).toContain('note 14/2026');

    const events = eventsOf(out);
    expect(events.map((one) => one.event)).toEqual(['COMPUTED', 'RELEASED', 'COMPUTED', 'RELEASED']);
    expect(JSON.parse(events.at(-1)?.detail ?? '')).toMatchObject({ reason: 'note 14/2026' });
    let previous = '0'.repeat(64);
    for (const { hash, done_by, ...entry } of events) {
      expect(done_by).toBeNull(); // nobody is named in this process: the hash is that of older versions
      expect(entry.previous).toBe(previous);
      expect(digest(entry)).toBe(hash);
      previous = hash;
    }
    const db = new Database(join(out, 'ledger.sqlite'));
    expect(() => db.exec(`UPDATE events SET event = 'NOTHING'`)).toThrow('events are never changed');
    expect(() => db.exec('DELETE FROM events')).toThrow('events are never removed');
    expect(() => db.exec('DELETE FROM runs')).toThrow('runs are never removed');
    db.close();
  });

  test('a folder tampered with is not released', async () => {
    const out = outFolder('tampered');
    const held = await runMonth(announced('2026-10', '5'), '2026-10', out, 3);
    const controls = join(held.folder, 'audit', 'controls.csv');
    writeFileSync(controls, readFileSync(controls, 'utf8').replace('HOLD', 'PASS'));
    expectError(
      await sarf(['release', held.run_id, '--out', out, '--reason', 'x']),
      2,
      /not released, the folder is not as it was sealed: audit\/controls\.csv/,
    );
    expect((await statesOf(out))[held.run_id]).toBe('HELD');
  });

  test('other inputs supersede it; computed again from its own, it is the candidate again', async () => {
    const out = outFolder('superseded');
    const a = await runMonth(announced('2026-10', '5'), '2026-10', out, 3);
    const b = await runMonth(announced('2026-10', '6'), '2026-10', out, 3);
    expect(await statesOf(out)).toMatchObject({ [a.run_id]: 'SUPERSEDED', [b.run_id]: 'HELD' });
    const reason = ['--out', out, '--reason', 'x'];
    expectError(await sarf(['release', a.run_id, ...reason]), 2, /superseded by a later computation/);
    const again = await runMonth(announced('2026-10', '5'), '2026-10', out, 3);
    expect(again).toMatchObject({ run_id: a.run_id, already_computed: true });
    expect(await statesOf(out)).toMatchObject({ [a.run_id]: 'HELD', [b.run_id]: 'SUPERSEDED' });

    expect((await sarf(['release', a.run_id, ...reason])).code).toBe(0);
    // The month is released: the other run cannot become its candidate any more.
    const late = await sarf(runArguments(announced('2026-10', '6'), '2026-10', out));
    expectError(late, 2, /2026-10 is released already/);
    expect(await statesOf(out)).toMatchObject({ [a.run_id]: 'RELEASED', [b.run_id]: 'SUPERSEDED' });
  });
});

/** Nobody is owed the months between. */
const VOID = ['--allow-gap', '--gap', 'void', '--reason', 'paid by hand'];

describe('months in their order', () => {
  test.each<[what: string, flags: string[], message: RegExp]>([
    [
      'allowed and not decided on',
      ['--allow-gap'],
      /2026-10, which no run has paid, would be lost: .*--gap owed\).*--gap void --reason/,
    ],
    ['decided on and not allowed', ['--gap', 'owed'], /--gap: .*add --allow-gap/],
    ['void without a reason', ['--allow-gap', '--gap', 'void'], /--gap void: needs --reason/],
    ['void for a blank reason', ['--allow-gap', '--gap', 'void', '--reason', ' '], /--reason: is blank/],
    ['a reason of nothing', ['--allow-gap', '--reason', 'because'], /--reason: is the reason of --gap/],
    [
      'of a supplementary run',
      ['--supplementary', '--allow-gap', '--gap', 'owed'],
      /--gap: a supplementary run follows no gap/,
    ],
    [
      'another word',
      ['--allow-gap', '--gap', 'lost'],
      /argument 'lost' is invalid. Allowed choices are owed, void/,
    ],
  ])('a gap, %s: refused', async (_, flags, message) => {
    const out = outFolder('gap-refused');
    const before = picture(out);
    expectError(await sarf([...runArguments(extracts, '2026-11', out), ...flags]), 2, message);
    expect(picture(out)).toEqual(before);
  });

  test('no gap: nothing is decided, and that is said', async () => {
    const out = outFolder('no-gap');
    const ended = await sarf([
      ...runArguments(extracts, '2026-10', out),
      '--allow-gap',
      '--gap',
      'owed',
      '--json',
    ]);
    expect(ended.stderr).toContain('no month lies between: --gap decides nothing');
    expect(jsonOf<object>(ended)).not.toHaveProperty('gap');
  });

  test.each<[what: string, flags: string[], decided: object, screen: RegExp, late: RegExp]>([
    [
      'void',
      VOID,
      { decision: 'VOID', months: ['2026-10'], lapsed: [], accrued: 0, reason: 'paid by hand' },
      /\nNo run has paid 2026-10: void, nobody is owed it; reason: paid by hand\n/,
      /people decided that nobody is owed it$/m,
    ],
    [
      'owed',
      ['--allow-gap', '--gap', 'owed'],
      { decision: 'OWED', months: ['2026-10'], lapsed: [], reason: null },
      /\nNo run has paid 2026-10: owed, \d+ months of families, computed when each is paid\n/,
      /it is owed as people decided, and paid as arrears when its families are paid/,
    ],
  ])(
    'a gap that is %s: logged, sealed, shown, and part of what the run is',
    async (what, flags, decided, screen, late) => {
      const { released: out } = await worldIn(folder, `gap-${what}`, WIDE);
      const november = [...runArguments(extracts, '2026-11', out), '--config', WIDE, ...flags];
      const ended = await sarf(november);
      expect(ended.code, ended.stdout + ended.stderr).toBe(0);
      expect(ended.stdout).toMatch(screen);
      expect(ended.stdout).toMatch(/\nAgainst 2026-09: /);
      expect(ended.stdout).toMatch(/\n {2}Paid in 2026-09 /);
      expect(ended.stdout).not.toContain('the month before');
      const again = jsonOf<{ already_computed: boolean; gap: { accrued: number; decision: string } }>(
        await sarf([...november, '--json']),
      );
      expect(again).toMatchObject({ already_computed: true, gap: decided });
      expect(again.gap.accrued > 0).toBe(what === 'owed');
      const logged = eventsOf(out).find((one) => one.event === `GAP_${again.gap.decision}`);
      expect(JSON.parse(logged?.detail ?? '')).toMatchObject({ months: ['2026-10'] });
      expectError(
        await sarf([...runArguments(extracts, '2026-10', out), '--supplementary', '--config', WIDE]),
        2,
        late,
      );
      expect((await sarf(['verify', '--ledger', out])).code).toBe(0);
      const ledger = new Database(join(out, 'ledger.sqlite'));
      ledger.exec(`UPDATE run_gaps SET reason = 'another'`);
      ledger.close();
      const forged = await sarf(['verify', '--ledger', out]);
      expect(forged.code).toBe(4);
      expect(forged.stdout).toContain('otherwise by its manifest than by the ledger');
      // The same extract and another decision is another run.
      const other = what === 'owed' ? VOID : ['--allow-gap', '--gap', 'owed'];
      expectError(
        await sarf([...november.slice(0, -flags.length), ...other]),
        2,
        /2026-11 is released already/,
      );
    },
  );

  test('a gap: refused, and decided on reconciled with the last released month', async () => {
    const out = outFolder('gap');
    const november = runArguments(extracts, '2026-11', out);
    expectError(
      await sarf(november),
      2,
      /the month before, 2026-10, has no released run \(the last is 2026-09\)/,
    );
    const allowed = await sarf([...november, ...VOID, '--json']);
    expect([0, 3], allowed.stderr).toContain(allowed.code);
    const manifest = readFileSync(join(jsonOf(allowed).folder, 'manifest.json'), 'utf8');
    expect(JSON.parse(manifest)).toMatchObject({ prior: { run_id: first.run_id } });
  });

  test('the month before on hold: refused, and said which run; a run computed past it cannot be released', async () => {
    const out = outFolder('before');
    const october = await runMonth(announced('2026-10', '5'), '2026-10', out, 3);
    const november = runArguments(announced('2026-11', '5'), '2026-11', out);
    expectError(
      await sarf(november),
      2,
      new RegExp(`2026-10 is computed and not released.*${october.run_id}`),
    );
    const past = jsonOf(await sarf([...november, ...VOID, '--json']));
    expect((await sarf(['release', october.run_id, '--out', out, '--reason', 'x'])).code).toBe(0);
    expectError(
      await sarf(['release', past.run_id, '--out', out, '--reason', 'x']),
      2,
      /computed before 2026-10 was released; run 2026-11 again/,
    );
  });

  test('an earlier month after a later one: refused', async () => {
    const out = join(folder, 'earlier');
    await runMonth(extracts, '2026-11', out);
    expectError(
      await sarf(runArguments(extracts, '2026-10', out)),
      2,
      /the later month 2026-11 is released already/,
    );
  });

  test('the prior run must be as it was released', async () => {
    const out = outFolder('prior');
    const run = join(out, '2026-09', first.run_id);
    const october = runArguments(extracts, '2026-10', out);
    const register = readFileSync(join(run, 'register.parquet'));
    writeFileSync(join(run, 'register.parquet'), Buffer.concat([register, Buffer.from([0])]));
    expectError(await sarf(october), 2, /register\.parquet has changed; the prior run must be as it was/);
    rmSync(run, { recursive: true });
    expectError(await sarf(october), 2, /the folder is missing; the prior run must be as it was/);
  });
});

describe('two commands on one ledger', () => {
  test('the second, whichever it is, is refused at once and names the first', async () => {
    const out = outFolder('two');
    const seconds: Promise<void>[] = [];
    const refused = async (args: string[], pid: number | undefined) => {
      expectError(
        await sarf(args),
        2,
        new RegExp(`another command is at work here \\(run 2026-10, process ${pid}\\)`),
      );
    };
    let started = false;
    // The first stands still while the seconds try: stopped by the system, not by luck.
    const ended = await sarf(runArguments(extracts, '2026-10', out), {
      watch: (child, stderr) => {
        if (started || !stderr.includes('read households …')) return;
        started = true;
        child.kill('SIGSTOP');
        seconds.push(
          refused(runArguments(extracts, '2026-10', out), child.pid),
          refused(['release', first.run_id, '--out', out], child.pid),
        );
        void Promise.allSettled(seconds).then(() => child.kill('SIGCONT'));
      },
    });
    await Promise.all(seconds);
    expect([0, 3], ended.stderr).toContain(ended.code);
    expect(Object.keys(await statesOf(out))).toHaveLength(2);
  });

  test('started together: one runs, the other is refused or finds the month computed', async () => {
    for (let turn = 0; turn < 3; turn++) {
      const out = join(folder, `together-${turn}`);
      const args = runArguments(extracts, '2026-09', out);
      const both = await Promise.all([sarf(args, {}), sarf(args, {})]);
      const refused = both.filter((one) => one.code !== 0);
      expect(refused.length).toBeLessThan(2);
      for (const one of refused) {
        expectError(one, 2, /another command is at work here \(run 2026-09, process \d+\)/);
      }
      expect(await statesOf(out)).toEqual({ [first.run_id]: 'RELEASED' });
    }
  });
});
