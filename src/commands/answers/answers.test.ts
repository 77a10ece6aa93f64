import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  centimes,
  csvRows,
  institutionOf,
  makeAnswers,
  notification,
  ofOrder,
  type SentOrder,
  sentOrders,
  statusReport,
} from '../../../fixtures/harness/answers.js';
import { filesBelow } from '../../../fixtures/harness/case.js';
import { reseal } from '../../../fixtures/harness/forge.js';
import {
  copyOf,
  expectError,
  jsonOf,
  picture,
  type RunJson,
  runMonth,
  sarf,
  temporaryFolder,
} from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';
import { ANSWER_CODES } from '../../domain/codes.js';

/** Institutions' answers at the command line: recorded once, judged against what was sent, never lost. */
const folder = temporaryFolder('answers');
const extracts = join(folder, 'extracts');
const released = join(folder, 'released');
let september: RunJson;
let orders: SentOrder[];

beforeAll(async () => {
  september = (await worldIn(folder)).september;
  writeFileSync(join(extracts, '2026-10', 'control.csv'), 'file,rows\nhouseholds.csv,1\n');
  await runMonth(extracts, '2026-10', released, 3); // computed, and on hold
  orders = sentOrders(september.folder);
  mkdirSync(join(folder, 'given'));
}, 60_000);

/** September released and October on hold, in an output folder of the test's own. */
const outFolder = (name: string) => copyOf(released, join(folder, name));

function given(name: string, content: string | Buffer): string {
  const path = join(folder, 'given', name);
  writeFileSync(path, content);
  return path;
}
const csv = (...lines: string[]) => ['order_id,status,reason_code,date,amount', ...lines, ''].join('\n');
const order = (nth: number) => orders[nth] as SentOrder;
/** Whose the first orders are. */
const mine = () => order(0).provider;
/** An order of another institution. */
const theirs = () => orders.find((one) => one.provider !== mine()) as SentOrder;

type Read = {
  readonly format: string;
  readonly already_read: boolean;
  readonly statements: number;
  readonly without_effect: number;
  readonly statuses: readonly {
    status: string;
    reason_code: string;
    meaning: string;
    orders: number;
    amount: string;
  }[];
  readonly new: readonly { status: string; orders: number; amount: string }[];
  readonly exceptions: readonly { code: string; count: number }[];
  readonly exceptions_file: string | null;
};
const fromOf = (out: string, file: string) => {
  if (!/\.csv(\.gz)?$/.test(file)) return null;
  return file.endsWith('.gz')
    ? institutionOf(out, given('unpacked.csv', gunzipSync(readFileSync(file))))
    : institutionOf(out, file);
};
async function answers(out: string, ...files: string[]): Promise<Read[]> {
  const all: Read[] = [];
  // Files of one institution after another are read by one command.
  for (let first = 0; first < files.length; ) {
    const from = fromOf(out, files[first] as string);
    let next = first + 1;
    while (next < files.length && fromOf(out, files[next] as string) === from) next++;
    const whose = from === null ? [] : ['--from', from];
    const ended = await sarf(['answers', ...files.slice(first, next), ...whose, '--out', out, '--json']);
    const read = jsonOf<{ files: Read[] }>(ended).files;
    const unused = read.some((one) => one.exceptions.length > 0);
    expect(ended.code, ended.stderr).toBe(unused ? 5 : 0);
    all.push(...read);
    first = next;
  }
  return all;
}

/** Everything the ledger knows of answers. */
function recorded(out: string) {
  const db = new Database(join(out, 'ledger.sqlite'), { readonly: true });
  const all = (sql: string) => db.prepare(sql).all() as Record<string, string | number>[];
  const result = {
    states: all(
      'SELECT order_id, status, reason_code, answered_on, centimes FROM order_state ORDER BY order_id',
    ),
    answers: all('SELECT * FROM order_answers'),
    events: all("SELECT event FROM events WHERE event = 'ANSWERS'").length,
  };
  db.close();
  return result;
}
const stateOf = (out: string, id: string) => {
  const state = recorded(out).states.find((one) => one.order_id === id);
  return state === undefined ? null : `${state.status} ${state.reason_code}`.trim();
};

