import { describe, expect, test } from 'vitest';
import {
  answersOf,
  block,
  group,
  shortAnswers,
  statusReportOf,
  transactionOf,
} from '../../../../fixtures/harness/bank-messages.js';

/** Status reports as banks write them: reasons in words, a block for each order, counts. */
const rejected = (id: string, why = 'AC04') =>
  transactionOf(id, `<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>${why}</Cd></Rsn></StsRsnInf>`);
const paid = (id: string, amount = '') =>
  transactionOf(
    id,
    `<TxSts>ACSC</TxSts>${amount === '' ? '' : `<OrgnlTxRef><Amt><InstdAmt Ccy="MAD">${amount}</InstdAmt></Amt></OrgnlTxRef>`}`,
  );
const reason = (code: string, ...words: string[]) =>
  `<StsRsnInf>${code === '' ? '' : `<Rsn><Cd>${code}</Cd></Rsn>`}${words.map((one) => `<AddtlInf>${one}</AddtlInf>`).join('')}</StsRsnInf>`;

describe('a reason without a status', () => {
  test.each<[what: string, message: string, said: string[]]>([
    [
      'in a paid file: the order is not paid',
      statusReportOf(group('<GrpSts>ACSC</GrpSts>') + block(transactionOf('A-1', reason('AC04')))),
      ['MESSAGE FILE PAID', 'ORDER A-1 UNKNOWN AC04 STATUS_UNKNOWN'],
    ],
    [
      'in words alone',
      statusReportOf(group('<GrpSts>ACCP</GrpSts>') + block(transactionOf('A-1', reason('', 'compte clos')))),
      ['MESSAGE FILE ACCEPTED', 'ORDER A-1 UNKNOWN STATUS_UNKNOWN'],
    ],
    [
      'in a rejected file: it is rejected, for its own reason',
      statusReportOf(group('<GrpSts>RJCT</GrpSts>') + block(transactionOf('A-1', reason('AC04')))),
      ['MESSAGE FILE REJECTED', 'ORDER A-1 REJECTED AC04'],
    ],
    [
      'no reason either: the file’s status',
      statusReportOf(group('<GrpSts>ACSC</GrpSts>') + block(transactionOf('A-1', ''))),
      ['MESSAGE FILE PAID', 'ORDER A-1 PAID'],
    ],
  ])('%s', async (_, message, said) => {
    expect(await shortAnswers(message)).toEqual(said);
  });
});

describe('words of a reason', () => {
  test('are kept whole, with a code and without', async () => {
    const { answers } = await answersOf(
      statusReportOf(
        group('') +
          block(
            transactionOf(
              'A-1',
              `<TxSts>RJCT</TxSts>${reason('NARR', 'compte clos le 12/05', 'voir avis')}`,
            ) +
              transactionOf('A-2', `<TxSts>RJCT</TxSts>${reason('', 'y'.repeat(105))}`) +
              paid('A-3'),
          ),
      ),
    );
    expect(answers.map((one) => [one.reason, one.reasonWords])).toEqual([
      ['NARR', 'compte clos le 12/05 / voir avis'],
      ['', 'y'.repeat(105)],
      ['', ''],
    ]);
  });

  test('name the file, where the message names none', async () => {
    const words = 'file 2026-05-ATTIJARI-0001.xml: cannot be parsed';
    const { answers } = await answersOf(
      statusReportOf(group(`<GrpSts>RJCT</GrpSts>${reason('NARR', words)}`, '')),
    );
    expect(answers).toMatchObject([
      { level: 'MESSAGE', messageId: '', status: 'REJECTED', reason: 'NARR', reasonWords: words },
    ]);
    expect(answers[0]?.words?.split(' ')).toContain('2026-05-ATTIJARI-0001.xml');
    const named = await answersOf(statusReportOf(group(`<GrpSts>RJCT</GrpSts>${reason('NARR', words)}`)));
    expect(named.answers).toMatchObject([{ messageId: 'FILE', words: '' }]);
  });

  test('say "duplicate": it is another sending that is rejected', async () => {
    const exists = `<TxSts>RJCT</TxSts>${reason('NARR', 'instruction already exists')}`;
    const { answers } = await answersOf(
      statusReportOf(
        group('') +
          block(
            transactionOf('A-1', exists) +
              transactionOf('A-2', exists.replace('NARR', 'AC04')) +
              transactionOf('A-3', exists.replace('already exists', 'refusee')),
          ),
      ),
    );
    expect(answers.map((one) => one.problem)).toEqual(['DUPLICATE_SENDING', '', '']);
    const whole = `<GrpSts>RJCT</GrpSts>${reason('', 'Duplicate file')}`;
    expect(await shortAnswers(statusReportOf(group(whole)))).toEqual([
      'MESSAGE FILE REJECTED DUPLICATE_SENDING',
    ]);
    const byCode = transactionOf('A-1', `<TxSts>RJCT</TxSts>${reason('AM05', 'Second time')}`);
    const [coded] = (await answersOf(statusReportOf(group('') + block(byCode)))).answers;
    expect(coded).toMatchObject({
      problem: 'DUPLICATE_SENDING',
      detail: 'rejected as sent before (AM05): the first sending stands',
    });
  });

  test('a duplicate counts before a mere reason, a hold before a duplicate', async () => {
    const of = (...codes: string[]) =>
      transactionOf('A-1', `<TxSts>RJCT</TxSts>${codes.map((code) => reason(code)).join('')}`);
    for (const [codes, first] of [
      [['MS03', 'AM05'], 'AM05 DUPLICATE_SENDING'],
      [['AM05', 'AC04'], 'AC04'],
      [['AC07', 'AC04'], 'AC07'],
      [['NARR', 'FF01'], 'FF01'],
      [['NARR', 'MS03'], 'NARR'],
    ] as const)
      expect(await shortAnswers(statusReportOf(group('') + block(of(...codes))))).toEqual([
        `ORDER A-1 REJECTED ${first}`,
      ]);
  });
});

