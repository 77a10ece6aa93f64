import { mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../fixtures/harness/sarf.js';
import { ribKey } from './domain/rib.js';
import { invoke } from './invoke.js';
import { COLUMNS, type Kind } from './registry/columns.js';
import { Printer } from './terminal/printer.js';
import { styleFor } from './terminal/style.js';

/**
 * Five months of a programme of sixty families, as the manual tells them: each command of its screens is given, in this
 * order, and every screen that a page of the manual shows of them is what the program prints, but for ids of runs and hashes.
 *
 * UPDATE_MANUAL=1 npx vitest run src/story.test.ts writes the screens into the pages, after a change of them.
 */
const UPDATE = process.env.UPDATE_MANUAL === '1';
const MANUAL = fileURLToPath(new URL('./manual/', import.meta.url));
const PAGES = ['story', 'hold', 'supplementary', 'answers', 'owed', 'simulate', 'residents', 'fr/month'];
const folder = temporaryFolder('story');

type Row = Record<string, string>;
const MONTHS = ['2026-02', '2026-03', '2026-04', '2026-05', '2026-06'] as const;
type Month = (typeof MONTHS)[number];

const rib = (n: number) => {
  const first = `310810${String(n).padStart(16, '0')}`;
  return `${first}${ribKey(first)}`;
};
const household = (n: number) => `H${String(n).padStart(3, '0')}`;
const PLACES = ['06.181', '06.141', '01.227'];
const PAYEES = [
  'FATIMA ALAMI',
  'HASSAN IDRISSI',
  'ZOHRA BENALI',
  'RACHID TAZI',
  'KHADIJA AMRANI',
  'OMAR FASSI',
];

/** Families H001 to H060: odd ones are paid in cash, even ones to an account; none to three children. */
function householdRow(n: number, month: Month): Row {
  const cash = n % 2 === 1;
  return {
    ...{ household_id: household(n), province_code: PLACES[n % 3] ?? '', milieu: n % 4 === 0 ? 'R' : 'U' },
    ...{ ise_score: `${5 + (n % 4)}.${month.slice(5)}${String(n)}`, status: 'ACTIVE', status_reason: '' },
    ...{ payee_id: person(n, 0), payee_name: PAYEES[n % 6] ?? '', enrolled_on: '2025-10-14' },
    ...(cash
      ? { channel: 'CASH', provider: 'POSTE', account: '' }
      : { channel: 'ACCOUNT', provider: 'BANQUE', account: rib(n * 1000) }),
  };
}

const person = (n: number, nth: number) => `P${String(n).padStart(3, '0')}${String(nth).padStart(2, '0')}`;

function memberRows(n: number): Row[] {
  const adult = (nth: number, relation: string, sex: string): Row => ({
    ...{ household_id: household(n), person_id: person(n, nth), relation, sex },
    birth_date: `19${70 + (n % 25)}-0${1 + (n % 9)}-1${nth}`,
  });
  const children = Array.from({ length: n % 4 }, (_, k): Row => {
    const year = 2012 + ((n + 5 * k) % 12);
    return {
      ...{
        household_id: household(n),
        person_id: person(n, 2 + k),
        relation: 'CHILD',
        sex: k % 2 === 0 ? 'F' : 'M',
      },
      birth_date: `${year}-${String(((n + k) % 12) + 1).padStart(2, '0')}-15`,
      ...(year <= 2019 ? { schooled: 'Y', public_school: 'Y', school_level: 'PRIMARY' } : {}),
    };
  });
  return [adult(0, 'HEAD', 'F'), adult(1, 'SPOUSE', 'M'), ...children];
}

type Extract = { households: Row[]; members: Row[]; residents: Row[] };

/** The registry in a month, before what goes wrong in it. */
function extract(month: Month): Extract {
  const numbers = Array.from({ length: 60 }, (_, i) => i + 1);
  return {
    households: numbers.map((n) => householdRow(n, month)),
    members: numbers.flatMap(memberRows),
    residents: [
      {
        ...{ person_id: 'RESIDENT01', name: 'SALMA NACIRI', birth_date: '2012-04-09', category: 'ORPHAN' },
        ...{ institution_id: 'EPS-07', province_code: '06.181', admitted_on: '2024-09-02', left_on: '' },
        ...{ scholarship: '', provider: 'BANQUE', account: rib(900) },
      },
    ],
  };
}

function change(rows: Row[], id: string, changed: Row): void {
  const row = rows.find((one) => (one.person_id ?? one.household_id) === id || one.household_id === id);
  Object.assign(row ?? {}, changed);
}

function write(name: string, one: Extract): void {
  for (const kind of ['households', 'members', 'residents'] as const) {
    const columns: readonly string[] = COLUMNS[kind satisfies Kind];
    const lines = one[kind].map((row) => columns.map((column) => row[column] ?? '').join(','));
    put(`extracts/${name}/${kind}.csv`, `${[columns.join(','), ...lines].join('\n')}\n`);
  }
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const CONFIGURATION = `programme: ASD
debtor: { name: Agence Nationale du Soutien Social, account: "310810000000000000000079" }
providers:
  - { code: POSTE, name: Poste Maroc }
  - { code: BANQUE, name: Banque }
release: manual
limits: { province_change: 0.30 } # twenty families a province: one of them moves its total by much
`;

/** What an institution answers of the files to send of a month: all paid, but for those named. */
function answer(month: Month, institution: string, others: Readonly<Record<string, string>> = {}): string {
  const sent = join(folder, 'out', month, 'to-send', institution);
  const day = `${month}-28`;
  const orders = readdirSync(sent)
    .filter((name) => name.startsWith(month))
    .sort()
    .flatMap((name) => readFileSync(join(sent, name), 'utf8').trim().split('\n').slice(1));
  const lines = orders.map((line) => {
    const cells = line.split(',');
    const [id = '', amount = ''] = [cells[0], cells[8]];
    return `${id},${others[cells[3] ?? ''] ?? 'PAID,'},${day},${amount}`;
  });
  return `order_id,status,reason_code,date,amount\n${lines.join('\n')}\n`;
}

/** Every command that was given, with what it printed on standard output. */
const given: { readonly asked: string; readonly screen: string; readonly code: number }[] = [];
/** Ids of runs by what they are: "2026-02" the month's last run, "2026-02 1" its first. */
const ids = new Map<string, string>();
let minutes = 0;
let today = Date.UTC(2026, 1, 26, 9);

/**
 * Gives a command: "{2026-02}" is the month's last run. Each is given ten minutes after the one before, by an officer.
 * @param expected its exit code
 */
async function sarf(command: string, expected: number): Promise<string> {
  const asked = command.replace(/\{([^}]*)\}/g, (_, name: string) => ids.get(name) ?? name);
  const printed = { stdout: '', stderr: '' };
  const printer = (name: keyof typeof printed) =>
    new Printer({
      write: (text: string) => {
        printed[name] += text;
      },
    });
  minutes += 10;
  const at = new Date(today + minutes * 60_000).toISOString();
  const code = await invoke(words(asked), {
    clock: Object.assign(() => at, { by: 'amina' }),
    now: () => 0,
    stdout: printer('stdout'),
    stderr: printer('stderr'),
    style: styleFor(false, {}),
    progress: 'LINES',
    peakMemory: () => 0,
  });
  expect(code, `${asked}\n${printed.stdout}${printed.stderr}`).toBe(expected);
  const screen = printed.stdout.replaceAll(`${realpathSync(folder)}/`, '').trim();
  given.push({ asked, screen, code });
  const [, month = '', run = ''] =
    /^\w+ (\d{4}-\d\d) {2}(?:supplementary run S\d, |run |traitement )([0-9a-f]{12})/.exec(screen) ?? [];
  if (run !== '') ids.set(month, run);
  return screen;
}

/** The words of a command line, those in quotes as one. */
const words = (line: string) =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain);

