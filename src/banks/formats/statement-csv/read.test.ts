import { describe, expect, test } from 'vitest';
import {
  ACCOUNT,
  accountReport,
  detailOf,
  entryOf,
  piecesOf,
  statementsOf,
} from '../../../../fixtures/harness/bank-messages.js';
import type { StatementCsv } from '../../../config/statement-csv.js';
import type { StatementOfAccount, StatementRow } from '../account-entry.js';
import { readStatements } from '../read-messages.js';

/** Banks' statements as CSV, read by a map of their columns. */
const COLUMNS: StatementCsv['columns'] = {
  ...{ date: 'Date opération', amount: null, debit: 'Débit', credit: 'Crédit', sign: null },
  ...{ currency: null, reference: null, order: null, words: 'Libellé', account: null, balance: 'Solde' },
};
const MAP: StatementCsv = {
  columns: COLUMNS,
  ...{ separator: ';', decimal: ',', dates: 'DD/MM/YYYY', encoding: 'utf-8', account: ACCOUNT },
  signs: { debit: 'D', credit: 'C' },
};
const ONE: StatementCsv = {
  ...MAP,
  columns: { ...COLUMNS, amount: 'Montant', debit: null, credit: null, balance: null, words: null },
};

async function read(content: string | Buffer, map: StatementCsv | null = MAP, size = 7) {
  const rows: StatementRow[] = [];
  const statements: StatementOfAccount[] = [];
  const head = await readStatements(
    'releve.csv',
    piecesOf(content, size),
    (row) => rows.push(row),
    (one) => statements.push(one),
    map,
  );
  return { rows, statements, head };
}
const short = ({ rows }: { rows: readonly StatementRow[] }) =>
  rows.map((one) => `${one.entry} ${one.day} ${one.direction} ${one.centimes}`);

const HEAD = 'Date opération;Libellé;Débit;Crédit;Solde';
const LINES = [
  '29/05/2026;VIR EMIS ASD-202605-H1;600,00;;9 400,00',
  '29/05/2026;"VIR ""EMIS"" ; 2026-05-POSTE-0001.csv";1 100,50;0,00;8 299,50',
  '30/05/2026;RETOUR ASD-202605-H1;;600,00;8 899,50',
];
const TEXT = [HEAD, ...LINES].join('\r\n');

test('gives the rows that camt.053 gives', async () => {
  const words = (text: string) => detailOf('', '', `<RmtInf><Ustrd>${text}</Ustrd></RmtInf>`);
  const xml = accountReport(
    'camt.053',
    entryOf({ sign: 'DBIT', amount: '600.00', details: words('VIR EMIS ASD-202605-H1') }) +
      entryOf({ sign: 'DBIT', amount: '1100.50', details: words('VIR 2026-05-POSTE-0001.csv') }),
  );
  const expected = (await statementsOf(xml)).rows.filter((one) => one.detail === 1);
  const csv = [HEAD, LINES[0], '29/05/2026;VIR 2026-05-POSTE-0001.csv;1100,50;;'].join('\n');
  const { rows, head } = await read(csv);
  for (const [nth, row] of rows.entries()) {
    const { orderId, references, direction, day, dated, status, booked } = expected[nth] as StatementRow;
    expect(row).toMatchObject({ orderId, references, direction, day, dated, status, booked });
  }
  expect(rows.map((one) => one.centimes)).toEqual([60_000, 110_050]);
  expect(head).toEqual({ format: 'csv', messageId: '', institutions: [] });
});

test('is a statement of its days, with the balances it opens and closes with', async () => {
  const found = await read(TEXT);
  expect(short(found)).toEqual([
    '1 2026-05-29 DEBIT 60000',
    '2 2026-05-29 DEBIT 110050',
    '3 2026-05-30 CREDIT 60000',
  ]);
  expect(found.rows.map((one) => one.orderId)).toEqual(['ASD-202605-H1', '', 'ASD-202605-H1']);
  const [one] = found.statements;
  expect(one).toMatchObject({ id: 'CSV 2026-05-29/2026-05-30', account: ACCOUNT, datedOn: '2026-05-30' });
  expect([...(one?.balances ?? [])]).toEqual([
    ['OPBD', 1_000_000],
    ['CLBD', 889_950],
  ]);
});

