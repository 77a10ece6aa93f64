import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { parquetRows } from '../../../fixtures/harness/parquet.js';
import {
  copyOf,
  expectError,
  jsonOf,
  picture,
  type RunJson,
  sarf,
  temporaryFolder,
  WIDE,
} from '../../../fixtures/harness/sarf.js';
import { type World, worldIn } from '../../../fixtures/harness/world.js';

/**
 * `sarf open` takes over a programme that another system has paid: here September, as this program paid it, is handed over
 * as another system's register, and October must come to the same as after September itself.
 */
const folder = temporaryFolder('open');
let world: World;
/** October after September, and the rows that September is handed over as. */
let october: RunJson;
let register: Record<string, string>[];
let grants: Record<string, string>[];
let debts: Record<string, string>[];

const open = (from: string, out: string, ...args: string[]) =>
  sarf(['open', '--from', from, '--period', '2026-09', '--config', WIDE, '--out', out, ...args]);
const run = (period: string, out: string, ...args: string[]) =>
  sarf([
    ...['run', '--period', period, '--registry', join(world.extracts, period), '--config', WIDE],
    ...['--out', out, '--json', ...args],
  ]);

/** A folder of opening balances; a file of which nothing is given has two columns too few. */
function handOver(name: string, files: Readonly<Record<string, readonly Record<string, string>[]>>): string {
  const from = join(folder, 'from', name);
  mkdirSync(from, { recursive: true });
  for (const [file, rows] of Object.entries(files)) {
    const columns = Object.keys(rows[0] ?? {});
    const lines = rows.map((row) => columns.map((column) => row[column]).join(','));
    writeFileSync(join(from, `${file}.csv`), `${[columns.join(','), ...lines].join('\n')}\n`);
  }
  return from;
}

async function rowsOf(file: string): Promise<Record<string, string>[]> {
  const [header = [], ...rows] = await parquetRows(file);
  return rows.map((row) => Object.fromEntries(header.map((column, i) => [column, row[i] ?? ''])));
}

beforeAll(async () => {
  world = await worldIn(folder);
  const ended = await run('2026-10', copyOf(world.released, join(folder, 'real')));
  october = jsonOf(ended);
  const paid = (await rowsOf(join(world.september.folder, 'register.parquet'))).filter(
    (row) => row.decision === 'PAY',
  );
  register = paid.map((row) => ({
    household_id: row.household_id ?? '',
    province_code: row.province_code ?? '',
    net: row.net ?? '',
    birth_grant: row.birth_grant ?? '',
    school_grant: row.school_grant ?? '',
    composition: (row.composition ?? '').split('+')[0] ?? '',
  }));
  grants = (await rowsOf(join(world.september.folder, 'grants.parquet')))
    .filter((row) => row.standing === 'PAID')
    .map((row) => ({
      person_id: row.person_id ?? '',
      household_id: row.household_id ?? '',
      kind: row.kind ?? '',
      year: row.year === '0' ? '' : (row.year ?? ''),
      level: row.level ?? '',
      amount: row.amount ?? '',
    }));
  const ledger = new Database(join(world.released, 'ledger.sqlite'), { readonly: true });
  debts = ledger
    .prepare(
      `SELECT household_id, origin AS month, printf('%.2f', centimes / 100.0) AS amount FROM debts WHERE centimes > 0`,
    )
    .all() as typeof debts;
  ledger.close();
  expect(debts.length).toBeGreaterThan(0);
  expect(register.length).toBeGreaterThan(200);
  expect(grants.length).toBeGreaterThan(50);
}, 180_000);

const changesOf = (made: Pick<RunJson, 'folder'>) =>
  readFileSync(join(made.folder, 'audit', 'reconciliation.csv'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));

