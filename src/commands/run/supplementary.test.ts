import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readingsOf } from '../../../fixtures/harness/answers.js';
import { type Forged, reseal } from '../../../fixtures/harness/forge.js';
import {
  copyOf,
  expectError,
  jsonOf,
  picture,
  sarf,
  temporaryFolder,
  WIDE,
} from '../../../fixtures/harness/sarf.js';
import type { Extract } from '../../../fixtures/oracles/month.js';
import { extractOfHouses, type House } from '../../../fixtures/worlds/houses.js';
import { writePlain } from '../../../fixtures/worlds/write-extract.js';
import { verifyRun } from '../../verify/verify.js';

/**
 * Supplementary runs at the command line. January pays A1 to E1; in February a row of B1's members cannot be read,
 * C1 is blocked and D1 has no right account; a supplementary run's extract has them put right.
 */
const folder = temporaryFolder('supplementary');
const released = join(folder, 'released');

type SupplementJson = {
  readonly run_id: string;
  readonly kind: string;
  readonly supplement?: { readonly number: number; readonly earlier: readonly unknown[] };
  readonly state: string;
  readonly already_computed: boolean;
  readonly folder: string;
  readonly seal: string;
  readonly totals: { readonly net: string; readonly orders: number };
  readonly bridge: readonly { readonly line: string; readonly families: number; readonly amount: string }[];
};

const house = (id: string, more: Partial<House> = {}): House => ({
  id,
  province: '06.181',
  children: [{ birth: '2014-03-03', marks: 'S' }],
  ...more,
});
const HOUSES = ['A1', 'B1', 'C1', 'D1', 'E1'].map((id) => house(id));
const february = HOUSES.map((one) => {
  if (one.id === 'C1') return { ...one, status: 'BLOCKED' };
  return one.id === 'D1' ? { ...one, account: '123' } : one;
});

/** With the row of the head of each of `spoilt` unreadable. */
function extract(houses: readonly House[], spoilt: readonly string[] = []): Extract {
  const { households, members } = extractOfHouses(houses);
  return {
    households,
    members: members.map((row) =>
      row.relation === 'HEAD' && spoilt.includes(row.household_id ?? '') ? { ...row, sex: 'X' } : row,
    ),
  };
}

let extracts = 0;
function written(one: Extract): string {
  const registry = join(folder, `extract-${extracts++}`);
  writePlain(registry, one);
  return registry;
}
const REGULAR = () => extract(february, ['B1']);
/** C still blocked. */
const CORRECTED = () => extract(february.map((one) => (one.id === 'D1' ? house('D1') : one)));
const ALL_CORRECTED = () =>
  extract(HOUSES.map((one) => (one.id === 'A1' ? house('A1', { score: '9.4' }) : one)));

/** Not the very extract of January. */
const MARCH = () => extract(HOUSES.map((one) => (one.id === 'A1' ? house('A1', { score: '9.3' }) : one)));

/** A configuration of wide limits, and this ceiling of a month. */
function ceiling(budget: string): string {
  const file = join(folder, `ceiling-${budget}.yaml`);
  writeFileSync(file, `${readFileSync(WIDE, 'utf8')}budget: "${budget}"\n`);
  return file;
}

function run(out: string, period: string, one: Extract, flags: readonly string[] = []) {
  const config = flags.includes('--config') ? [] : ['--config', WIDE];
  const registry = ['--registry', written(one)];
  return sarf(['run', '--json', '--period', period, ...registry, '--out', out, ...config, ...flags]);
}

async function done(out: string, period: string, one: Extract, flags: readonly string[] = [], code = 0) {
  const ended = await run(out, period, one, flags);
  expect(ended.code, ended.stderr).toBe(code);
  return jsonOf<SupplementJson>(ended);
}
const supplement = (out: string, one: Extract, flags: readonly string[] = [], code = 0) =>
  done(out, '2026-02', one, ['--supplementary', ...flags], code);

beforeAll(async () => {
  mkdirSync(released);
  await done(released, '2026-01', extract(HOUSES));
  await done(released, '2026-02', REGULAR());
}, 60_000);
const outFolder = (name: string) => copyOf(released, join(folder, name));