describe('each statement finds its order, or stands in exceptions.csv', () => {
  test('every kind of exception, and the rest is recorded', async () => {
    const out = outFolder('exceptions');
    const october = sentOrders(join(out, '2026-10', (await octoberRun(out)).run_id));
    const onlyOctober = october.find(
      (one) => !orders.some((two) => two.order_id === one.order_id),
    ) as SentOrder;
    const [a, b, c] = [order(0), order(1), order(2)];
    const file = given(
      'all.csv',
      csv(
        `${a.order_id},PAID,,2026-09-30,${a.amount}`,
        `${b.order_id},PAID,,2026-09-30,1.00`,
        'ASD-202609-NOBODY,PAID,,2026-09-30,500.00',
        `${onlyOctober.order_id},PAID,,2026-10-30,${onlyOctober.amount}`,
        `${c.order_id},SETTLED,,2026-09-30,${c.amount}`,
        `${c.order_id},PAID,,yesterday,${c.amount}`,
        `${c.order_id},PAID,,2026-09-30,much`,
        `,PAID,,2026-09-30,500.00`,
        `${c.order_id},PAID`,
        `${a.order_id},REJECTED,AC04,2026-09-30,${a.amount}`,
        `"=cmd()",PAID,,2026-09-30,500.00`,
        `${c.order_id},REJECTED,compte introuvable,2026-09-30,${c.amount}`,
        `${c.order_id},REJECTED,DU04,2026-09-30,${c.amount}`,
        `${theirs().order_id},RETURNED,AC04,2026-09-30,${theirs().amount}`,
      ),
    );
    const frozen = given(
      'frozen.xml',
      statusReport(a.file, {
        orders: `<TxInfAndSts><OrgnlEndToEndId>${c.order_id}</OrgnlEndToEndId><TxSts>BLCK</TxSts></TxInfAndSts>`,
      }),
    );
    const report = given('unknown-file.xml', statusReport('NOFILE', { group: '<GrpSts>RJCT</GrpSts>' }));
    const stranger = given(
      'stranger.xml',
      credited(a, '<Acct><Id><Othr><Id>007640000000000000000010</Id></Othr></Id></Acct>'),
    );
    const [one, two, three, four] = await answers(out, file, report, stranger, frozen);
    expect(one?.statuses.map((status) => `${status.status} ${status.reason_code} ${status.orders}`)).toEqual([
      'PAID  1',
      'REJECTED AC04 1',
    ]);
    const rows = csvRows(one?.exceptions_file as string);
    const at = (position: number, id: string, code: string, detail: string) => ({
      file: 'all.csv',
      position: String(position),
      order_id: id,
      code,
      detail,
    });
    const both = 'of this order was said: PAID 2026-09-30, REJECTED AC04 2026-09-30';
    expect(rows).toEqual([
      at(2, a.order_id, 'CONTRADICTORY', `PAID here; ${both}`),
      at(3, b.order_id, 'OTHER_AMOUNT', `1.00 answered, ${b.amount} MAD ordered`),
      at(4, 'ASD-202609-NOBODY', 'UNKNOWN_ORDER', 'no run has this order'),
      at(
        5,
        onlyOctober.order_id,
        'RUN_NOT_RELEASED',
        `run ${(await octoberRun(out)).run_id} is not released`,
      ),
      at(6, c.order_id, 'STATUS_UNKNOWN', 'SETTLED'),
      at(7, c.order_id, 'DATE_INVALID', 'yesterday'),
      at(8, c.order_id, 'AMOUNT_INVALID', 'much'),
      at(9, '', 'ORDER_ID_MISSING', 'PAID'),
      at(10, c.order_id, 'LINE_MALFORMED', '2 fields in place of 5'),
      at(11, a.order_id, 'CONTRADICTORY', `REJECTED here; ${both}`),
      at(12, "'=cmd()", 'UNKNOWN_ORDER', 'no run has this order'), // no spreadsheet runs it
      at(13, c.order_id, 'REASON_UNKNOWN', 'compte introuvable'),
      at(14, c.order_id, 'DUPLICATE_SENDING', 'rejected as sent before (DU04): the first sending stands'),
      at(
        15,
        theirs().order_id,
        'OTHER_INSTITUTION',
        `it is of ${theirs().provider}, and the message is of ${mine()}`,
      ),
    ]);
    const blocked = csvRows(four?.exceptions_file as string);
    expect(blocked).toMatchObject([{ order_id: c.order_id, code: 'FUNDS_BLOCKED', detail: 'BLCK' }]);
    const other = csvRows(two?.exceptions_file as string);
    expect(other).toMatchObject([
      {
        position: '0',
        order_id: '',
        code: 'UNKNOWN_FILE',
        detail: 'NOFILE: no order file bears this reference',
      },
    ]);
    const strange = csvRows(three?.exceptions_file as string);
    expect(strange).toMatchObject([
      {
        position: '1',
        order_id: a.order_id,
        code: 'OTHER_ACCOUNT',
        detail: "it is on account 007640000000000000000010, which is not one of the programme's",
      },
    ]);
    const codes = new Set([...rows, ...other, ...strange, ...blocked].map((row) => row.code));
    expect(Object.keys(ANSWER_CODES).filter((code) => !codes.has(code))).toEqual([]);
    expect(recorded(out).states.map((state) => `${state.order_id} ${state.status}`)).toEqual([
      `${a.order_id} CONTRADICTORY`,
    ]);
  });

  test('the other currency is another amount', async () => {
    const out = outFolder('currency');
    const one = order(0);
    const text = statusReport(one.file, {
      orders: `<TxInfAndSts><OrgnlEndToEndId>${one.order_id}</OrgnlEndToEndId><TxSts>ACSC</TxSts><OrgnlTxRef><Amt><InstdAmt Ccy="EUR">${one.amount}</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>`,
    });
    const [read] = await answers(out, given('euro.xml', text));
    expect(read?.exceptions).toEqual([{ code: 'OTHER_AMOUNT', count: 1 }]);
    expect(csvRows(read?.exceptions_file as string)[0]?.detail).toBe(
      `${one.amount} EUR answered, ${one.amount} MAD ordered`,
    );
  });

  test('answers for a run on hold wait: read again after its release they are recorded', async () => {
    const out = outFolder('waiting');
    const { run_id } = await octoberRun(out);
    const file = makeAnswers(
      join(out, '2026-10', run_id),
      'csv',
      join(folder, 'given', 'october'),
    )[0] as string;
    const [before] = await answers(out, file);
    const waiting = before?.exceptions[0];
    expect(waiting?.code).toBe('RUN_NOT_RELEASED');
    expect(waiting?.count).toBe(before?.statements);
    expect(recorded(out).states).toEqual([]);

    expect((await sarf(['release', run_id, '--out', out, '--reason', 'test'])).code).toBe(0);
    const [after] = await answers(out, file);
    expect(after?.exceptions).toEqual([]);
    expect(recorded(out).states).toHaveLength(waiting?.count ?? 0);
    expect(readFileSync(before?.exceptions_file as string, 'utf8')).toBe(
      'file,position,order_id,code,detail\n',
    );
  });
});

/** A notification in which an order's money comes in, on an account of the bank's naming. */
const credited = ({ order_id, amount }: SentOrder, account: string) =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>N</MsgId><CreDtTm>2026-10-01T10:00:00</CreDtTm></GrpHdr><Ntfctn><Id>N</Id>${account}<Ntry><Amt Ccy="MAD">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-10-01</Dt></BookgDt><BkTxCd/>${ofOrder(order_id, amount)}</Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;