describe('a programme whose register, compositions and grants are handed over', () => {
  let out: string;
  let made: RunJson;
  beforeAll(async () => {
    out = join(folder, 'whole');
    const opened = await open(handOver('whole', { register, grants, debts }), out, '--json');
    expect(opened.code, opened.stderr).toBe(0);
    made = jsonOf(await run('2026-10', out));
  }, 60_000);

  test('the first month is reconciled household by household, as after the month itself', async () => {
    expect(changesOf(made)).toEqual(changesOf(october));
    const granted = (await rowsOf(join(made.folder, 'grants.parquet'))).filter((row) => row.kind === 'BIRTH');
    const before = new Set(grants.map((row) => row.person_id));
    expect(granted.filter((row) => before.has(row.person_id))).toEqual([]);
  });

  test('it waits for people, though it passes its controls, and is proven', async () => {
    const [listed] = jsonOf<{ runs: { run_id: string; state: string; kind: string }[] }>(
      await sarf(['runs', '--out', out, '--json']),
    ).runs;
    expect(listed).toMatchObject({ kind: 'opening', state: 'RELEASED' });
    expect(made).toMatchObject({ state: 'HELD', status: 'PASS' });
    expect((await sarf(['release', made.run_id, '--out', out])).code).toBe(0);
    const proven = await sarf(['verify', '--ledger', out]);
    expect(proven.code, proven.stdout).toBe(0);
    const opening = await sarf(['verify', join(out, '2026-09', listed?.run_id ?? '')]);
    expect(opening.code, opening.stdout).toBe(0);
    expect(opening.stdout).toMatch(
      /^proven: opening \w+ of 2026-09\n.*\n.* families that another system paid/,
    );
  });

  test('the month after is computed, and every changed household of the first is explained', async () => {
    const next = await run('2026-11', out);
    expect(next.code, next.stderr).toBe(0);
    for (const [id = ''] of changesOf(made).slice(1, 13)) {
      const page = await sarf(['explain', id, '--period', '2026-10', '--out', out, '--lang', 'en']);
      expect(page.code, page.stderr).toBe(0);
      expect(page.stdout).toContain('Compared with September 2026');
    }
  });

  test('what the other system paid is neither explained nor paid again', async () => {
    const [id = ''] = register.map((row) => row.household_id);
    const opening = readdirSync(join(out, '2026-09'))[0] ?? '';
    expectError(
      await sarf(['explain', id, '--run', opening, '--out', out]),
      2,
      /it is the opening: another system paid 2026-09/,
    );
    expectError(await run('2026-09', out), 2, /2026-09: another system paid this month \(opening \w+\)/);
    expectError(await sarf(['settle', '2026-09', '--out', out]), 2, /no run of this month is released/);
    expectError(
      await sarf(['withdraw', opening, '--reason', 'x', '--out', out]),
      2,
      /was released after it; withdraw that first/,
    );
    expectError(await open(join(folder, 'from', 'whole'), out), 2, /has a released run of 2026-10/);
  });
});

describe('a programme of which the amounts alone are known', () => {
  test('changes have the same sum, told as an effect of the registry, and grants are not given again', async () => {
    const out = join(folder, 'amounts');
    const amounts = register.map((row) => ({ ...row, composition: '' }));
    expect((await open(handOver('amounts', { register: amounts, grants, debts }), out)).code).toBe(0);
    const ended = await run('2026-10', out);
    expect(ended.code, ended.stderr).toBe(3);
    const made = jsonOf<RunJson>(ended);
    const [header = [], ...changed] = changesOf(made);
    const at = (row: readonly string[], column: string) => row[header.indexOf(column)];
    const real = new Map(changesOf(october).map((row) => [row[0], row]));
    expect(changed.map(([id]) => id)).toEqual([...real.keys()].slice(1));
    for (const row of changed) {
      const same = real.get(row[0]) ?? [];
      for (const column of ['class', 'reason', 'prior_net', 'time_effect', 'one_off_effect', 'net', 'delta'])
        expect(at(row, column), `${row[0]} ${column}`).toBe(at(same, column));
      expect(at(row, 'rules_effect')).toBe('0.00');
      expect(Number(at(row, 'registry_effect'))).toBe(
        Number(at(same, 'registry_effect')) + Number(at(same, 'rules_effect')),
      );
    }
    for (const [id = ''] of changed.slice(0, 12)) {
      const page = await sarf(['explain', id, '--run', made.run_id, '--out', out]);
      expect(page.code, page.stderr).toBe(0);
    }
  });

  test('one that the first month shows to be wrong is taken back, opened again, and the month computed again', async () => {
    const out = join(folder, 'found wrong');
    expect((await open(handOver('wrong', { register }), out)).code).toBe(0);
    const [opening = ''] = readdirSync(join(out, '2026-09'));
    const stale = jsonOf<RunJson>(await run('2026-10', out));
    expect((await sarf(['withdraw', opening, '--reason', 'no grants', '--out', out])).code).toBe(0);
    const again = await open(handOver('right', { register, grants }), out);
    expect(again.code, again.stderr).toBe(0);
    expectError(
      await sarf(['release', stale.run_id, '--reason', 'x', '--out', out]),
      2,
      /computed before 2026-09 was released; run 2026-10 again/,
    );
    const made = jsonOf<RunJson>(await run('2026-10', out));
    expect(made.run_id).not.toBe(stale.run_id);
    expect((await sarf(['release', made.run_id, '--out', out])).code).toBe(0);
    expect((await sarf(['verify', '--ledger', out])).code).toBe(0);
  });

  test('without its grants they are given again, which is why they are asked for', async () => {
    const out = join(folder, 'without');
    expect((await open(handOver('without', { register }), out)).code).toBe(0);
    const made = jsonOf<RunJson>(await run('2026-10', out));
    const before = new Set(grants.map((row) => row.person_id));
    const granted = await rowsOf(join(made.folder, 'grants.parquet'));
    expect(granted.some((row) => before.has(row.person_id))).toBe(true);
  });

  test('a changed amount is explained by what is not known of it', async () => {
    const out = join(folder, 'other');
    const id = register.find((row) => row.composition === 'none')?.household_id ?? '';
    const other = register.map((row) =>
      row.household_id === id ? { ...row, net: '450.00', composition: '' } : row,
    );
    expect((await open(handOver('other', { register: other, grants }), out)).code).toBe(0);
    const made = jsonOf<RunJson>(await run('2026-10', out));
    const explain = (lang: string) =>
      sarf(['explain', id, '--run', made.run_id, '--out', out, '--lang', lang]);
    expect((await explain('en')).stdout).toMatch(
      /\+50\.00: the registry's facts, against what another system paid in September 2026/,
    );
    expect((await explain('fr')).stdout).toMatch(/\+50,00 : les faits du registre social, comparés/);
  });
});