test('with the newest entry first is the same statement', async () => {
  const turned = await read([HEAD, ...[...LINES].reverse()].join('\n'));
  expect(short(turned)).toEqual(short(await read(TEXT)));
  const ofOneDay = [...LINES].map((line) => line.replace('30/05', '29/05'));
  const there = await read([HEAD, ...ofOneDay].join('\n'));
  const back = await read([HEAD, ...[...ofOneDay].reverse()].join('\n'));
  expect([short(back), back.statements]).toEqual([short(there), there.statements]);
});

describe('cells', () => {
  const amount = async (cell: string, map: Partial<StatementCsv> = {}) =>
    short(await read(`Date opération;Montant\n01/02/2026;${cell}`, { ...ONE, ...map })).map((one) =>
      one.slice(13),
    );
  test.each([
    ['500,00', 'CREDIT 50000'],
    ['-500', 'DEBIT 50000'],
    ['500,5-', 'DEBIT 50050'],
    ['+1 234,50', 'CREDIT 123450'],
    ['-1.234.567,89', 'DEBIT 123456789'],
    ['1\u202f234,50', 'CREDIT 123450'],
    ['0,00', 'CREDIT 0'],
  ])('%s', async (cell, said) => expect(await amount(cell)).toEqual([said]));
  test.each(['', '500.00', '1 23,50', '500,001', '1,234.50', 'DH 500', '--5', '(500,00)'])(
    'no amount: %s',
    (cell) =>
      expect(amount(cell)).rejects.toThrow(
        /releve\.csv: .* line 2: amount is .*, no amount such as 1234,50; nothing/,
      ),
  );
  test('a decimal point', async () => {
    expect(await amount('-1,234.50', { decimal: '.' })).toEqual(['DEBIT 123450']);
    await expect(amount('1234,50', { decimal: '.' })).rejects.toThrow('no amount such as 1234.50');
  });

  const dated = async (cell: string, dates: StatementCsv['dates']) =>
    (await read(`Date opération;Montant\n${cell};1`, { ...ONE, dates })).rows.map((one) => one.day);
  test.each<[string, StatementCsv['dates']]>([
    ['2026-02-01', 'YYYY-MM-DD'],
    ['20260201', 'YYYYMMDD'],
    ['01.02.2026', 'DD.MM.YYYY'],
    ['01/02/26', 'DD/MM/YY'],
    ['02/01/2026', 'MM/DD/YYYY'],
    ['01/02/2026 08:15:00', 'DD/MM/YYYY'],
  ])('%s as %s', async (cell, form) => expect(await dated(cell, form)).toEqual(['2026-02-01']));
  test.each<[string, StatementCsv['dates']]>([
    ['2026-02-01', 'DD/MM/YYYY'],
    ['01-02-2026', 'DD/MM/YYYY'],
    ['30/02/2026', 'DD/MM/YYYY'],
    ['1/2/2026', 'DD/MM/YYYY'],
    ['13/13/2026', 'MM/DD/YYYY'],
    ['', 'DD/MM/YYYY'],
  ])('no date: %s as %s', async (cell, form) => {
    await expect(dated(cell, form)).rejects.toThrow(`not of the form ${form}`);
  });

  test('a sign in a column of its own', async () => {
    const map: StatementCsv = { ...ONE, columns: { ...ONE.columns, sign: 'Sens' } };
    const signed = async (cells: string) =>
      short(await read(`Date opération;Sens;Montant\n01/02/2026;${cells}`, map)).map((one) => one.slice(13));
    expect(await signed('D;500,00')).toEqual(['DEBIT 50000']);
    expect(await signed('d;-500,00')).toEqual(['DEBIT 50000']);
    expect(await signed('C;500,00')).toEqual(['CREDIT 50000']);
    await expect(signed('C;-500,00')).rejects.toThrow(`sign is a credit's`);
    await expect(signed('X;500,00')).rejects.toThrow('sign is "X", neither D nor C (statement_csv.signs)');
  });

  test.each([
    ['600,00;600,00', 'one of them is expected'],
    [';', 'neither debit nor credit has an amount'],
    [';-600,00', 'below zero'],
    ['six cents;', 'debit is "six cents", no amount'],
  ])('debit and credit: %s', async (cells, problem) => {
    await expect(read(`${HEAD}\n01/02/2026;x;${cells};`)).rejects.toThrow(problem);
  });

  test('an order and a reference in columns of their own, and the currency', async () => {
    const columns = { ...COLUMNS, order: 'Ordre', reference: 'Réf', currency: 'Devise', balance: null };
    const { rows } = await read(
      'Date opération;Ordre;Réf;Devise;Libellé;Débit;Crédit\n01/02/2026;ASD-202602-H1;NONREF;mad;x;;5\n01/02/2026;;OP-7;EUR;ASD-202602-H2;;5',
      { ...MAP, columns },
    );
    expect(rows).toMatchObject([
      { orderId: 'ASD-202602-H1', servicerRef: '', currency: 'MAD' },
      { orderId: 'ASD-202602-H2', servicerRef: 'OP-7', currency: 'EUR' },
    ]);
  });
});

