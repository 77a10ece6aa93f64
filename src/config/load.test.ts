import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ORDER_FORMATS } from '../banks/formats/formats.js';
import { OperatorError } from '../domain/errors.js';
import { keptConfiguration } from './kept.js';
import { loadConfiguration } from './load.js';
import { DEFAULT_LIMITS } from './schema.js';

const folder = mkdtempSync(join(tmpdir(), 'sarf-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'sarf.yaml');

const PROVIDERS = 'providers: [{ code: POSTE }]\n';

function load(text: string) {
  writeFileSync(file, text);
  return loadConfiguration(ORDER_FORMATS, file);
}

function refusal(text: string): string {
  try {
    load(text);
  } catch (error) {
    expect(error).toBeInstanceOf(OperatorError);
    expect((error as OperatorError).exitCode).toBe(2);
    return (error as Error).message;
  }
  return 'accepted';
}

describe('every key is optional but providers; what is left out has the value the contract shows', () => {
  it('defaults', () => {
    expect(load(PROVIDERS)).toEqual({
      programme: 'ASD',
      currency: 'MAD',
      debtor: { name: 'Agence Nationale du Soutien Social', account: null, accounts: [], bic: null },
      providers: [
        {
          code: 'POSTE',
          name: 'POSTE',
          format: 'csv',
          accounts: 'RIB',
          maxOrders: 50_000,
          bic: null,
          ids: [],
        },
      ],
      offices: [],
      limits: {
        total_change: '0.05',
        families_change: '0.03',
        province_change: '0.10',
        quarantined_rows: '0.005',
        held_households: '0.02',
        lost_to_data: '0.002',
        adjustment: '5000',
        implausible: '0.0001',
        returned_arrears: '0.01',
        returned_institution: '0.02',
        returned_orders: '25',
        older_rows: '0.005',
        extract_age: '3',
        accounts_changed: '0.02',
        cash_to_account: '0.02',
        families_entered: '0.02',
        local_change: '0.10',
        alike_families: '10',
        payment: '20000',
        adjustment_sum: '0.02',
        adjustment_rows: '0.5',
        returned_arrears_factor: '3',
      },
      budget: null,
      executionDate: null,
      returns: null,
      release: 'auto',
      engine: { memory: '2GB', threads: 2 },
      registry: { decimal: '.', date: 'YYYY-MM-DD', yes: [], no: [] },
      statementCsv: null,
      bytes: Buffer.from(PROVIDERS),
      sha256: createHash('sha256').update(PROVIDERS).digest('hex'),
      builtIn: false,
      settings: expect.any(Map),
    });
  });

  it('every key at another value', () => {
    const one = load(`
programme: AS2
currency: EUR
debtor: { name: "Caisse", account: "310810000000000000000079", accounts: ["007640000000000000000010"], bic: BCMAMAMCXXX }
providers:
  - { code: POSTE, name: Poste, format: csv, max_orders: 1 }
  - { code: AB_1, name: "Banque é" }
  - { code: OLD, format: pain.001.001.03 }
  - { code: NEW, format: pain.001.001.09, accounts: IBAN, bic: BCPOMAMC, ids: [GSIMT-780] }
offices:
  - { code: ELJADIDA, name: El Jadida, provinces: [06.181, "06.467"], opened_on: 2026-02-18 }
  - { code: FES_2, provinces: [03.231], opened_on: 2030-01-01 }
limits: { total_change: 1, families_change: 0.5, province_change: 0, quarantined_rows: 0.000001, held_households: 9999, lost_to_data: 0.2, adjustment: 7000.5, implausible: 0.3, returned_arrears_factor: 1.5 }
budget: 2400000000.50
execution_date: 2026-09-28
returns: statement
engine: { memory: 512MB, threads: 1 }
registry: { decimal: ",", date: dd/mm/yyyy, yes: [OUI, o], no: [NON] }
`);
    expect(one).toMatchObject({
      programme: 'AS2',
      currency: 'EUR',
      debtor: { name: 'Caisse', account: '310810000000000000000079', bic: 'BCMAMAMCXXX' },
      providers: [
        { code: 'POSTE', name: 'Poste', format: 'csv', accounts: 'RIB', maxOrders: 1 },
        { code: 'AB_1', name: 'Banque é', format: 'csv', accounts: 'RIB', maxOrders: 50_000 },
        { code: 'OLD', name: 'OLD', format: 'pain.001.001.03', accounts: 'RIB', maxOrders: 50_000 },
        {
          code: 'NEW',
          name: 'NEW',
          format: 'pain.001.001.09',
          accounts: 'IBAN',
          maxOrders: 50_000,
          bic: 'BCPOMAMC',
          ids: ['GSIMT-780'],
        },
      ],
      offices: [
        { code: 'ELJADIDA', name: 'El Jadida', provinces: ['06.181', '06.467'], openedOn: '2026-02-18' },
        { code: 'FES_2', name: 'FES_2', provinces: ['03.231'], openedOn: '2030-01-01' },
      ],
      limits: {
        total_change: '1',
        province_change: '0',
        quarantined_rows: '0.000001',
        held_households: '9999',
        adjustment: '7000.5',
        implausible: '0.3',
        returned_arrears_factor: '1.5',
      },
      budget: '2400000000.50',
      executionDate: '2026-09-28',
      returns: 'statement',
      engine: { memory: '512MB', threads: 1 },
      registry: { decimal: ',', date: 'DD/MM/YYYY', yes: ['OUI', 'o'], no: ['NON'] },
    });
  });

  it('without --config the built-in demonstration configuration serves, and is known as such', () => {
    const one = loadConfiguration(ORDER_FORMATS);
    expect(one.builtIn).toBe(true);
    expect(one.providers.map((provider) => provider.code)).toContain('POSTE');
    expect(one.debtor.account).toBe('310810000000000000000079');
    expect(one.offices).toMatchObject([{ name: 'El Jadida', provinces: ['06.181'] }]);
  });
});

describe('a name is one line of text that is seen', () => {
  const ESC = String.raw`"Poste\x1b[31m"`; // as YAML writes it
  it.each([
    [`debtor: { name: ${ESC} }`, String.raw`debtor.name: contains \x1b at character 6; a name is one line`],
    [String.raw`debtor: { name: "A\nB" }`, String.raw`debtor.name: contains \n at character 2`],
    [String.raw`debtor: { name: "\u2060\u00ad" }`, String.raw`debtor.name: contains \u2060 at character 1`],
    [String.raw`debtor: { name: "AB\u202e" }`, String.raw`debtor.name: contains \u202e at character 3`],
    ['debtor: { name: "  " }', 'debtor.name: is blank; give a name'],
    [String.raw`debtor: { name: "\u200d" }`, 'debtor.name: is blank; give a name'],
    [
      String.raw`offices: [{ code: FES, name: "F\u3164", provinces: [03.231], opened_on: 2026-05-04 }]`,
      String.raw`offices[0].name: contains \u3164 at character 2`,
    ],
  ])('%s', (text, message) => expect(refusal(`${PROVIDERS}${text}\n`)).toContain(`${file}: ${message}`));

  it('of an institution', () => {
    expect(refusal(`providers: [{ code: AB }, { code: POSTE, name: ${ESC} }]\n`)).toContain(
      String.raw`${file}: providers[1].name: contains \x1b at character 6`,
    );
  });

  it.each(['Trésor — « l’État » n° 1', 'الوكالة الوطنية', 'می\u200cخواهم', 'ⵜⴰⵎⴰⵣⵉⵖⵜ'])(
    '%s stays as it is',
    (name) => expect(load(`${PROVIDERS}debtor: { name: "${name}" }\n`).debtor.name).toBe(name),
  );
});

describe('unknown keys are refused, by file and key', () => {
  it.each([
    ['programm: ASD', 'programm'],
    ['limits: { totals_change: 0.1 }', 'limits.totals_change'],
    ['debtor: { iban: x }', 'debtor.iban'],
    ['engine: { cores: 2 }', 'engine.cores'],
    ['registry: { dates: dd/mm/yyyy }', 'registry.dates'],
    ['offices: [{ code: FES, provinces: [03.231], closed_on: 2027-01-01 }]', 'offices[0].closed_on'],
  ])('%s', (text, key) => expect(refusal(`${PROVIDERS}${text}\n`)).toBe(`${file}: ${key}: is no known key`));

  it('of a provider', () => {
    expect(refusal('providers: [{ code: POSTE, fee: 8 }]\n')).toBe(
      `${file}: providers[0].fee: is no known key`,
    );
  });
});

describe('a territorial office has a code, known provinces of its own, and a day it opened on', () => {
  const office = (text: string) =>
    `offices: [{ code: FES, provinces: [03.231], opened_on: 2026-05-04 }, ${text}]`;
  it.each([
    ['offices: FES', 'offices: a list of territorial offices is expected'],
    ['offices: [FES]', 'offices[0]: a mapping is expected'],
    ['offices: [{ code: fes }]', 'offices[0].code: "fes" is not 2 to 12 characters'],
    ['offices: [{ code: CENTRE }]', 'offices[0].code: CENTRE is where provinces without an office report'],
    [
      office('{ code: FES, provinces: [03.061], opened_on: 2026-05-04 }'),
      'offices[1].code: FES stands twice',
    ],
    ['offices: [{ code: FES, name: "" , provinces: [03.231] }]', 'offices[0].name: "" is not a name'],
    ['offices: [{ code: FES }]', 'offices[0].provinces: a list of at least one province is expected'],
    ['offices: [{ code: FES, provinces: [] }]', 'offices[0].provinces: a list of at least one province'],
    ['offices: [{ code: FES, provinces: 03.231 }]', 'offices[0].provinces: a list of at least one province'],
    [
      'offices: [{ code: FES, provinces: [03.231, 03.999] }]',
      'offices[0].provinces[1]: "03.999" is no HCP code',
    ],
    ['offices: [{ code: FES, provinces: [Fès] }]', 'offices[0].provinces[0]: "Fès" is no HCP code'],
    ['offices: [{ code: FES, provinces: [null] }]', 'offices[0].provinces[0]: null is no HCP code'],
    [
      'offices: [{ code: FES, provinces: [03.231, 03.231], opened_on: 2026-05-04 }]',
      'offices[0].provinces[1]: 03.231 has an office already: FES',
    ],
    // Both would be open from the later opening on.
    [
      office('{ code: OTHER, provinces: [03.061, 03.231], opened_on: 2027-01-01 }'),
      'offices[1].provinces[1]: 03.231 has an office already: FES; a province reports to one',
    ],
    ['offices: [{ code: FES, provinces: [03.231] }]', 'offices[0].opened_on: a date YYYY-MM-DD is expected'],
    [
      'offices: [{ code: FES, provinces: [03.231], opened_on: null }]',
      'offices[0].opened_on: a date YYYY-MM-DD is expected',
    ],
    [
      'offices: [{ code: FES, provinces: [03.231], opened_on: 2026-02-29 }]',
      'offices[0].opened_on: a date YYYY-MM-DD is expected',
    ],
  ])('%s', (text, message) => expect(refusal(`${PROVIDERS}${text}\n`)).toContain(`${file}: ${message}`));
});

describe('bad values are refused, by file and key', () => {
  it.each([
    ['programme: A', 'programme: "A" is not'],
    ['programme: ASDASD', 'programme: "ASDASD" is not'],
    ['programme: asd', 'programme: "asd" is not'],
    ['currency: DH', 'currency: "DH" is not a currency code of three letters'],
    ['debtor: ANSS', 'debtor: a mapping is expected'],
    ['debtor: { name: "" }', 'debtor.name: "" is not a name'],
    [
      'debtor: { account: "310810000000000000000078" }',
      'debtor.account: "310810000000000000000078" is no RIB',
    ],
    ['debtor: { bic: BCMA }', 'debtor.bic: "BCMA" is not a BIC, or null'],
    ['limits: 0.05', 'limits: a mapping is expected'],
    ['limits: { total_change: 5% }', 'limits.total_change: "5%" is not a share such as 0.05'],
    ['limits: { total_change: -0.05 }', 'limits.total_change: "-0.05" is not'],
    ['limits: { total_change: null }', 'limits.total_change: null is not'],
    ['limits: { total_change: 0.0000001 }', 'limits.total_change: "0.0000001" is not'],
    ['limits: { total_change: .inf }', 'limits.total_change: ".inf" is not'],
    ['limits: { adjustment: 0.001 }', 'limits.adjustment: "0.001" is not an amount in dirhams'],
    ['budget: 1.234', 'budget: "1.234" is not an amount in dirhams, or null'],
    ['budget: -1', 'budget: "-1" is not'],
    ['budget: 1e9', 'budget: "1e9" is not'],
    ['execution_date: 2026-02-29', 'execution_date: a date YYYY-MM-DD, or null, is expected'],
    ['returns: account', 'returns: "account" is none of "statement" "answers"'],
    ['limits: { returned_arrears_factor: 0.5 }', 'limits.returned_arrears_factor: '],
    ['execution_date: 28/09/2026', 'execution_date: a date YYYY-MM-DD, or null, is expected'],
    ['registry: { decimal: ";" }', 'registry.decimal: ";" is none of "." ","'],
    ['registry: { date: dd/mm/yy }', 'registry.date: "dd/mm/yy" is none of yyyy-mm-dd'],
    ['registry: { date: 1 }', 'registry.date: "1" is none of'],
    ['registry: { yes: OUI }', 'registry.yes: a list of words is expected'],
    ['registry: { yes: ["a b"] }', 'registry.yes[0]: "a b" is not a word'],
    ['registry: { yes: [oui], no: [OUI] }', 'registry.yes: OUI means no already'],
    ['registry: { yes: [n] }', 'registry.yes: N means no already'],
    ['registry: { no: [y] }', 'registry.no: Y means yes already'],
    ['engine: { threads: 0 }', 'engine.threads: 0 is not a whole number from 1 to 256'],
    ['engine: { threads: 1.5 }', 'engine.threads: "1.5" is not a whole number from 1 to 256'],
    ['engine: { memory: 2 }', 'engine.memory: "2" is not a size such as 2GB'],
    ['engine: { memory: "80%" }', 'engine.memory: "80%" is not a size such as 2GB'],
    ...['0GB', '0MB', '0 MiB', '000GiB', '0.0GB'].map((size) => [
      `engine: { memory: ${size} }`,
      'engine.memory: must be above zero; give a size such as 2GB',
    ]),
  ])('%s', (text, message) => expect(refusal(`${PROVIDERS}${text}\n`)).toContain(`${file}: ${message}`));

  it.each([
    ['providers: [{ code: A1, bic: BCMA }]', 'providers[0].bic: "BCMA" is not a BIC, or null'],
    ['providers: [{ code: A1, ids: ["a b"] }]', 'providers[0].ids[0]: "a b" is not an id of 1 to 35'],
    ['providers: [{ code: A1, ids: X }]', 'providers[0].ids: a list of ids is expected'],
    [
      'providers: [{ code: A1, bic: BCPOMAMC }, { code: B1, ids: [BCPOMAMCXXX] }]',
      'providers[1]: BCPOMAMCXXX is of A1 already; an answer that bears it is of one institution',
    ],
    ['programme: ASD', 'providers: a list of at least one paying institution is expected'],
    ['providers: []', 'providers: a list of at least one paying institution is expected'],
    ['providers: { code: POSTE }', 'providers: a list of at least one paying institution is expected'],
    ['providers: [POSTE]', 'providers[0]: a mapping is expected'],
    ['providers: [{ name: Poste }]', 'providers[0].code: null is not 2 to 12 characters'],
    ['providers: [{ code: poste }]', 'providers[0].code: "poste" is not 2 to 12 characters'],
    ['providers: [{ code: ../POSTE }]', 'providers[0].code: "../POSTE" is not 2 to 12 characters'],
    ['providers: [{ code: AB }, { code: AB }]', 'providers[1].code: AB stands twice'],
    [
      'providers: [{ code: AB, format: pain.001 }]',
      'providers[0].format: "pain.001" is no format this version writes; use one of csv, pain.001.001.11, pain.001.001.09, pain.001.001.03',
    ],
    ['providers: [{ code: AB, accounts: rib }]', 'providers[0].accounts: "rib" is neither RIB nor IBAN'],
    ['providers: [{ code: AB, accounts: IBAN }]', 'providers[0].accounts: csv files hold the RIB'],
    [
      'providers: [{ code: AB, format: pain.001.001.09 }]',
      'debtor.account: is missing, and the pain.001.001.09 files of AB must name it; give its RIB',
    ],
    [
      'debtor: { account: "310810000000000000000079", bic: 1CMAMAMC }\nproviders: [{ code: AB, format: pain.001.001.03 }]',
      'debtor.bic: 1CMAMAMC is no BIC that the pain.001.001.03 files of AB can hold',
    ],
    ['providers: [{ code: AB, max_orders: 0 }]', 'providers[0].max_orders: 0 is not a whole number'],
    [
      'providers: [{ code: AB, max_orders: 10_000 }]',
      'providers[0].max_orders: "10_000" is not a whole number',
    ],
    ['- a', 'a mapping is expected'],
    ['', 'a mapping is expected'],
  ])('%s', (text, message) => expect(refusal(`${text}\n`)).toContain(`${file}: ${message}`));

  it.each([
    ['a key that stands twice', `${PROVIDERS}budget: 1\nbudget: 2\n`],
    ['an alias', `x: &a 1\nbudget: *a\n${PROVIDERS}`],
    ['broken YAML', `${PROVIDERS}limits: {\n`],
  ])('%s', (_, text) => {
    const message = refusal(text);
    expect(message).toContain(`${file}: `);
    expect(message).not.toContain('\n');
  });

  it('no such file', () => {
    const none = join(folder, 'none.yaml');
    expect(() => loadConfiguration(ORDER_FORMATS, none)).toThrow(`${none}: no such configuration file`);
  });
});

describe('statement_csv', () => {
  const RIB = '310810000000000000000079';
  const of = (map: string) => `${PROVIDERS}debtor: { account: "${RIB}" }\nstatement_csv: ${map}\n`;

  it('what is left out is as French spreadsheets write it, and of the debtor’s account', () => {
    const none = { sign: null, currency: null, reference: null, order: null, account: null, balance: null };
    expect(load(of('{ columns: { date: Date, debit: Débit, credit: Crédit } }')).statementCsv).toEqual({
      columns: { date: 'Date', amount: null, debit: 'Débit', credit: 'Crédit', words: null, ...none },
      separator: ';',
      decimal: ',',
      dates: 'DD/MM/YYYY',
      encoding: 'utf-8',
      signs: { debit: 'D', credit: 'C' },
      account: RIB,
    });
    expect(load(`${PROVIDERS}statement_csv: { columns: { date: D, amount: M } }`).statementCsv?.account).toBe(
      '',
    );
  });

  it.each([
    ['{}', 'statement_csv.columns: is missing'],
    ['{ columns: { amount: M } }', 'statement_csv.columns.date: null is not a name'],
    ['{ columns: { date: D } }', 'statement_csv.columns: either amount, or both debit and credit'],
    ['{ columns: { date: D, debit: X } }', 'statement_csv.columns: either amount, or both debit and credit'],
    ['{ columns: { date: D, amount: M, debit: X, credit: Y } }', 'statement_csv.columns: either amount'],
    ['{ columns: { date: D, debit: X, credit: Y, sign: S } }', 'statement_csv.columns.sign: is for amount'],
    ['{ columns: { date: D, amount: " d" } }', `statement_csv.columns.amount: " d" is date's column, too`],
    ['{ columns: { date: D, amount: M }, separator: "," }', 'statement_csv.decimal: , separates'],
    ['{ columns: { date: D, amount: M }, separator: "::" }', 'statement_csv.separator: "::" is none of ";"'],
    ['{ columns: { date: D, amount: M }, dates: D/M/Y }', 'statement_csv.dates: "D/M/Y" is none of'],
    ['{ columns: { date: D, amount: M }, encoding: ansi }', 'statement_csv.encoding: "ansi" is none of'],
    ['{ columns: { date: D, amount: M }, signs: { debit: d, credit: D } }', 'statement_csv.signs: a debit'],
    ['{ columns: { date: D, amount: M }, account: "1" }', 'statement_csv.account: "1" is no RIB'],
    ['{ columns: { date: D, amount: M, montant: X } }', 'statement_csv.columns.montant: is no known key'],
  ])('refused: %s', (map, problem) => expect(refusal(of(map))).toContain(problem));

  it('of a configuration that a run keeps: null where something is wrong with it', () => {
    load(of('{ columns: { date: D, amount: M } }'));
    expect(keptConfiguration(file).statementCsv).toMatchObject({ account: RIB, separator: ';' });
    for (const wrong of ['{ columns: { date: D } }', '{ colonnes: 1 }', 'null', '7']) {
      writeFileSync(file, of(wrong));
      expect(keptConfiguration(file)).toMatchObject({ statementCsv: null, accounts: [RIB] });
    }
  });
});

it('the demonstration configuration names every limit, as it is when it is left out', () => {
  const shown = readFileSync(new URL('./demonstration.yaml', import.meta.url), 'utf8');
  const limits = /\nlimits:[^\n]*\n((?: {2}[^\n]*\n)+)/.exec(shown)?.[1] ?? '';
  const named = [...limits.matchAll(/^ {2}(\w+): ([\d.]+)/gm)].map(([, key, value]) => [key, value]);
  expect(Object.fromEntries(named)).toEqual(DEFAULT_LIMITS);
});