const run = (month: Month, name: string = month, more = '') =>
  `run ${more}--period ${month} --registry extracts/${name} --config sarf.yaml`;

async function february(): Promise<void> {
  const corrected = extract('2026-02');
  const sent = extract('2026-02');
  change(sent.members, person(10, 2), { birth_date: '31/02/2018' });
  change(sent.members, person(31, 3), { birth_date: '2o16-04-15' });
  write('2026-02', sent);
  await sarf(run('2026-02'), 3);
  await sarf('find H010', 0);
  await sarf('help MEMBER_ROW_INVALID', 0);
  write('2026-02', corrected);
  await sarf(run('2026-02'), 3);
  await sarf('release {2026-02}', 0);
  put('poste-02.csv', answer('2026-02', 'POSTE'));
  put('banque-02.csv', answer('2026-02', 'BANQUE'));
  await sarf('answers poste-02.csv --from POSTE', 0);
  await sarf('answers banque-02.csv --from BANQUE', 0);
  await sarf('settle 2026-02', 0);
}

async function march(): Promise<void> {
  const sent = extract('2026-03');
  write('2026-03', sent);
  await sarf('check extracts/2026-03 --config sarf.yaml', 0);
  await sarf(run('2026-03'), 3);
  await sarf('release {2026-03}', 0);
  ids.set('2026-03 first', ids.get('2026-03') ?? '');
  await sarf('withdraw {2026-03} --reason "the registry announces a correction"', 0);
  change(sent.households, household(42), { account: rib(77), payee_name: 'NADIA BERRADA' });
  write('2026-03', sent);
  await sarf(run('2026-03'), 3);
  await sarf('release {2026-03}', 0);
  await sarf('runs', 0);
  put('poste-03.csv', answer('2026-03', 'POSTE', { H011: 'REJECTED,MD07' }));
  put('banque-03.csv', answer('2026-03', 'BANQUE', { H004: 'REJECTED,AC04' }));
  await sarf('answers poste-03.csv --from POSTE', 0);
  await sarf('answers banque-03.csv --from BANQUE', 0);
  await sarf('settle 2026-03', 0);
  await sarf('owed', 0);
}