describe('debts, balances and capital', () => {
  let out: string;
  let opening: { run_id: string; folder: string };
  const [MONTH, REASON] = ['2026-07', 'order came back'];
  let owed: string;
  let owing: string;
  beforeAll(async () => {
    out = join(folder, 'owed');
    // Of whom October pays like September, so that nothing else changes.
    const changed = new Set(changesOf(october).map(([id]) => id));
    [owed = '', owing = ''] = register.map((row) => row.household_id ?? '').filter((id) => !changed.has(id));
    const from = handOver('owed', {
      register,
      grants,
      capital: [{ person_id: 'CHILD00001', amount: '3500', category: 'ORPHAN' }],
      debts: [{ household_id: owed, month: MONTH, amount: '300.50', reason: REASON }],
      balances: [{ household_id: owing, amount: '1000' }],
    });
    const ended = await open(from, out, '--json');
    expect(ended.code, ended.stderr).toBe(0);
    opening = jsonOf(ended);
  }, 60_000);

  test('stand in the ledger from then on', async () => {
    const told = await sarf(['owed', '--out', out, '--json']);
    expect(JSON.stringify(jsonOf(told))).toContain('300.50');
    expect((await sarf(['owed', owing, '--out', out])).stdout).toMatch(/OPEN, balance 1,000\.00/);
    const capital = await sarf(['capital', 'CHILD00001', '--out', out]);
    expect(capital.stdout).toMatch(/2026-09 .* 3,500\.00 +6,500\.00 {2}paid before, as the opening says/);
    expect(
      jsonOf<{ paid: string }>(await sarf(['capital', 'CHILD00001', '--out', out, '--json'])),
    ).toMatchObject({
      paid: '3500.00',
      missing: '6500.00',
      months: [{ opening: '3500.00' }],
    });
    const listed = await sarf(['grants', opening.run_id, '--out', out]);
    expect(listed.stdout.trimEnd().split('\n')).toHaveLength(grants.length + 1);
  });

  test('are paid and recovered by the first month, and the ledger is proven', async () => {
    const made = jsonOf<RunJson>(await run('2026-10', out));
    const rows = await rowsOf(join(made.folder, 'register.parquet'));
    const of = (id: string) => rows.find((row) => row.household_id === id);
    expect(of(owed)?.arrears).toBe('300.50');
    expect(Number(of(owing)?.recovery)).toBe(Math.floor(Number(of(owing)?.entitlement) * 25) / 100);
    const page = await sarf(['explain', owed, '--run', made.run_id, '--out', out, '--lang', 'en']);
    expect(page.stdout).toMatch(new RegExp(`decided correction OPEN-${owed}-${MONTH}: ${REASON} +300.50`));
    expect((await sarf(['release', made.run_id, '--out', out])).code).toBe(0);
    const proven = await sarf(['verify', '--ledger', out]);
    expect(proven.code, proven.stdout).toBe(0);
  });

  test.each<[what: string, statement: string, found: RegExp]>([
    [
      'a grant less',
      'DELETE FROM grant_claims WHERE person_id = (SELECT min(person_id) FROM grant_claims)',
      /grants given: .* by its manifest, .* by the ledger/,
    ],
    [
      'another capital',
      'UPDATE resident_payments SET centimes = centimes - 1',
      /capital paid: 1 350000 by its manifest, 1 349999 by the ledger/,
    ],
    [
      'another debt',
      "UPDATE debts SET centimes = centimes + 1 WHERE origin = '2026-07'",
      /adjustments: 30050 centimes by its manifest, 30051 by the ledger/,
    ],
    [
      'another total',
      "UPDATE runs SET net_centimes = 1 WHERE kind = 'opening'",
      /paid, in centimes: \d+ by its manifest, 1 by the ledger/,
    ],
  ])('%s in the ledger is found', async (_, statement, found) => {
    const forged = copyOf(out, join(folder, 'forged'));
    const db = new Database(join(forged, 'ledger.sqlite'));
    for (const trigger of db.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").pluck().all())
      db.exec(`DROP TRIGGER ${trigger}`);
    expect(db.prepare(statement).run().changes).toBeGreaterThan(0);
    db.close();
    const ended = await sarf(['verify', '--ledger', forged]);
    expect(ended.code, ended.stdout).toBe(4);
    expect(ended.stdout).toMatch(found);
  });
});

describe('files that cannot be used', () => {
  const good = { household_id: 'H1', province_code: '06.141', net: '500' };
  const refuse = async (files: Parameters<typeof handOver>[1]) => {
    const out = join(folder, 'refused');
    rmSync(out, { recursive: true, force: true });
    rmSync(join(folder, 'from', 'refused'), { recursive: true, force: true });
    const ended = await open(handOver('refused', files), out);
    expect(Object.keys(picture(out)).filter((path) => path.startsWith('2026'))).toEqual([]);
    return ended;
  };

  test.each<[what: string, files: Parameters<typeof handOver>[1], said: RegExp]>([
    [
      'an amount of 0',
      { register: [{ ...good, net: '0.00' }] },
      /register\.csv: column net: AMOUNT_INVALID in 1 row, the first on line 2, "0\.00"; expected: an amount above 0/,
    ],
    ['three decimals', { register: [{ ...good, net: '1.005' }] }, /AMOUNT_INVALID/],
    ['a province that is none', { register: [{ ...good, province_code: '99.999' }] }, /PROVINCE_UNKNOWN/],
    ['an id that is none', { register: [{ ...good, household_id: 'h 1' }] }, /HOUSEHOLD_ID_INVALID/],
    [
      'a household twice',
      { register: [good, good] },
      /register\.csv: column household_id: GIVEN_TWICE in 1 row, the first on line 3, "H1"/,
    ],
    [
      'grants above what was paid',
      { register: [{ ...good, birth_grant: '500.01' }] },
      /column net: AMOUNTS_DISAGREE/,
    ],
    [
      'a composition of another amount',
      { register: [{ ...good, composition: 'S.S' }] },
      /COMPOSITION_AMOUNT in 1 row, .*of a monthly aid of 500\.00: by the rules of 2026-09 this one has 600\.00/,
    ],
    ['a composition that is none', { register: [{ ...good, composition: 'X' }] }, /COMPOSITION_INVALID/],
    [
      'a birth grant with a year',
      {
        register: [good],
        grants: [
          {
            person_id: 'P00001',
            household_id: 'H1',
            kind: 'BIRTH',
            year: '2026',
            level: 'FIRST',
            amount: '2000',
          },
        ],
      },
      /grants\.csv: column year: GRANT_YEAR_INVALID/,
    ],
    [
      'a school grant of a September to come',
      {
        register: [good],
        grants: [
          {
            person_id: 'P00001',
            household_id: 'H1',
            kind: 'SCHOOL',
            year: '2027',
            level: 'PRIMARY',
            amount: '200',
          },
        ],
      },
      /GRANT_YEAR_INVALID in 1 row, .*a September up to 2026/,
    ],
    [
      'a level of another grant',
      {
        register: [good],
        grants: [
          {
            person_id: 'P00001',
            household_id: 'H1',
            kind: 'SCHOOL',
            year: '2025',
            level: 'FIRST',
            amount: '200',
          },
        ],
      },
      /GRANT_LEVEL_INVALID/,
    ],
    [
      'a debt of a month to come',
      { register: [good], debts: [{ household_id: 'H1', month: '2026-10', amount: '1' }] },
      /debts\.csv: column month: MONTH_INVALID in 1 row, .*a month up to 2026-09/,
    ],
    [
      'a column that is none',
      { register: [{ ...good, nett: '1' }] },
      /column nett is none of household_id, province_code/,
    ],
    [
      'a column that is missing',
      { register: [{ household_id: 'H1', net: '1' }] },
      /column province_code is missing from the header/,
    ],
    ['no register', { grants: [] }, /no register\.csv/],
    [
      'a file of another name',
      { register: [good], balance: [good] },
      /balance\.csv: this name means no file of an opening/,
    ],
  ])('%s refuses the opening', async (_, files, said) => {
    expectErrorLines(await refuse(files), said);
  });

  test('all that is wrong is told by kind, and listed row by row', async () => {
    const ended = await refuse({
      register: [
        { ...good, net: '1,5' },
        { ...good, household_id: 'H2', net: 'x' },
        { ...good, household_id: 'H3', net: '0' },
        { ...good, household_id: 'H4' },
      ],
    });
    expect(ended.code).toBe(2);
    const lines = ended.stderr.split('\n').filter((line) => line.startsWith('sarf: '));
    expect(lines[0]).toMatch(/FIELD_COUNT in 1 row, the first on line 2; expected: as many fields/);
    expect(lines[1]).toMatch(/column net: AMOUNT_INVALID in 2 rows, the first on line 3, "x"/);
    expect(lines[2]).toMatch(/3 values cannot be used, so nothing was opened/);
    const list = readFileSync(join(folder, 'refused', 'check', 'opening-2026-09', 'quarantine.csv'), 'utf8');
    expect(list.trimEnd().split('\n')).toHaveLength(4);
  });
});

function expectErrorLines(ended: { code: number | null; stderr: string }, said: RegExp): void {
  expect(ended.code, ended.stderr).toBe(2);
  expect(ended.stderr).toMatch(said);
}

describe('once', () => {
  test('the same files open nothing anew; others only when the opening was taken back', async () => {
    const out = join(folder, 'once');
    const good = [{ household_id: 'H1', province_code: '06.141', net: '500' }];
    const first = handOver('first', { register: good });
    const second = handOver('second', { register: good.map((row) => ({ ...row, net: '600' })) });
    const opened = jsonOf<{ run_id: string; already_opened: boolean }>(await open(first, out, '--json'));
    expect(opened.already_opened).toBe(false);
    const before = picture(out);
    expect(jsonOf(await open(first, out, '--json'))).toMatchObject({
      already_opened: true,
      run_id: opened.run_id,
    });
    expect(Object.keys(picture(out))).toEqual(Object.keys(before));
    expectError(await open(second, out), 2, /was opened already, with other files or settings/);
    const taken = await sarf(['withdraw', opened.run_id, '--reason', 'wrong file', '--out', out]);
    expect(taken.stdout).toMatch(/^The opening of 2026-09 is not released any more/);
    expectError(await run('2026-10', out), 2, /2026-09 is computed and not released; release it first/);
    expectError(await open(first, out), 2, /the opening was taken back; release it again/);
    const again = jsonOf<{ run_id: string }>(await open(second, out, '--json'));
    expect(again.run_id).not.toBe(opened.run_id);
    expect((await sarf(['runs', '--out', out])).stdout).toMatch(
      /2026-09 O {3}\w+ {2}SUPERSEDED .*\n2026-09 O {3}\w+ {2}RELEASED/,
    );
  });

  test('one that was taken back is released again', async () => {
    const out = join(folder, 'back');
    const opened = jsonOf<{ run_id: string }>(await open(join(folder, 'from', 'first'), out, '--json'));
    expect((await sarf(['withdraw', opened.run_id, '--reason', 'x', '--out', out])).code).toBe(0);
    const released = await sarf(['release', opened.run_id, '--out', out]);
    expect(released.code, released.stderr).toBe(0);
    expect(released.stdout).toBe('The opening of 2026-09 is released: the next month to run is 2026-10.\n');
  });
});
