import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { reseal } from '../../../fixtures/harness/forge.js';
import { momentsOfPublishing } from '../../../fixtures/harness/moments.js';
import {
  copyOf,
  expectError,
  jsonOf,
  makeExtracts,
  picture,
  type RunJson,
  runArguments,
  sarf,
  temporaryFolder,
} from '../../../fixtures/harness/sarf.js';

/** A run whose folder was altered since it was computed is not released, and not said to be computed already. */
const folder = temporaryFolder('altered');
const held = join(folder, 'held');
const copy = join(folder, 'copy');
const configuration = join(folder, 'sarf.yaml');
const DEMONSTRATION = fileURLToPath(new URL('../../config/demonstration.yaml', import.meta.url));
let extracts: string;
let run: RunJson;

const september = (out: string) => [
  ...runArguments(extracts, '2026-09', out),
  ...['--config', configuration, '--json'],
];

/** Its control.csv announces other rows than are there: September is on hold. */
beforeAll(async () => {
  extracts = makeExtracts(join(folder, 'extracts'), 200, 1);
  writeFileSync(join(extracts, '2026-09', 'control.csv'), 'file,rows\nhouseholds.csv,5\nmembers.csv,5\n');
  writeFileSync(
    configuration,
    `debtor: { account: "310810000000000000000079", bic: BKAMMAMR }
providers: [{ code: ATTIJARI }, { code: POSTE, format: pain.001.001.09 }]
`,
  );
  const ended = await sarf(september(held));
  expect(ended.code, ended.stderr).toBe(3);
  run = jsonOf(ended);
});

const runIn = (out: string) => join(out, '2026-09', run.run_id);
const CSV = 'orders/ATTIJARI/2026-09-ATTIJARI-0001.csv';
const PAIN = 'orders/POSTE/2026-09-POSTE-0001.xml';

function replace(file: string, what: string | RegExp, by: string): (run: string) => void {
  return (run) => {
    const before = readFileSync(join(run, file), 'utf8');
    const after = before.replace(what, by);
    expect(after).not.toBe(before);
    writeFileSync(join(run, file), after);
  };
}

/** Done, and sealed again with hashes that fit: verify, which knows the folder alone, finds nothing. */
function sealedAgain(change: (run: string) => void): (run: string) => void {
  return (run) => {
    change(run);
    reseal(run);
  };
}

const SEALED_AGAIN = /manifest\.json bears another seal than the ledger's, it was sealed again/;
const ALTERED: Record<string, readonly [change: (run: string) => void, said: RegExp]> = {
  'the account of an order, sealed again': [
    sealedAgain(replace(CSV, /,ACCOUNT,\d{24},/, ',ACCOUNT,007010000000000000000199,')),
    SEALED_AGAIN,
  ],
  'the payee of an order, sealed again': [
    sealedAgain(replace(CSV, /\n([^,]+,[^,]+,[^,]+,[^,]+),P\d{10},/, '\n$1,P9999999999,')),
    SEALED_AGAIN,
  ],
  'the debtor, sealed again': [
    sealedAgain(replace(PAIN, /310810000000000000000079/g, '9'.repeat(24))),
    SEALED_AGAIN,
  ],
  'a file alone': [
    replace(CSV, /,ACCOUNT,\d{24},/, ',ACCOUNT,007010000000000000000199,'),
    /ATTIJARI-0001\.csv: its bytes are not those that were sealed/,
  ],
  'a file longer by a byte': [
    (at) => appendFileSync(join(at, 'register.parquet'), '\n'),
    /register\.parquet: its bytes are not those that were sealed/,
  ],
  'a file gone': [(at) => rmSync(join(at, PAIN)), /POSTE-0001\.xml: is missing/],
  'a file in place of a folder': [
    (at) => {
      rmSync(join(at, 'orders', 'POSTE'), { recursive: true });
      writeFileSync(join(at, 'orders', 'POSTE'), '');
    },
    /orders\/POSTE: is not in the manifest/,
  ],
  'a file more': [
    (at) => writeFileSync(join(at, 'orders', 'POSTE', '2026-09-POSTE-0002.xml'), '<Document/>'),
    /POSTE-0002\.xml: is not in the manifest/,
  ],
  'the manifest gone': [(at) => rmSync(join(at, 'manifest.json')), /manifest\.json is missing/],
};

const release = (out: string) => sarf(['release', run.run_id, '--out', out, '--reason', 'note 7']);

/** What the folders of an output folder hold, and what its ledger says; not the working space. */
function stateOf(out: string) {
  const files = Object.entries(picture(out)).filter(([path]) => /^2026-09/.test(path));
  const db = new Database(join(out, 'ledger.sqlite'), { readonly: true });
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
  const rows = tables.map((table) => [table, db.prepare(`SELECT * FROM ${table}`).all()]);
  db.close();
  return { files, rows };
}

/** The command is refused in one line, and neither ledger nor folders change. */
async function expectRefused(args: readonly string[], message: RegExp, said: RegExp): Promise<void> {
  const before = stateOf(copy);
  const ended = await sarf(args);
  expectError(ended, 2, message);
  expect(ended.stderr).toMatch(said);
  expect(ended.stderr.match(/^sarf: .*$/gm)).toHaveLength(1);
  expect(stateOf(copy)).toEqual(before);
}