describe('a supplementary run is refused, and nothing changes', () => {
  async function refused(out: string, period: string, one: Extract, message: RegExp): Promise<void> {
    const before = picture(out);
    expectError(await run(out, period, one, ['--supplementary']), 2, message);
    expect(picture(out)).toEqual(before);
  }

  test('in a month without a run', () =>
    refused(
      outFolder('no run'),
      '2026-03',
      extract(HOUSES),
      /2026-03: no regular run of this month is released/,
    ));

  test('in a month whose run is on hold', async () => {
    const out = outFolder('on hold');
    await done(out, '2026-03', MARCH(), ['--config', ceiling('1')], 3);
    await refused(out, '2026-03', ALL_CORRECTED(), /2026-03: its regular run \w{12} is not released/);
  });

  test('when a later month is released: what is owed then comes as arrears', async () => {
    const out = outFolder('later month');
    const march = await done(out, '2026-03', MARCH());
    await refused(out, '2026-02', CORRECTED(), /the later month 2026-03 is released already.*as arrears/);
    // B and D held, C blocked: 500 each for February, beside March's 500.
    expect(march.totals).toMatchObject({ net: '4000.00', orders: 5 });
  });

  test('when its extract pays nobody, such as the very extract of the regular run', () =>
    refused(
      outFolder('nobody'),
      '2026-02',
      REGULAR(),
      /nobody to pay.*\(not payable: BLOCKED 1, ACCOUNT_INVALID 1, MEMBER_ROW_INVALID 1\); nothing was published/,
    ));
});

describe('a supplementary run', () => {
  test('pays whom the month has not paid, under orders of its own, and is the same again', async () => {
    const out = outFolder('first');
    const one = await supplement(out, CORRECTED());
    expect(one).toMatchObject({
      kind: 'supplementary',
      supplement: { number: 1, earlier: [] },
      state: 'RELEASED',
      totals: { net: '1000.00', orders: 2 },
    });
    const orders = readFileSync(join(one.folder, 'orders/POSTE/2026-02-POSTE-S1-0001.csv'), 'utf8');
    expect(orders.match(/^ASD-\S+?(?=,)/gm)).toEqual(['ASD-202602-B1-S1', 'ASD-202602-D1-S1']);

    const before = picture(one.folder);
    const again = await supplement(out, CORRECTED());
    expect(again).toMatchObject({ run_id: one.run_id, already_computed: true, state: 'RELEASED' });
    const elsewhere = await supplement(outFolder('first, elsewhere'), CORRECTED());
    expect(elsewhere.seal).toBe(one.seal);
    expect(picture(one.folder)).toEqual(before);
    expect(picture(elsewhere.folder)).toEqual(before);

    expect((await sarf(['verify', one.folder])).code).toBe(0);
    expect((await sarf(['verify', '--ledger', out])).stdout).toContain('proven');
    expect((await sarf(['runs', '--out', out])).stdout).toMatch(
      /^2026-02 S1 {2}\w{12} {2}RELEASED +2 +1,000\.00$/m,
    );
    const listed = jsonOf<{ runs: object[] }>(await sarf(['runs', '--out', out, '--json']));
    expect(listed.runs.at(-1)).toMatchObject({ kind: 'supplementary', supplement: 1 });
  });

  test('a second one pays who is left, and the first asked for again is the first', async () => {
    const out = outFolder('second');
    const first = await supplement(out, CORRECTED());
    const second = await supplement(out, ALL_CORRECTED());
    expect(second).toMatchObject({ supplement: { number: 2, earlier: [{ run_id: first.run_id }] } });
    expect(second.totals).toMatchObject({ net: '500.00', orders: 1 });
    const again = await supplement(out, CORRECTED());
    expect(again).toMatchObject({ run_id: first.run_id, already_computed: true });
    // Nothing is owed of February any more, and March compares with all that February paid.
    const owed = await sarf(['owed', '--out', out]);
    expect(owed.stdout).toMatch(/Owed to households .*\n {2}none\n/);
    const march = await done(out, '2026-03', MARCH());
    expect(march.totals.net).toBe('2500.00');
    expect(march.bridge.filter((entry) => entry.families > 0).map((entry) => entry.line)).toEqual([
      'PRIOR_TOTAL',
      'CURRENT_TOTAL',
    ]);
    expect((await sarf(['verify', '--ledger', out])).code).toBe(0);
  });

  test('is held when the month as a whole is above the ceiling, superseded, and released with a reason', async () => {
    const out = outFolder('held'); // February's regular run pays 1,000
    const config = ['--config', ceiling('1900')];
    const held = await supplement(out, CORRECTED(), config, 3);
    const changed = await supplement(
      out,
      extract([...february.filter(({ id }) => id !== 'D1'), house('D1'), house('F1')]),
      config,
      3,
    );
    expect(changed.supplement?.number).toBe(1);
    const release = (id: string) => sarf(['release', id, '--out', out, '--reason', 'note 3/2026', '--json']);
    expectError(await release(held.run_id), 2, /superseded/);
    expect(jsonOf<object>(await release(changed.run_id))).toMatchObject({
      kind: 'supplementary',
      state: 'RELEASED',
    });
    expectError(await release(held.run_id), 2, /superseded/);
    // All that the first would have paid is paid: nothing makes it a second one.
    const late = await run(out, '2026-02', CORRECTED(), ['--supplementary', ...config]);
    expectError(late, 2, /nobody to pay/);
  });

  test('makes a run of the month after, computed before it was released, one to be run again', async () => {
    const out = outFolder('overtaken');
    const march = MARCH();
    const waiting = await done(out, '2026-03', march, ['--config', ceiling('1')], 3);
    await supplement(out, CORRECTED());
    const release = await sarf(['release', waiting.run_id, '--out', out, '--reason', 'note 4/2026']);
    expectError(
      release,
      2,
      /computed before supplementary run \w{12} of 2026-02 was released; run 2026-03 again/,
    );
    const again = await done(out, '2026-03', march, ['--config', ceiling('1')], 3);
    expect(again.run_id).not.toBe(waiting.run_id);
    expect(again.bridge[0]).toEqual({ line: 'PRIOR_TOTAL', families: 4, amount: '2000.00' });
    expect((await sarf(['release', again.run_id, '--out', out, '--reason', 'note 4/2026'])).code).toBe(0);
    expect((await sarf(['verify', '--ledger', out])).code).toBe(0);
  });

  test("its orders' answers are read and settled with the month's, and what comes back is owed", async () => {
    const out = outFolder('answered');
    await supplement(out, CORRECTED());
    const answers = join(folder, 'answers.csv');
    const said = ['A1,PAID,', 'E1,PAID,', 'B1-S1,PAID,', 'D1-S1,REJECTED,AC04'].map(
      (one) => `ASD-202602-${one},2026-03-02,500.00`,
    );
    writeFileSync(answers, `order_id,status,reason_code,date,amount\n${said.join('\n')}\n`);
    for (const reading of readingsOf(out, answers)) expect((await sarf(reading)).code).toBe(0);
    const settled = jsonOf<{ ordered: object; paid: object; not_ordered: object[] }>(
      await sarf(['settle', '2026-02', '--out', out, '--json']),
    );
    expect(settled).toMatchObject({
      ordered: { orders: 4, amount: '2000.00' },
      paid: { orders: 3, amount: '1500.00' },
      not_ordered: [{ decision: 'BLOCKED', count: 1 }],
    });
    // Sent in February, D's money is not sent again in February: an order that came back is the next month's arrears.
    const again = await supplement(out, ALL_CORRECTED());
    expect(again.totals).toMatchObject({ net: '500.00', orders: 1 });
    const owed = await sarf(['owed', 'D1', '--out', out]);
    expect(owed.stdout).toMatch(/REJECTED AC04 +500\.00 +OPEN.*ASD-202602-D1-S1/);
  });
});