describe('what moves on an account of somebody else returns nobody', () => {
  const otherAccount = '<Acct><Id><Othr><Id>007640000000000000000010</Id></Othr></Id></Acct>';
  test.each([
    [
      'its IBAN, with blanks',
      '<Acct><Id><IBAN>MA64 3108 1000 0000 0000 0000 0079</IBAN></Id></Acct>',
      'RETURNED',
    ],
    ['no account', '', 'RETURNED'],
    ['another one', otherAccount, null],
    ['another one of a number of its own', '<Acct><Id><Othr><Id>ÉPARGNE-1</Id></Othr></Id></Acct>', null],
  ])('%s', async (name, account, state) => {
    const out = outFolder(`account-${name.length}`);
    const [read] = await answers(out, given(`account-${name.length}.xml`, credited(order(0), account)));
    expect(stateOf(out, order(0).order_id)).toBe(state);
    expect(read?.exceptions).toEqual(state === null ? [{ code: 'OTHER_ACCOUNT', count: 1 }] : []);
  });

  test('a run that keeps no configuration, and sent CSV, names no account: nothing can be told apart', async () => {
    const out = outFolder('account-unknown');
    const run = join(out, '2026-09', september.run_id);
    rmSync(join(run, 'configuration.yaml'));
    const path = join(run, 'manifest.json');
    const listed = JSON.parse(readFileSync(path, 'utf8'));
    listed.files = listed.files.filter((one: { path: string }) => one.path !== 'configuration.yaml');
    writeFileSync(path, JSON.stringify(listed));
    reseal(run);
    const db = new Database(join(out, 'ledger.sqlite'));
    db.prepare('UPDATE runs SET seal = ? WHERE run_id = ?').run(
      JSON.parse(readFileSync(path, 'utf8')).seal,
      september.run_id,
    );
    db.close();
    await answers(out, given('account-unknown.xml', credited(order(0), otherAccount)));
    expect(stateOf(out, order(0).order_id)).toBe('RETURNED');
  });
});

async function octoberRun(out: string): Promise<{ run_id: string }> {
  const { runs } = jsonOf<{ runs: { run_id: string; period: string }[] }>(
    await sarf(['runs', '--out', out, '--json']),
  );
  return runs.find((run) => run.period === '2026-10') as { run_id: string };
}

describe('an answer is somebody’s', () => {
  const line = (one: SentOrder) => `${one.order_id},PAID,,2026-09-30,${one.amount}`;
  const named = (one: SentOrder) =>
    `<TxInfAndSts><OrgnlEndToEndId>${one.order_id}</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>`;

  test('a CSV does not say whose: it is refused with the command to type, and nothing is changed', async () => {
    const out = outFolder('nobodys');
    const before = picture(out);
    const file = given(`reply ${mine()}.csv`, csv(line(order(0))));
    const ended = await sarf(['answers', file, '--out', out]);
    expectError(ended, 2, /a CSV does not say whose answers it holds/);
    expect(ended.stderr).toContain(`type sarf answers --from ${mine()} '${file}' --out ${out}`);
    expectError(
      await sarf(['answers', given('reply.csv', csv(line(order(0)))), '--out', out]),
      2,
      /type sarf answers --from INSTITUTION \S+ --out \S+, with one of ATTIJARI, /,
    );
    expectError(
      await sarf(['answers', file, '--from', 'NOBODY', '--out', out]),
      2,
      /--from NOBODY: no run has order files of this institution; give one of ATTIJARI, /,
    );
    expect(picture(out)).toEqual(before);
  });

  test('of another institution’s orders it proves nothing, in whatever format', async () => {
    const out = outFolder('others');
    const file = given('others.csv', csv(line(order(0)), line(theirs())));
    const report = given('others.xml', statusReport(theirs().file, { orders: named(order(1)) }));
    const whole = given('others-file.xml', statusReport(theirs().file, { group: '<GrpSts>ACSC</GrpSts>' }));
    for (const args of [[file], [report], [whole]]) {
      const ended = await sarf([
        'answers',
        ...args,
        ...(args[0] === report ? [] : ['--from', mine()]),
        '--out',
        out,
        '--json',
      ]);
      expect(ended.code, ended.stderr).toBe(5);
      const [read] = jsonOf<{ files: Read[] }>(ended).files;
      expect(read?.exceptions, args[0]).toEqual([{ code: 'OTHER_INSTITUTION', count: 1 }]);
    }
    expect(recorded(out).states.map((state) => state.order_id)).toEqual([order(0).order_id]);
  });

  test('of several messages in one file, each speaks for itself: an account for all, an institution for its own', async () => {
    const plain = (text: string) => text.replace(/^<\?xml[^>]*>\n/, '');
    const report = plain(statusReport(order(0).file, { orders: named(order(0)) + named(theirs()) }));
    const entry = plain(notification(theirs(), { sign: 'DBIT', day: '2026-09-30', id: 'N1' }));
    for (const [name, both] of [
      ['account-first', entry + report],
      ['institution-first', report + entry],
    ] as const) {
      const out = outFolder(name);
      const [read] = await answers(out, given(`${name}.xml`, `<All>${both}</All>`));
      expect(read?.exceptions, name).toEqual([{ code: 'OTHER_INSTITUTION', count: 1 }]);
      expect([stateOf(out, order(0).order_id), stateOf(out, theirs().order_id)]).toEqual(['PAID', 'PAID']);
    }
  });

  test('a message that names no order file, and no institution: people say whose it is', async () => {
    const out = outFolder('unsaid');
    const report = given('unsaid.xml', statusReport('NOTPROVIDED', { orders: named(order(0)) }));
    const [read] = await answers(out, report);
    expect(csvRows(read?.exceptions_file as string)).toMatchObject([
      {
        code: 'OTHER_INSTITUTION',
        detail: `it is of ${mine()}, and the message does not say whose it is: if it is theirs, read it again with --from ${mine()}`,
      },
    ]);
    expect(recorded(out).states).toEqual([]);
    expect((await sarf(['answers', report, '--from', mine(), '--out', out])).code).toBe(0);
    expect(stateOf(out, order(0).order_id)).toBe('PAID');
  });

  test('it is kept as it was received, packed or not, and once', async () => {
    const out = outFolder('received');
    const plain = given('kept.csv', csv(line(order(0))));
    const packed = given('kept.csv.gz', gzipSync(readFileSync(plain)));
    const [read] = await answers(out, packed, plain);
    expect(read).toMatchObject({ exceptions: [] });
    const kept = filesBelow(join(out, 'answers'));
    expect(kept).toHaveLength(1);
    expect(kept[0]).toMatch(/^[0-9a-f]{12}\/received\/kept\.csv\.gz$/);
    expect(readFileSync(join(out, 'answers', kept[0] as string))).toEqual(readFileSync(packed));
  });
});