async function april(): Promise<void> {
  const corrected = extract('2026-04');
  change(corrected.households, household(42), { account: rib(77), payee_name: 'NADIA BERRADA' });
  change(corrected.households, household(4), { account: rib(4001) });
  const sent = structuredClone(corrected);
  change(sent.households, household(23), { ise_score: '8,04' });
  write('2026-04', sent);
  write('2026-04-corrected', corrected);
  await sarf(run('2026-04'), 3);
  await sarf(
    'release {2026-04} --reason "one family, whose score the registry corrects; it is paid by a supplementary run"',
    0,
  );
  await sarf('explain H004 --lang en', 0);
  await sarf(run('2026-04', '2026-04-corrected', '--supplementary '), 3);
  await sarf('release {2026-04}', 0);
  await sarf('owed H023', 0);
  put('poste-04.csv', answer('2026-04', 'POSTE'));
  put('banque-04.csv', answer('2026-04', 'BANQUE'));
  await sarf('answers poste-04.csv banque-04.csv', 2);
  await sarf('answers poste-04.csv --from POSTE', 0);
  await sarf('answers banque-04.csv --from BANQUE', 0);
}

const later = (month: Month) => {
  const one = extract(month);
  change(one.households, household(42), { account: rib(77), payee_name: 'NADIA BERRADA' });
  change(one.households, household(4), { account: rib(4001) });
  change(one.households, household(11), { payee_id: person(11, 1), payee_name: 'BRAHIM FASSI' });
  return one;
};

async function may(): Promise<void> {
  put(
    'banque-returns.csv',
    'order_id,status,reason_code,date,amount\nASD-202604-H016,RETURNED,AC06,2026-05-06,500.00\n',
  );
  await sarf('answers banque-returns.csv --from BANQUE', 0);
  await sarf('settle 2026-04', 0);
  write('2026-05', later('2026-05'));
  await sarf(run('2026-05'), 3);
  await sarf('explain H011 --run {2026-05} --lang en', 0);
  await sarf('release {2026-05}', 0);
  await sarf('owed H016', 0);
  await sarf('owed H011', 0);
  put('poste-05.csv', answer('2026-05', 'POSTE'));
  put('banque-05.csv', answer('2026-05', 'BANQUE'));
  await sarf('answers poste-05.csv --from POSTE', 0);
  await sarf('answers banque-05.csv --from BANQUE', 0);
}