describe.each(Object.entries(ALTERED))('a run on hold, altered: %s', (_, [change, said]) => {
  beforeAll(() => {
    copyOf(held, copy);
    change(runIn(copy));
  });

  test('is not released', async () => {
    const args = ['release', run.run_id, '--out', copy, '--reason', 'note 7'];
    await expectRefused(args, /: not released, the folder is not as it was sealed: .*; restore it/, said);
  });

  test('is not said to be computed already', async () => {
    await expectRefused(september(copy), /: this run is computed already, and .* damaged: .*; restore/, said);
  });
});

test('verify, which knows the folder alone, does not find an account that was sealed again', async () => {
  copyOf(held, copy);
  ALTERED['the account of an order, sealed again']?.[0](runIn(copy));
  const ended = await sarf(['verify', runIn(copy)]);
  expect(ended.code, ended.stdout).toBe(0);
});

test('untouched, or restored: computed already, and released', async () => {
  copyOf(held, copy);
  replace(CSV, ',ACCOUNT,', ',CASH,')(runIn(copy));
  expect((await release(copy)).code).toBe(2);
  copyOf(runIn(held), runIn(copy));
  const again = await sarf(september(copy));
  expect(again.code, again.stderr).toBe(3);
  expect(jsonOf(again)).toMatchObject({ already_computed: true, state: 'HELD', seal: run.seal });
  const ended = await release(copy);
  expect(ended.code, ended.stderr).toBe(0);
  expect(ended.stdout).toContain(`2026-09 is released: run ${run.run_id}`);
});

test('altered once it is released: nobody is told again to send its files', async () => {
  copyOf(held, copy);
  expect((await release(copy)).code).toBe(0);
  sealedAgain(replace(CSV, /,ACCOUNT,\d{24},/, ',ACCOUNT,007010000000000000000199,'))(runIn(copy));
  const args = ['release', run.run_id, '--out', copy];
  await expectRefused(args, /: released already, the folder is not as it was sealed: /, SEALED_AGAIN);
  await expectRefused(september(copy), /: this run is computed already, and .* damaged: /, SEALED_AGAIN);
});

describe('a run that releases itself', () => {
  const pass = (out: string) => [...runArguments(join(folder, 'good'), '2026-09', out), '--json'];
  const whole = join(folder, 'whole');
  let good: RunJson;

  beforeAll(async () => {
    makeExtracts(join(folder, 'good'), 200, 1);
    good = jsonOf(await sarf(pass(whole)));
    expect(good.state).toBe('RELEASED');
  });

  /** As a kill leaves it between the ledger's two transactions, the folder having appeared: the next command releases the run. */
  async function interrupted(): Promise<void> {
    const moments = await momentsOfPublishing(pass, join(folder, 'moments'));
    const appeared = moments.find((one) => existsSync(join(one.folder, '2026-09', good.run_id)));
    if (appeared === undefined) throw new Error('there is no such moment');
    copyOf(appeared.folder, copy);
    const db = new Database(join(copy, 'ledger.sqlite'), { readonly: true });
    expect(db.prepare('SELECT state FROM runs').pluck().all()).toEqual(['PUBLISHING']);
    db.close();
  }

  test('altered between a crash and the next command: not released, by whichever', async () => {
    await interrupted();
    const altered = join(copy, '2026-09', good.run_id);
    replace('orders/index.csv', /\n/, '\n\n')(altered);
    const message =
      /: appeared before a crash, and is not as it was sealed: .*; move it away and run 2026-09/;
    await expectRefused(['release', good.run_id, '--out', copy], message, /orders\/index\.csv/);
    await expectRefused(pass(copy), message, /orders\/index\.csv/);
    renameSync(altered, join(folder, 'away'));
    const again = await sarf(pass(copy));
    expect(again.code, again.stderr).toBe(0);
    expect(jsonOf(again)).toMatchObject({ already_computed: false, state: 'RELEASED', seal: good.seal });
    expect(picture(join(copy, '2026-09'))).toEqual(picture(join(whole, '2026-09')));
  }, 60_000);

  test('a folder of its name that stands there and is not it: not released in its place', async () => {
    copyOf(held, copy); // a ledger that does not know the run, as one restored from an older backup
    const other = join(copy, '2026-09', good.run_id);
    copyOf(join(whole, '2026-09', good.run_id), other);
    replace('orders/index.csv', /\n/, '\n\n')(other);
    await expectRefused(pass(copy), /: a sealed run that the ledger does not know: /, /move its folder out/);
    renameSync(other, join(folder, 'not it'));
    // The ledger knows another configuration: the demonstration one is meant only where it is named.
    expectError(
      await sarf(pass(copy)),
      2,
      /^sarf: no --config: the demonstration configuration is not that of run/,
    );
    const again = await sarf([...pass(copy), '--config', DEMONSTRATION]);
    expect(again.code, again.stderr).toBe(0);
    expect(jsonOf(again)).toMatchObject({ state: 'RELEASED', seal: good.seal });
  });
});