test('a reason in words stands with what cannot be used, in the ledger and in what is owed', async () => {
  const out = outFolder('words');
  const inWords = (one: SentOrder) =>
    `<TxInfAndSts><OrgnlEndToEndId>${one.order_id}</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>NARR</Cd></Rsn><AddtlInf>Compte bloqué, voir l’agence</AddtlInf></StsRsnInf></TxInfAndSts>`;
  const report = given(
    'words.xml',
    statusReport(order(0).file, { orders: inWords(order(0)) + inWords(theirs()) }),
  );
  const [read] = await answers(out, report);
  expect(csvRows(read?.exceptions_file as string)).toMatchObject([
    {
      code: 'OTHER_INSTITUTION',
      detail: expect.stringMatching(/; the reason in words: Compte bloqué, voir l’agence$/),
    },
  ]);
  const owed = await sarf(['owed', order(0).household_id, '--out', out]);
  expect(owed.stdout).toContain('the institution says: Compte bloqué, voir l’agence');
  const { returned_since } = jsonOf<{ returned_since: { reason_words: string }[] }>(
    await sarf(['owed', order(0).household_id, '--out', out, '--json']),
  );
  expect(returned_since.map((one) => one.reason_words)).toEqual(['Compte bloqué, voir l’agence']);
  const settled = join(folder, 'given', 'words.csv');
  await sarf(['settle', '2026-09', '--out', out, '--csv', settled]);
  const told = csvRows(settled).filter((row) => row.reason_words !== '');
  expect(told).toMatchObject([
    { order_id: order(0).order_id, status: 'REJECTED', reason_words: 'Compte bloqué, voir l’agence' },
  ]);
});

describe('the same answers again change nothing', () => {
  const rates = ['--rejected', 'AC04=0.05', '--returned', 'MD07=0.05'];
  test('read three times, packed, and in every format: one state', async () => {
    const out = outFolder('again');
    const to = join(folder, 'given', 'formats');
    const run = september.folder;
    const lines = makeAnswers(run, 'csv', to, ...rates);
    await answers(out, ...lines);
    const { states } = recorded(out);
    expect(new Set(states.map((state) => state.status))).toEqual(new Set(['PAID', 'REJECTED', 'RETURNED']));
    expect(states).toHaveLength(orders.length);

    const before = picture(out);
    for (const read of await answers(out, ...lines)) expect(read.already_read).toBe(true);
    for (const read of await answers(out, ...lines)) expect(read.new).toEqual([]);
    const packed = lines.map((path, nth) => given(`packed-${nth}.csv.gz`, gzipSync(readFileSync(path))));
    for (const read of await answers(out, ...packed)) expect(read.already_read).toBe(true);
    expect(picture(out)).toEqual(before);

    const others = ['pain.002.001.03', 'pain.002.001.10', 'camt.054'].flatMap((format) =>
      makeAnswers(run, format, to, ...rates, '--gz'),
    );
    for (const read of await answers(out, ...others)) {
      // What the account shows is kept beside the words that say the same.
      if (!read.format.startsWith('camt')) expect(read.new).toEqual([]);
      expect(read.exceptions).toEqual([]);
    }
    expect(recorded(out).states).toEqual(states);
  });

  test('the other way round, the state is the same', async () => {
    const to = join(folder, 'given', 'formats');
    const run = september.folder;
    const files = ['camt.054', 'pain.002.001.10', 'csv'].flatMap((format) =>
      makeAnswers(run, format, to, ...rates),
    );
    const [one, two] = [outFolder('forwards'), outFolder('backwards')];
    await answers(one, ...files);
    await answers(two, ...files.reverse());
    expect(recorded(two).states).toEqual(recorded(one).states);
  });

  test('a file with exceptions, too', async () => {
    const out = outFolder('again-exceptions');
    const one = order(0);
    const file = given(
      'wrong.csv',
      csv(`${one.order_id},PAID,,2026-09-30,${one.amount}`, 'ASD-202609-NOBODY,PAID,,2026-09-30,1.00'),
    );
    const [first] = await answers(out, file, file);
    const before = recorded(out);
    const text = readFileSync(first?.exceptions_file as string, 'utf8');
    const [again] = await answers(out, file);
    expect(again).toMatchObject({ new: [], exceptions: [{ code: 'UNKNOWN_ORDER', count: 1 }] });
    expect(recorded(out)).toEqual(before);
    expect(readFileSync(first?.exceptions_file as string, 'utf8')).toBe(text);
  });
});