describe('sarf verify finds in the folder of a supplementary run', () => {
  let pristine: string;
  beforeAll(async () => {
    pristine = (await supplement(outFolder('forged'), CORRECTED())).folder;
  });
  const differences = async (change: (run: string) => void) => {
    const copy = copyOf(pristine, join(folder, 'forgery'));
    change(copy);
    return (await verifyRun(copy)).differences.join('\n');
  };

  test('a list that is not whom the register pays', async () => {
    const found = await differences((run) => {
      const file = join(run, 'audit/supplement.csv');
      writeFileSync(file, readFileSync(file, 'utf8').replace('500.00,ASD', '400.00,ASD'));
      reseal(run);
    });
    expect(found).toContain('audit/supplement.csv: is not whom the register pays');
  });

  test.each([
    ['passed off as a regular run', { kind: 'regular' }, /contradicts itself on whether this is/],
    [
      'with another number',
      {
        kind: 'supplementary',
        supplement: { number: 2, regular: { run_id: '0'.repeat(12), seal: '0'.repeat(64) }, earlier: [] },
      },
      /order_id is not the month/,
    ],
  ])('a manifest %s', async (_, forged, message) => {
    const found = await differences((run) =>
      reseal(run, (manifest: Forged) => {
        Object.assign(manifest, forged);
        if (forged.kind === 'regular') Reflect.deleteProperty(manifest, 'supplement');
      }),
    );
    expect(found).toMatch(message);
  });
});