async function june(): Promise<void> {
  const one = later('2026-06');
  change(one.households, household(16), { channel: 'CASH', provider: 'POSTE', account: '' });
  write('2026-06', one);
  await sarf('check extracts/2026-06 --config sarf.yaml --lang fr', 0);
  await sarf(`${run('2026-06')} --lang fr`, 3);
  await sarf('release {2026-06} --lang fr', 0);
  await sarf('runs --lang fr', 0);
  await sarf('sent 2026-06-POSTE-0001 --on 2026-06-26 --reference "portal receipt 88123"', 0);
  put('poste-06.csv', answer('2026-06', 'POSTE'));
  put('banque-06.csv', answer('2026-06', 'BANQUE'));
  await sarf('answers poste-06.csv --from POSTE', 0);
  await sarf('answers banque-06.csv --from BANQUE', 0);
  await sarf('settle 2026-06', 0);
  await sarf('owed H016', 0);
  await sarf('capital RESIDENT01', 0);
  await sarf('verify --ledger out', 0);
  await sarf('log', 0);
}

async function reform(): Promise<void> {
  await sarf('rules --out decree.yaml', 0);
  const rules = readFileSync(join(folder, 'decree.yaml'), 'utf8');
  const [amount = ''] = /child_first_ranks_schooled:[\s\S]*?value: "300"\n[^\n]*\n/.exec(rules) ?? [];
  const draft = `${amount}      - from: 2027-01\n        value: "350"\n        reference: "draft decree"\n`;
  put('decree.yaml', rules.replace(amount, draft));
  await sarf('simulate --period 2026-06 --rules decree.yaml --as-of 2027-01', 0);
  await sarf('recompute --period 2026-06', 0);
}

const withoutIds = (text: string) => text.replace(/\b([0-9a-f]{64}|[0-9a-f]{12})\b/g, '<ID>').trimEnd();
const BLOCK = /```console\n\$ sarf ([^\n]*)\n([\s\S]*?)```/g;
const pageOf = (page: string) => readFileSync(join(MANUAL, `${page}.md`), 'utf8');

beforeAll(async () => {
  put('sarf.yaml', CONFIGURATION);
  const before = process.cwd();
  process.chdir(folder);
  try {
    for (const [i, month] of [february, march, april, may, june].entries()) {
      today = Date.UTC(2026, i + 1, 26, 9);
      minutes = 0;
      await month();
    }
    await reform();
  } finally {
    process.chdir(before);
  }
}, 600_000);

describe('the manual, five months', () => {
  test.runIf(UPDATE)('gets its screens', () => {
    for (const page of PAGES) {
      let at = 0;
      const text = pageOf(page).replace(BLOCK, (block, asked: string) => {
        const next = (from: number) =>
          given.findIndex((one, i) => i >= from && withoutIds(one.asked) === withoutIds(asked));
        const found = next(at) < 0 ? next(0) : next(at);
        const one = given[found];
        if (one === undefined) return block;
        at = found + 1;
        return `\`\`\`console\n$ sarf ${one.asked}\n${one.screen}\n\`\`\``;
      });
      writeFileSync(join(MANUAL, `${page}.md`), text);
    }
  });

  test.each(PAGES)('page %s shows what the program prints', (page) => {
    const printed = new Set(given.map(({ asked, screen }) => withoutIds(`${asked}\n${screen}`)));
    const shown = [...pageOf(page).matchAll(BLOCK)].map(([, asked = '', screen = '']) =>
      withoutIds(`${asked}\n${screen}`),
    );
    expect(shown.filter((one) => !printed.has(one))).toEqual([]);
  });

  test('its page shows the configuration', () => {
    expect(pageOf('story')).toContain(`\`sarf.yaml\`:\n\n\`\`\`yaml\n${CONFIGURATION}\`\`\``);
  });

  test('its page shows each kind of command that the months need', () => {
    const shown = [...pageOf('story').matchAll(BLOCK)].map(([, asked = '']) => asked.split(' ')[0]);
    expect(shown).toEqual(
      expect.arrayContaining([
        ...['run', 'check', 'release', 'withdraw', 'answers', 'settle', 'owed', 'verify', 'log'],
      ]),
    );
  });
});