describe('what is said of a file is said of its orders', () => {
  const named = (id: string, code: string, why = '') =>
    `<TxInfAndSts><OrgnlEndToEndId>${id}</OrgnlEndToEndId><TxSts>${code}</TxSts>${why === '' ? '' : `<StsRsnInf><Rsn><Cd>${why}</Cd></Rsn></StsRsnInf>`}</TxInfAndSts>`;
  const reason = (code: string) => `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>`;

  /** States of the file's orders, by how many have them. */
  async function statesAfter(name: string, text: string): Promise<Record<string, number>> {
    const out = outFolder(name);
    await answers(out, given(`${name}.xml`, text));
    const { states } = recorded(out);
    const counts: Record<string, number> = {};
    for (const state of states) {
      const key = `${state.status} ${state.reason_code}`.trim();
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }
  const first = () => {
    const { file } = order(0);
    return { file, mine: orders.filter((one) => one.file === file) };
  };

  test('a rejected file rejects its orders, and no other file’s', async () => {
    const { file, mine } = first();
    expect(mine.length).toBeLessThan(orders.length);
    const text = statusReport(file, { group: `<GrpSts>RJCT</GrpSts>${reason('FF01')}` });
    expect(await statesAfter('file-rejected', text)).toEqual({ 'FILE_REJECTED FF01': mine.length });
  });

  test.each(['.csv', '', 'path'])('its name is found, however it is written: %s', async (written) => {
    const { file, mine } = first();
    const name = file.replace('.csv', '');
    const reference = written === 'path' ? `orders/${order(0).provider}/${file}` : `${name}${written}`;
    const text = statusReport(reference.slice(0, 35), { group: '<GrpSts>ACCP</GrpSts>' });
    const expected = reference.length > 35 ? {} : { ACCEPTED: mine.length }; // no message holds a longer one
    expect(await statesAfter(`name-${written.replace('.', '') || 'bare'}`, text)).toEqual(expected);
  });

  test('a file partly accepted: what is not named is accepted', async () => {
    const { file, mine } = first();
    const [one, two] = mine as [SentOrder, SentOrder];
    const text = statusReport(file, {
      group: '<GrpSts>PART</GrpSts>',
      orders: named(one.order_id, 'RJCT', 'AC01') + named(two.order_id, 'PDNG'),
    });
    expect(await statesAfter('file-partly', text)).toEqual({ ACCEPTED: mine.length - 2, 'REJECTED AC01': 1 });
  });

  test('a payment block’s status counts before its file’s', async () => {
    const { file, mine } = first();
    const text = statusReport(file, {
      group: '<GrpSts>ACCP</GrpSts>',
      block: `<PmtInfSts>RJCT</PmtInfSts>${reason('AM04')}`,
    });
    expect(await statesAfter('block', text)).toEqual({ 'FILE_REJECTED AM04': mine.length });
  });

  test('a file of a run on hold was not sent', async () => {
    const out = outFolder('file-on-hold');
    const { run_id } = await octoberRun(out);
    const october = sentOrders(join(out, '2026-10', run_id))[0] as SentOrder;
    const text = statusReport(october.file, { group: '<GrpSts>RJCT</GrpSts>' });
    const [read] = await answers(out, given('on-hold.xml', text));
    expect(read?.exceptions).toEqual([{ code: 'RUN_NOT_RELEASED', count: 1 }]);
    expect(recorded(out).states).toEqual([]);
  });

  test('a superseded run has files of the same names: the one that was sent is meant', async () => {
    const again = copyOf(join(extracts, '2026-09'), join(folder, 'twice', '2026-09'));
    const out = join(folder, 'superseded');
    writeFileSync(join(again, 'control.csv'), 'file,rows\nhouseholds.csv,1\n');
    await runMonth(join(folder, 'twice'), '2026-09', out, 3);
    rmSync(join(again, 'control.csv'));
    await runMonth(join(folder, 'twice'), '2026-09', out);
    const { file, mine } = first();
    const text = statusReport(file, { group: '<GrpSts>RJCT</GrpSts>', orders: '' });
    const [read] = await answers(out, given('superseded.xml', text));
    expect(read?.exceptions).toEqual([]);
    expect(read?.statuses.map(({ status, orders: n }) => [status, n])).toEqual([['REJECTED', mine.length]]);
  });

  test('"received" of a payment block takes nothing from what is said of its file', async () => {
    const { file, mine } = first();
    const text = statusReport(file, {
      group: `<GrpSts>RJCT</GrpSts>${reason('AM10')}`,
      block: '<PmtInfSts>RCVD</PmtInfSts>',
    });
    expect(await statesAfter('block-received', text)).toEqual({ 'FILE_REJECTED AM10': mine.length });
    // Nor from what is said of an order that is only named.
    const one = `<TxInfAndSts><OrgnlEndToEndId>${order(0).order_id}</OrgnlEndToEndId></TxInfAndSts>`;
    expect(
      await statesAfter(
        'block-received-named',
        text.replace('</OrgnlPmtInfAndSts>', `${one}</OrgnlPmtInfAndSts>`),
      ),
    ).toEqual({ 'FILE_REJECTED AM10': mine.length });
  });

  test('a file status that is not known is listed, whatever its block says', async () => {
    const { file, mine } = first();
    const text = statusReport(file, { group: '<GrpSts>HUH</GrpSts>', block: '<PmtInfSts>ACCP</PmtInfSts>' });
    const out = outFolder('group-unknown');
    const [read] = await answers(out, given('group-unknown.xml', text));
    expect(read?.exceptions).toEqual([{ code: 'STATUS_UNKNOWN', count: 1 }]);
    expect(recorded(out).states.map((state) => state.status)).toEqual(mine.map(() => 'ACCEPTED'));
  });

  describe('on the account', () => {
    const sum = (sent: readonly SentOrder[]) => sent.reduce((total, one) => total + centimes(one.amount), 0n);
    const amountOf = (total: bigint) => `${total / 100n}.${String(total % 100n).padStart(2, '0')}`;
    /** An entry of a notification; its details name the file unless they are given. */
    function booked(
      sign: 'DBIT' | 'CRDT',
      total: bigint,
      more: { details?: string; currency?: string; day?: string } = {},
    ) {
      const {
        details = `<NtryDtls><Btch><MsgId>${first().file}</MsgId></Btch></NtryDtls>`,
        currency = 'MAD',
        day = '2026-10-01',
      } = more;
      return `<Ntry><Amt Ccy="${currency}">${amountOf(total)}</Amt><CdtDbtInd>${sign}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${day}</Dt></BookgDt>${details}</Ntry>`;
    }
    const notification = (...entries: string[]) =>
      `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>N</MsgId><CreDtTm>2026-10-01T10:00:00</CreDtTm></GrpHdr><Ntfctn><Id>N</Id>${entries.join('')}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;

    test('a debit of the whole file pays its orders, one of another amount is an exception', async () => {
      const { mine } = first();
      const total = sum(mine);
      expect(await statesAfter('debit', notification(booked('DBIT', total)))).toEqual({ PAID: mine.length });
      const out = outFolder('debit-other');
      const [read, euros] = await answers(
        out,
        given('debit-other.xml', notification(booked('DBIT', total - 1n))),
        given('debit-euros.xml', notification(booked('DBIT', total, { currency: 'EUR' }))), // the same digits are not the same money
      );
      expect(read?.exceptions).toEqual([{ code: 'OTHER_AMOUNT', count: 1 }]);
      expect(euros?.exceptions).toEqual([{ code: 'OTHER_AMOUNT', count: 1 }]);
      expect(recorded(out).states).toEqual([]);
    });

    test('the file’s name may stand after a number, among words, or where an order’s id would', async () => {
      const { file, mine } = first();
      const places = [
        `<NtryRef>77</NtryRef><AddtlNtryInf>${file}</AddtlNtryInf>`,
        `<AddtlNtryInf>VIREMENT ${file} DU 30</AddtlNtryInf>`,
        `<NtryDtls><TxDtls><Refs><MsgId>${file}</MsgId><EndToEndId>${file}</EndToEndId></Refs></TxDtls></NtryDtls>`,
        `<NtryDtls><TxDtls><Refs><EndToEndId>${file}</EndToEndId></Refs></TxDtls></NtryDtls>`,
        `<NtryDtls><TxDtls><RmtInf><Ustrd>VIREMENT DE MASSE</Ustrd><Ustrd>${file}</Ustrd></RmtInf></TxDtls></NtryDtls>`,
      ];
      for (const [nth, details] of places.entries())
        expect(
          await statesAfter(`place-${nth}`, notification(booked('DBIT', sum(mine), { details }))),
          details,
        ).toEqual({
          PAID: mine.length,
        });
      const two = orders.find((one) => one.file !== file) as SentOrder;
      const both = notification(
        booked('DBIT', sum(mine), { details: `<AddtlNtryInf>${file} ${two.file}</AddtlNtryInf>` }),
      );
      const [read] = await answers(outFolder('place-two'), given('place-two.xml', both));
      expect(read?.exceptions).toEqual([{ code: 'UNKNOWN_FILE', count: 1 }]);
    });

    /** In either order: a pain.002 that rejects one order, and the account. All but that order are PAID. */
    test.each<[what: string, entries: (total: bigint, one: bigint) => string[]]>([
      ['debited whole: the rejected order stays rejected', (total) => [booked('DBIT', total)]],
      ['debited less what was rejected', (total, one) => [booked('DBIT', total - one)]],
      [
        'debited whole, and the rejected credited',
        (total, one) => [booked('DBIT', total), booked('CRDT', one, { day: '2026-10-04' })],
      ],
    ])('an order rejected by itself, its file %s', async (what, entries) => {
      const { file, mine } = first();
      const [one, two] = mine as [SentOrder, SentOrder];
      const rejection = given(
        'one-rejected.xml',
        statusReport(file, { orders: named(one.order_id, 'RJCT', 'AC04') + named(two.order_id, 'ACSP') }),
      );
      const account = given('account.xml', notification(...entries(sum(mine), centimes(one.amount))));
      const name = what.replaceAll(/[^a-z]+/g, '-');
      for (const [nth, files] of [
        [rejection, account],
        // What cannot be used before the rejection is known can be when the file is read again.
        [account, rejection, account],
      ].entries()) {
        const out = outFolder(`${name}-${nth}`);
        for (const path of files) await answers(out, path);
        const { states } = recorded(out);
        const others = states.filter((state) => state.order_id !== one.order_id);
        expect(others.map((state) => state.status)).toEqual(mine.slice(1).map(() => 'PAID'));
        expect(stateOf(out, one.order_id)).toBe('REJECTED AC04');
        const [again] = await answers(out, account);
        expect(again).toMatchObject({ already_read: true, exceptions: [] });
      }
      const together = outFolder(`${name}-together`);
      for (const read of await answers(together, account, rejection)) expect(read.exceptions).toEqual([]);
      expect(stateOf(together, one.order_id)).toBe('REJECTED AC04');
    });

    test('debited less what was rejected by then; more is rejected later, and read first or last', async () => {
      const { file, mine } = first();
      const [one, two] = mine as [SentOrder, SentOrder];
      const rejected = (sent: SentOrder, day: string) =>
        given(`${day}.csv`, csv(`${sent.order_id},REJECTED,AC04,${day},${sent.amount}`));
      const early = rejected(one, '2026-10-02');
      const late = rejected(two, '2026-10-05');
      // It names its file where an order's id would stand.
      const details = `<NtryDtls><TxDtls><Refs><EndToEndId>${file}</EndToEndId></Refs></TxDtls></NtryDtls>`;
      const debit = given(
        'less.xml',
        notification(booked('DBIT', sum(mine) - centimes(one.amount), { details })),
      );
      const states = [];
      for (const [nth, files] of [
        [early, debit, late],
        [late, early, debit],
      ].entries()) {
        const out = outFolder(`less-later-${nth}`);
        for (const path of files) await answers(out, path);
        states.push(recorded(out).states);
      }
      expect(states[1]).toEqual(states[0]);
      expect(states[0]?.filter((state) => state.status === 'PAID')).toHaveLength(mine.length - 2);
    });

    test('an entry that is not booked takes nothing from the debit of its file', async () => {
      const { mine } = first();
      const details = `<NtryDtls><TxDtls><Refs><EndToEndId>${order(0).order_id}</EndToEndId></Refs></TxDtls></NtryDtls>`;
      const pending = booked('DBIT', centimes(order(0).amount), { details }).replace('BOOK', 'INFO');
      expect(await statesAfter('pending', notification(booked('DBIT', sum(mine)), pending))).toEqual({
        PAID: mine.length,
      });
    });

    test('a credit of another sum than the file’s, or than what was rejected of it, is an exception', async () => {
      const { file, mine } = first();
      const one = mine[0] as SentOrder;
      const out = outFolder('credit-other');
      await answers(
        out,
        given('credit-rejected.xml', statusReport(file, { orders: named(one.order_id, 'RJCT') })),
      );
      const credit = notification(booked('CRDT', centimes(one.amount) - 1n), booked('DBIT', sum(mine) - 1n));
      const [read] = await answers(out, given('credit-other.xml', credit));
      expect(csvRows(read?.exceptions_file as string).map((row) => row.detail)).toEqual(
        [centimes(one.amount) - 1n, sum(mine) - 1n].map(
          (said) =>
            `${file}: ${amountOf(said)} MAD answered, ${amountOf(sum(mine))} MAD ordered, ${one.amount} of it rejected`,
        ),
      );
    });

    test('a debit and a credit of the whole file in one message: each counts, whatever reference it bears', async () => {
      const { file, mine } = first();
      const block = `<NtryDtls><Btch><PmtInfId>${file}</PmtInfId></Btch></NtryDtls>`;
      const text = notification(
        booked('DBIT', sum(mine), { details: block }),
        booked('CRDT', sum(mine), { day: '2026-10-03' }),
      );
      expect(await statesAfter('there-and-back', text)).toEqual({ RETURNED: mine.length });
    });
  });
});

describe('paid, returned, and paid again', () => {
  test('the family may have the money: listed, and nobody’s to guess at until it is back', async () => {
    const out = outFolder('paid-again');
    const one = order(0);
    const line = (status: string, day: string) =>
      given(`${status}-${day}.csv`, csv(`${one.order_id},${status},,${day},${one.amount}`));
    await answers(out, line('PAID', '2026-09-30'), line('RETURNED', '2026-10-02'));
    expect(stateOf(out, one.order_id)).toBe('RETURNED');
    const [again, other] = await answers(
      out,
      line('PAID', '2026-10-05'),
      given('another.csv', csv(`${order(1).order_id},PAID,,2026-09-30,${order(1).amount}`)),
    );
    expect(csvRows(again?.exceptions_file as string)).toMatchObject([
      {
        order_id: one.order_id,
        code: 'CONTRADICTORY',
        detail: 'PAID here; of this order was said: PAID 2026-09-30, RETURNED 2026-10-02, PAID 2026-10-05',
      },
    ]);
    expect(other?.exceptions).toEqual([]); // of its own orders alone is a file told
    expect(stateOf(out, one.order_id)).toBe('CONTRADICTORY');
    const owed = await sarf(['owed', one.household_id, '--out', out]);
    expect(owed.stdout).not.toContain(one.order_id);
    await answers(out, line('RETURNED', '2026-10-07'));
    expect(stateOf(out, one.order_id)).toBe('RETURNED');
  });
});

describe('tabs and line ends within a field', () => {
  test('are that statement’s fault alone: they do not end our own lines', async () => {
    const out = outFolder('breaks');
    const [a, b, c, d] = [order(0), order(1), order(2), order(3)];
    const file = given(
      'breaks.csv',
      csv(
        `${a.order_id},PAID,,2026\t09-30,`,
        `${b.order_id},PAID,,20\r6-09-30,`,
        `${c.order_id},PAID,,2026-09-30,`,
      ),
    );
    const tab = statusReport(d.file, {
      orders: `<TxInfAndSts><TxSts>AC\t\nSC</TxSts></TxInfAndSts><TxInfAndSts><OrgnlEndToEndId>${d.order_id}</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>`,
    });
    const [one, two] = await answers(out, file, given('breaks.xml', tab));
    expect(one?.exceptions).toEqual([{ code: 'DATE_INVALID', count: 2 }]);
    expect(two?.exceptions).toEqual([{ code: 'ORDER_ID_MISSING', count: 1 }]);
    expect([c, d].map((sent) => stateOf(out, sent.order_id))).toEqual(['PAID', 'PAID']);
    expect([a, b].map((sent) => stateOf(out, sent.order_id))).toEqual([null, null]);
  });
});

describe('refused', () => {
  const whole = () => statusReport(order(0).file, { group: '<GrpSts>RJCT</GrpSts>' });
  const bad = (): [string, string | Buffer, RegExp][] => [
    ['cut.xml', whole().slice(0, -20), /cut\.xml: not well-formed XML/],
    ['cut.xml.gz', gzipSync(whole()).subarray(0, -10), /cut\.xml\.gz: the gzip file is broken or cut short/],
    ['other.xml', '<note/>', /other\.xml: its root element is note, and no Document/],
    ['letter.txt', 'Dear Sir', /letter\.txt: no answers: its header has no column order_id/],
    ['empty.csv', '', /empty\.csv: the file is empty/],
  ];

  test('a file by itself: nothing is changed', async () => {
    const out = outFolder('refused');
    const before = picture(out);
    for (const [name, content, message] of bad())
      expectError(await sarf(['answers', given(name, content), '--from', mine(), '--out', out]), 2, message);
    expectError(
      await sarf(['answers', join(folder, 'none.csv'), '--out', out]),
      2,
      /none\.csv: no such file/,
    );
    expectError(await sarf(['answers', folder, '--out', out]), 2, /a file is expected here/);
    expect(picture(out)).toEqual(before);
    expect(recorded(out).states).toEqual([]);
  });

  test('bad files among good ones: each is refused in a line of its own, the others are read', async () => {
    const out = outFolder('refused-some');
    const line = (nth: number) => csv(`${order(nth).order_id},PAID,,2026-09-30,`);
    const [first, last] = [given('first.csv', line(0)), given('last.csv', line(1))];
    const refused = bad().map(([name, content]) => given(name, content));
    const ended = await sarf([
      'answers',
      first,
      ...refused,
      folder,
      last,
      '--from',
      mine(),
      '--out',
      out,
      '--json',
    ]);
    expect(ended.code, ended.stderr).toBe(2);
    const said = ended.stderr.split('\n').filter((one) => one.startsWith('sarf: '));
    expect(said).toHaveLength(bad().length + 1);
    for (const [nth, [, , message]] of bad().entries()) expect(said[nth]).toMatch(message);
    const json = jsonOf<{ files: { file: string }[]; refused: { file: string; problem: string }[] }>(ended);
    expect(json.files.map((one) => one.file)).toEqual(['first.csv', 'last.csv']);
    expect(json.refused.map((one) => `sarf: ${one.problem}`)).toEqual(said);
    expect(recorded(out).states).toHaveLength(2);
  });

  test('hostile files, ten gigabytes of one tag among them: each in a line, in little memory', async () => {
    const out = outFolder('hostile');
    const head = (namespace = 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.10') =>
      `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="${namespace}"><CstmrPmtStsRpt>`;
    // Members of one gzip file, each of 64 MB: unpacked, ten gigabytes; packed, eleven megabytes.
    const much = (piece: string) => {
      const block = gzipSync(piece.repeat(Math.ceil((1 << 26) / piece.length)), { level: 1 });
      return Buffer.concat([gzipSync(head()), ...Array<Buffer>(160).fill(block)]);
    };
    const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join(
      '',
    );
    const hostile: [string, string | Buffer, RegExp][] = [
      ['tag.xml.gz', much('<OrgnlPmtInfAndSts/>'), /more than 100000 elements in a row that say nothing/],
      ['letters.xml.gz', much('x'), /a text or tag is longer than any message has/],
      ['deep.xml.gz', much('<a>'), /elements nested more than 64 deep/],
      [
        'laughs.xml',
        head().replace('?>', `?><!DOCTYPE d [<!ENTITY l0 "lol">${laughs}]>`) +
          '&l9;</CstmrPmtStsRpt></Document>',
        /it has a document type/,
      ],
      ['entity.xml', `${head()}&l9;</CstmrPmtStsRpt></Document>`, /&l9; is no entity/],
      [
        'pacs.xml',
        head('urn:iso:std:iso:20022:tech:xsd:pacs.002.001.10'),
        /its namespace is pacs\.002\.001\.10/,
      ],
      ['latin.xml', Buffer.from(`${head()}é</CstmrPmtStsRpt></Document>`, 'latin1'), /not UTF-8/],
      ['cut.xml', head(), /it ends within <CstmrPmtStsRpt>/],
    ];
    const files = hostile.map(([name, content]) => given(name, content));
    const good = given('good.csv', csv(`${order(0).order_id},PAID,,2026-09-30,`));
    const ended = await sarf(['answers', ...files, good, '--from', mine(), '--out', out, '--json'], {}); // its memory is measured
    const said = ended.stderr.split('\n').filter((one) => one.startsWith('sarf: '));
    expect(ended.code, ended.stderr).toBe(2);
    expect(said).toHaveLength(hostile.length);
    for (const [nth, [, , message]] of hostile.entries()) expect(said[nth]).toMatch(message);
    expect(recorded(out).states).toHaveLength(1);
    expect(jsonOf<{ peak_memory_bytes: number }>(ended).peak_memory_bytes).toBeLessThan(500e6);
  });

  test('without a ledger, and beside a damaged run', async () => {
    const good = given('good.csv', csv(`${order(0).order_id},PAID,,2026-09-30,`));
    expectError(
      await sarf(['answers', good, '--from', mine(), '--out', folder]),
      2,
      /there is no ledger here/,
    );
    const out = outFolder('damaged');
    const register = join(out, '2026-09', september.run_id, 'register.parquet');
    writeFileSync(register, Buffer.concat([readFileSync(register), Buffer.from(' ')]));
    expectError(
      await sarf(['answers', good, '--from', mine(), '--out', out]),
      2,
      /register\.parquet has changed/,
    );
    expect(existsSync(join(out, '.work'))).toBe(false);
    expect(recorded(out).states).toEqual([]);
  });
});

test('people are told what was said, what was new and what could not be used', async () => {
  const out = outFolder('people');
  const [a, b] = [order(0), order(1)];
  const lines = [
    `${a.order_id},PAID,,2026-09-30,${a.amount}`,
    `${b.order_id},REJECTED,AC04,2026-09-30,${b.amount}`,
    'ASD-202609-NOBODY,PAID,,2026-09-30,1.00',
  ];
  const ended = await sarf(['answers', given('people.csv', csv(...lines)), '--from', mine(), '--out', out]);
  expect(ended.code).toBe(5);
  expect(ended.stdout).toMatch(/people\.csv {2}csv {2}3 answers/);
  expect(ended.stdout).toMatch(/REJECTED AC04 +1 +[\d,.]+ DH {2}the account is closed/);
  expect(ended.stdout).toMatch(/new 2, known before 0/);
  expect(ended.stdout).toMatch(
    /could not be used: UNKNOWN_ORDER 1\n {2}see .*answers\/[0-9a-f]{12}\/exceptions\.csv/,
  );
  expect(ended.stdout).toMatch(
    /in the lists above, and ask who said it; then\nnext: sarf settle 2026-09 --out /,
  );
  expect(ended.stdout).not.toMatch(/files:/);
  expect(stateOf(out, a.order_id)).toBe('PAID');
  expect(stateOf(out, b.order_id)).toBe('REJECTED AC04');
});

describe('what several files hold together, and what to do next', () => {
  test('all of it used: 0', async () => {
    const out = outFolder('total');
    const one = given('total-1.csv', csv(`${order(0).order_id},PAID,,2026-09-30,`));
    const two = given(
      'total-2.csv',
      csv(`${order(0).order_id},PAID,,2026-09-30,`, `${order(1).order_id},PAID,,2026-09-30,`),
    );
    const ended = await sarf(['answers', one, two, '--from', mine(), '--out', out]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toContain('2 files: 3 answers, new 2, known before 1, could not be used 0');
    expect(ended.stdout).toContain(`next: sarf settle 2026-09 --out ${out}`);
  });

  test('nothing of it used: 5, and which months there are', async () => {
    const out = outFolder('total-none');
    const ended = await sarf(['answers', given('none.csv', csv()), '--from', mine(), '--out', out]);
    expect(ended.code, ended.stderr).toBe(5);
    expect(ended.stdout).toContain(`next: sarf runs --out ${out}`);
  });
});