test('lines before the header, blank lines, "ANSI", UTF-16, and other separators', async () => {
  const before = `Banque;Relevé\r\nCompte;"${ACCOUNT}"\r\n\r\n`;
  const expected = short(await read(TEXT));
  expect(short(await read(`${before}${TEXT}\r\n;;;;\r\n\r\n`))).toEqual(expected);
  expect(short(await read(Buffer.from(TEXT, 'latin1'), { ...MAP, encoding: 'windows-1252' }))).toEqual(
    expected,
  );
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(TEXT, 'utf16le')]);
  expect(short(await read(utf16, { ...MAP, encoding: 'windows-1252' }))).toEqual(expected);
  const tabs = TEXT.replace(' ; ', ' ').replaceAll(';', '\t');
  expect(short(await read(tabs, { ...MAP, separator: '\t' }))).toEqual(expected);
});

test('of several accounts: a statement of each', async () => {
  const map = { ...MAP, columns: { ...COLUMNS, account: 'Compte', balance: null } };
  const { rows, statements } = await read(
    'Compte;Date opération;Libellé;Débit;Crédit\n1;01/02/2026;a;5;\n2;01/02/2026;b;6;\n1;02/02/2026;c;7;\n;02/02/2026;d;8;',
    map,
  );
  expect(rows.map((one) => [one.statement, one.entry, one.centimes])).toEqual([
    [0, 1, 500],
    [0, 2, 700],
    [1, 1, 600],
    [2, 1, 800],
  ]);
  expect(statements.map((one) => one.account)).toEqual(['1', '2', ACCOUNT]);
});

describe('refused', () => {
  test.each<[what: string, text: string | Buffer, why: RegExp]>([
    [
      'a line is missing',
      [HEAD, LINES[0], LINES[2]].join('\n'),
      /cut or altered: the balance in line 3 is 8899\.50, and with the entries before it 10000\.00/,
    ],
    ['a line is cut', `${TEXT}\n30/05/2026;x`, /line 5: 2 fields, and its header has 5/],
    ['a quote is open', `${TEXT}\n30/05/2026;"x;5;;`, /line 5: a quote/],
    [
      'no header',
      `${LINES.join('\n')}`,
      /no line of it has the columns of statement_csv \(date: Date opération, .*--config/,
    ],
    ['no entry', HEAD, /no entry stands below/],
    ['another encoding', Buffer.from(TEXT, 'latin1'), /not in utf-8\. Say under statement_csv\.encoding/],
    ['a line without end', `${HEAD}\n${'x'.repeat(70_000)}`, /a line of it has no end/],
  ])('%s', async (_, text, why) => {
    await expect(read(text, MAP, 1 << 16)).rejects.toThrow(why);
  });

  test('without a map: it is said what to write into the configuration', async () => {
    await expect(read(TEXT, null)).rejects.toThrow(
      /releve\.csv: no account statement .*begins with "Date op.* statement_csv: \{ columns: \{ date: /,
    );
  });

  test('more entries than are held in memory', async () => {
    const lines = (count: number) => `${HEAD}\n${'01/02/2026;x;1;;\n'.repeat(count)}`;
    expect((await read(lines(200_000), MAP, 1 << 20)).rows).toHaveLength(200_000);
    await expect(read(lines(200_001), MAP, 1 << 20)).rejects.toThrow(/more than 200000 entries/);
  });
});
