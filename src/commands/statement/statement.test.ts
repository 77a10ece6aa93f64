import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  accountStatement,
  centimes,
  ofFile,
  ofOrder,
  type SentOrder,
  sentOrders,
} from '../../../fixtures/harness/answers.js';
import {
  copyOf,
  expectError,
  jsonOf,
  runArguments,
  sarf,
  temporaryFolder,
} from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';

/** What `sarf statement` prints as text. What it finds and matches is tested in settle/settlement.test.ts. */
const folder = temporaryFolder('statement');
let out: string;

beforeAll(async () => {
  const world = await worldIn(folder);
  out = world.released;
}, 60_000);

test('entries that nothing was sent for are listed, oldest first, in columns', async () => {
  const file = join(folder, 'strange.xml');
  writeFileSync(
    file,
    accountStatement('S-1', '2026-10-05', [
      ['DBIT', '12.50', '2026-10-05', ofFile('NOT-OURS-1')],
      ['CRDT', '1234.00', '2026-10-04', ofFile('NOT-OURS-2')],
    ]),
  );
  const { code, stdout } = await sarf(['statement', file, '--out', out]);
  expect(code).toBe(0);
  expect(stdout).toContain('strange.xml  statement S-1 of account 310810000000000000000079, 2026-10-05\n');
  expect(stdout).toContain('  2 entries: debits 12.50 DH, credits 1,234.00 DH\n');
  expect(stdout).toContain('Unmatched on the account: 2, 1,246.50 DH\n');
  const listed = stdout.split('\n').filter((line) => line.includes('NOT-OURS'));
  expect(listed).toEqual([
    '  2026-10-04     1 day CREDIT            1,234.00 DH  NOT-OURS-2: nothing that was sent',
    '  2026-10-05    0 days DEBIT                12.50 DH  NOT-OURS-1: nothing that was sent',
  ]);
  expect(stdout).toMatch(
    /\n {2}2026-09-30 {4}5 days +\d+ orders +[\d,.]+ {2}orders\/POSTE\/2026-09-POSTE-0001\.csv\n/,
  );
  expect(stdout).toContain('Rejected or returned, and not back on the account: none\n');
});

test('a file that is no statement is refused, with exit 2 and nothing recorded', async () => {
  const file = join(folder, 'order.csv');
  writeFileSync(file, 'order_id,amount\n');
  expectError(await sarf(['statement', file, '--out', out]), 2, /order\.csv/);
});

describe('a statement as CSV', () => {
  const config = join(folder, 'sarf.yaml');
  const COLUMNS =
    'columns: { date: Date, debit: Débit, credit: Crédit, words: Libellé, order: Ordre, account: Compte, balance: Solde }';
  const given = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const DEMONSTRATION = new URL('../../config/demonstration.yaml', import.meta.url);
  const HEAD = 'Date;Compte;Libellé;Ordre;Débit;Crédit;Solde';
  const matched = async (from: string, ...files: string[]) => {
    const copy = copyOf(from, join(folder, `copy-${files.map((one) => basename(one)).join('-')}`));
    const ended = await sarf(['statement', ...files, '--config', config, '--out', copy, '--json']);
    expect([0, 5], ended.stderr).toContain(ended.code);
    const { statements, ...rest } = jsonOf<Record<string, unknown>>(ended);
    const settled = await sarf(['settle', '2026-09', '--out', copy, '--json']);
    return { statements, rest, settled: jsonOf<unknown>(settled), copy };
  };

  test('is matched and settled as camt.053 is; what is read twice, or of days that were read, is not recorded', async () => {
    writeFileSync(config, `providers: [{ code: POSTE }]\nstatement_csv: { ${COLUMNS} }\n`);
    const world = await worldIn(folder, 'for-csv');
    const orders = sentOrders(world.september.folder);
    const [first] = orders as [SentOrder];
    const mine = orders.filter((one) => one.file === first.file);
    const sum = mine.reduce((total, one) => total + centimes(one.amount), 0n);
    const text = `${sum / 100n}.${String(sum % 100n).padStart(2, '0')}`;
    const comma = (amount: string) => amount.replace('.', ',');
    const account = '310810000000000000000079';
    const csv = given(
      'releve.csv',
      `${HEAD}\n30/09/2026;${account};VIR ${first.file};;${comma(text)};;0,00\n02/10/2026;${account};RETOUR;${first.order_id};;${comma(first.amount)};${comma(first.amount)}\n`,
    );
    const xml = given(
      'releve.xml',
      accountStatement('S-1', '2026-10-02', [
        ['DBIT', text, '2026-09-30', ofFile(first.file)],
        ['CRDT', first.amount, '2026-10-02', ofOrder(first.order_id, first.amount)],
      ]),
    );
    const [one, two] = [await matched(world.released, csv), await matched(world.released, xml)];
    expect(one.rest).toEqual(two.rest);
    expect(one.settled).toEqual(two.settled);
    expect(JSON.stringify(one.settled)).toContain('RETURNED');
    expect(one.statements).toMatchObject([
      { statement_id: 'CSV 2026-09-30/2026-10-02', entries: 2, unbalanced: '0.00', already_read: false },
    ]);
    const again = await sarf(['statement', csv, '--config', config, '--out', one.copy, '--json']);
    expect(jsonOf(again)).toMatchObject({ statements: [{ already_read: true }] });
    const more = given('more.csv', `${HEAD}\n02/10/2026;${account};x;;1,00;;0,00\n`);
    expectError(
      await sarf(['statement', more, '--config', config, '--out', one.copy]),
      2,
      /more\.csv: CSV 2026-10-02\/2026-10-02 covers days of the account that CSV 2026-09-30\/2026-10-02 covers/,
    );
  });

  test('the map is that of the configuration that a released run keeps, where no other is given', async () => {
    const { extracts } = await worldIn(folder, 'unused');
    const kept = given(
      'kept.yaml',
      `${readFileSync(DEMONSTRATION, 'utf8')}\nstatement_csv: { ${COLUMNS}, separator: "|" }\n`,
    );
    const own = join(folder, 'own');
    const ran = await sarf([...runArguments(extracts, '2026-09', own), '--config', kept, '--json']);
    expect(jsonOf(ran).state, ran.stderr).toBe('RELEASED');
    const csv = given('own.csv', `${HEAD.replaceAll(';', '|')}\n30/09/2026||x||1,00||\n`);
    const ended = await sarf(['statement', csv, '--out', own, '--json']);
    expect(jsonOf(ended)).toMatchObject({
      statements: [{ account: '310810000000000000000079', debits: '1.00', entries: 1 }],
    });
  });

  test('is refused without a map, and says what to write; a configuration without one is named', async () => {
    const file = given('unknown.csv', `${HEAD}\n`);
    expectError(
      await sarf(['statement', file, '--out', out]),
      2,
      /unknown\.csv: .* statement_csv: \{ columns: /,
    );
    writeFileSync(config, 'providers: [{ code: POSTE }]\n');
    expectError(
      await sarf(['statement', file, '--config', config, '--out', out]),
      2,
      /sarf\.yaml: statement_csv: is missing/,
    );
  });
});