describe('several blocks of one id', () => {
  const one = block(`<PmtInfSts>RJCT</PmtInfSts>${rejected('A-1')}`);
  const other = block(`<PmtInfSts>ACSC</PmtInfSts>${paid('A-2')}`);
  test.each<[what: string, blocks: string, said: string[]]>([
    ['that name orders: each is of these', one + other, ['ORDER A-1 REJECTED AC04', 'ORDER A-2 PAID']],
    [
      'all rejected: no other order is',
      one + one.replace('A-1', 'A-2'),
      ['ORDER A-1 REJECTED AC04', 'ORDER A-2 REJECTED AC04'],
    ],
    ['one alone: it is of all', one, ['ORDER A-1 REJECTED AC04', 'PAYMENT BLOCK REJECTED']],
    [
      'that name none, and differ',
      block('<PmtInfSts>RJCT</PmtInfSts>') + block('<PmtInfSts>ACSC</PmtInfSts>'),
      ['PAYMENT BLOCK UNKNOWN STATUS_UNKNOWN'],
    ],
    ['that name none, and agree', block('<PmtInfSts>ACSC</PmtInfSts>').repeat(2), ['PAYMENT BLOCK PAID']],
  ])('%s', async (_, blocks, said) => {
    expect(await shortAnswers(statusReportOf(group('<GrpSts>PART</GrpSts>') + blocks))).toEqual([
      'MESSAGE FILE ACCEPTED',
      ...said,
    ]);
  });
});

describe('the sender’s own counts', () => {
  const per = (code: string, count: number, sum = '') =>
    `<NbOfTxsPerSts><DtldNbOfTxs>${count}</DtldNbOfTxs><DtldSts>${code}</DtldSts>${sum === '' ? '' : `<DtldCtrlSum>${sum}</DtldCtrlSum>`}</NbOfTxsPerSts>`;
  const original = (count: number) =>
    `<OrgnlNbOfTxs>${count}</OrgnlNbOfTxs><OrgnlCtrlSum>2500.00</OrgnlCtrlSum>`;
  const orders = rejected('A-1') + paid('A-2', '500.00');
  const of = (counts: string, status = '<GrpSts>PART</GrpSts>', inBlock = '') =>
    statusReportOf(group(original(5) + status + counts) + block(inBlock + orders));

  test.each<[what: string, message: string]>([
    ['all named', of(per('RJCT', 1) + per('ACSC', 1, '500'))],
    ['not all paid ones named', of(per('RJCT', 1) + per('ACSC', 4))],
    [
      'all rejected, and not all named',
      of(per('RJCT', 5), '<GrpSts>RJCT</GrpSts>').replace('<TxSts>ACSC</TxSts>', '<TxSts>RJCT</TxSts>'),
    ],
    ['of the block', of('', '', per('RJCT', 1))],
  ])('are right: %s', async (_, message) => {
    await expect(answersOf(message)).resolves.toMatchObject({ head: { messageId: 'M1' } });
  });

  test.each<[what: string, message: string, why: RegExp]>([
    [
      'a rejection is missing',
      of(per('RJCT', 2)),
      /RJCT of 2 orders is stated \(NbOfTxsPerSts\), and 1 are named/,
    ],
    ['a rejection is too many', of(per('RJCT', 0)), /RJCT of 0 orders is stated/],
    ['a payment is too many', of(per('ACSC', 0)), /ACSC of 0 orders is stated/],
    ['a sum is another', of(per('ACSC', 1, '500.01')), /500.01 with ACSC are stated .* come to 500.00/],
    ['more named than there were', of('').replace('>5<', '>1<'), /2 orders are named, of 1/],
    ['of the block', of('', '', per('RJCT', 2)), /RJCT of 2 orders/],
  ])('are wrong: %s', async (_, message, why) => {
    await expect(answersOf(message)).rejects.toThrow(why);
    await expect(answersOf(message)).rejects.toThrow(/^message: it is cut or altered: /);
  });

  test('of the original file are handed on, to be held against it', async () => {
    const { answers } = await answersOf(of('', ''));
    expect(answers[0]).toMatchObject({
      level: 'MESSAGE',
      status: '',
      problem: '',
      stated: { orders: 5, centimes: 250_000 },
    });
  });
});

test.each([
  ['CPUC', 'ORDER A-1 PAID'],
  ['ACPD', 'ORDER A-1 ACCEPTED'],
  ['ACFW', 'ORDER A-1 ACCEPTED'],
  ['ACIS', 'ORDER A-1 ACCEPTED'],
  ['RVNM', 'ORDER A-1'],
  ['BLCK', 'ORDER A-1 UNKNOWN FUNDS_BLOCKED'],
])('%s: %s', async (code, said) => {
  const message = statusReportOf(group('') + block(transactionOf('A-1', `<TxSts>${code}</TxSts>`)));
  expect(await shortAnswers(message)).toEqual([said]);
});

test('the institutions that it names', async () => {
  const named = statusReportOf(group('<GrpSts>ACCP</GrpSts>')).replace(
    '</GrpHdr>',
    '<InitgPty><Id><OrgId><AnyBIC>POSTMAMC</AnyBIC></OrgId></Id></InitgPty><DbtrAgt><FinInstnId><BICFI>BANKMAMC</BICFI></FinInstnId></DbtrAgt></GrpHdr>',
  );
  expect((await answersOf(named)).head.institutions).toEqual(['POSTMAMC', 'BANKMAMC']);
});
