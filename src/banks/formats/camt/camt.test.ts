import { describe, expect, test } from 'vitest';
import {
  ACCOUNT,
  accountReport,
  answersOf,
  detailOf,
  entryOf,
  shortAnswers,
  statementsOf,
} from '../../../../fixtures/harness/bank-messages.js';

/** Account reports as banks write them: signs, amounts, charges, references and statuses in different elements. */
const [A, B, C] = ['ASD-202605-H0000000001', 'ASD-202605-H0000000002', 'ASD-202605-H0000000003'];
const MS03 = '<RtrInf><Rsn><Cd>MS03</Cd></Rsn></RtrInf>';
const sign = (one: 'DBIT' | 'CRDT') => `<CdtDbtInd>${one}</CdtDbtInd>`;
const batch = (inner: string) => `<Btch>${inner}</Btch>`;
const instructed = (amount: string) =>
  `<AmtDtls><InstdAmt><Amt Ccy="MAD">${amount}</Amt></InstdAmt></AmtDtls>`;
const charges = (amount: string) =>
  `<Chrgs><TtlChrgsAndTaxAmt Ccy="MAD">${amount}</TtlChrgsAndTaxAmt></Chrgs>`;

describe('transactions count if they make their entry’s amount', () => {
  test.each<[what: string, entry: string, said: string[]]>([
    [
      'in its sign',
      entryOf({ sign: 'DBIT', amount: '900.00', details: detailOf(A, '400.00') + detailOf(B, '500.00') }),
      [`ORDER ${A} PAID 40000`, `ORDER ${B} PAID 50000`],
    ],
    [
      'in the payee’s sign: a debit never returns an order',
      entryOf({
        sign: 'DBIT',
        amount: '900.00',
        details: detailOf(A, '400.00', sign('CRDT')) + detailOf(B, '500.00', sign('CRDT')),
      }),
      [`ORDER ${A} PAID 40000`, `ORDER ${B} PAID 50000`],
    ],
    [
      'with both signs in it',
      entryOf({
        sign: 'DBIT',
        amount: '100.00',
        details: detailOf(A, '500.00', sign('DBIT')) + detailOf(B, '400.00', sign('CRDT') + MS03),
      }),
      [`ORDER ${A} PAID 50000`, `ORDER ${B} RETURNED MS03 40000`],
    ],
    [
      'a centime short: none',
      entryOf({ sign: 'DBIT', amount: '900.01', details: detailOf(A, '400.00') + detailOf(B, '500.00') }),
      [`ORDER ${A} PAID 40000 AMOUNT_INVALID`, `ORDER ${B} PAID 50000 AMOUNT_INVALID`],
    ],
    [
      'none, and the entry is of a file: the file',
      entryOf({
        sign: 'DBIT',
        amount: '900.01',
        details: batch('<MsgId>FILE</MsgId>') + detailOf(A, '400.00') + detailOf(B, '500.00'),
      }),
      [
        `ORDER ${A} PAID 40000 AMOUNT_INVALID`,
        `ORDER ${B} PAID 50000 AMOUNT_INVALID`,
        'MESSAGE FILE PAID 90001',
      ],
    ],
    [
      'some of a batch are examples: they say nothing, the batch does',
      entryOf({
        sign: 'DBIT',
        amount: '2500.00',
        details: batch('<PmtInfId>FILE</PmtInfId><NbOfTxs>5</NbOfTxs>') + detailOf(A, '500.00'),
      }),
      [`ORDER ${A} 50000`, 'PAYMENT FILE PAID 250000'],
    ],
    [
      'in another currency: none',
      entryOf({ sign: 'DBIT', amount: '500.00', details: detailOf(A, '500.00').replace('MAD', 'EUR') }),
      [`ORDER ${A} PAID 50000 AMOUNT_INVALID`],
    ],
    [
      'a collective return less charges',
      entryOf({
        sign: 'CRDT',
        amount: '980.00',
        more: charges('20.00'),
        details: detailOf(A, '500.00', MS03) + detailOf(B, '500.00', MS03),
      }),
      [`ORDER ${A} RETURNED MS03 50000`, `ORDER ${B} RETURNED MS03 50000`],
    ],
    [
      'less charges that are not stated: none',
      entryOf({
        sign: 'CRDT',
        amount: '980.00',
        details: detailOf(A, '500.00', MS03) + detailOf(B, '500.00', MS03),
      }),
      [`ORDER ${A} RETURNED MS03 50000 AMOUNT_INVALID`, `ORDER ${B} RETURNED MS03 50000 AMOUNT_INVALID`],
    ],
    [
      'a debit and its charges',
      entryOf({
        sign: 'DBIT',
        amount: '526.00',
        details: detailOf(A, '500.00', charges('26.00')),
      }),
      [`ORDER ${A} PAID 50000`],
    ],
    [
      'amounts in other places',
      entryOf({
        sign: 'CRDT',
        amount: '1500.00',
        details:
          detailOf(A, '', instructed('500.00') + MS03) +
          detailOf(B, '', instructed('500.00').replaceAll('InstdAmt', 'CntrValAmt') + MS03) +
          detailOf(C, '', instructed('500.00').replaceAll('InstdAmt', 'TxAmt') + MS03),
      }),
      [A, B, C].map((id) => `ORDER ${id} RETURNED MS03 50000`),
    ],
  ])('%s', async (_, entry, said) => {
    expect(await shortAnswers(accountReport('camt.054', entry))).toEqual(said);
  });

  test('a statement says of each entry whether they do, and what the charges are', async () => {
    const both = detailOf(A, '500.00', MS03) + detailOf(B, '500.00', MS03);
    const { rows } = await statementsOf(
      accountReport(
        'camt.053',
        entryOf({ sign: 'CRDT', amount: '980.00', more: charges('20.00'), details: both }) +
          entryOf({ sign: 'CRDT', amount: '980.00', details: both }) +
          entryOf({ sign: 'DBIT', amount: '3961.00', more: charges('25.00') }) +
          entryOf({
            sign: 'CRDT',
            amount: '480.00',
            details: detailOf(A, '480.00', instructed('500.00') + MS03),
          }),
      ),
    );
    const entries = rows.filter((row) => row.detail === 0);
    expect(entries.map((row) => [row.detailed, row.charges, row.instructed])).toEqual([
      [true, 2000, 100_000],
      [false, 0, null],
      [false, 2500, 393_600],
      [true, 0, null],
    ]);
    expect(
      rows.filter((row) => row.detail > 0).map((row) => [row.orderId, row.centimes, row.instructed]),
    ).toEqual([
      [A, 50_000, null],
      [B, 50_000, null],
      [A, 50_000, null],
      [B, 50_000, null],
      [A, 48_000, 50_000],
    ]);
  });
});

describe('the order stands', () => {
  const credit = (detail: string, more = '') =>
    accountReport('camt.054', entryOf({ sign: 'CRDT', amount: '500.00', more, details: detail }));
  const words = (text: string) => `<RmtInf><Ustrd>${text}</Ustrd></RmtInf>`;
  test.each<[where: string, message: string]>([
    ['behind a mark', credit(detailOf('', '500.00', words(`/RFB/${A}/TXT/retour`) + MS03))],
    ['behind another', credit(detailOf('', '500.00', words(`/EREF/${A}`) + MS03))],
    ['among words', credit(detailOf('', '500.00', words(`RETOUR ${A}.`) + MS03))],
    ['in a bracket', credit(detailOf('', '500.00', words(`retour (${A}), compte clos`) + MS03))],
    ['in AddtlTxInf', credit(detailOf('', '500.00', `<AddtlTxInf>${A}</AddtlTxInf>${MS03}`))],
    ['in AddtlNtryInf', credit(detailOf('', '500.00', MS03), `<AddtlNtryInf>rejet;${A}</AddtlNtryInf>`)],
    [
      'as our remittance information',
      credit(detailOf('', '500.00', words('ASD 2026-05 H0000000001') + MS03)),
    ],
    ['beside an id of the bank’s', credit(detailOf('RTN778899', '500.00', words(A) + MS03))],
    ...['InstrId', 'TxId'].map((place): [string, string] => [
      `in ${place}`,
      credit(detailOf('NOTPROVIDED', '500.00', MS03).replace('</Refs>', `<${place}>${A}</${place}></Refs>`)),
    ]),
    [
      'in Prtry',
      credit(
        detailOf('', '500.00', MS03).replace('</Refs>', `<Prtry><Tp>X</Tp><Ref>${A}</Ref></Prtry></Refs>`),
      ),
    ],
  ])('%s', async (_, message) => {
    expect(await shortAnswers(message)).toEqual([`ORDER ${A} RETURNED MS03 50000`]);
  });

  test.each([
    ['Ustrd', credit(detailOf('', '500.00', words(`RETOUR ${A}`)))],
    ['AddtlNtryInf', credit(detailOf('', '500.00'), `<AddtlNtryInf>RETOUR ${A}</AddtlNtryInf>`)],
    ['AddtlNtryInf of an entry alone', credit('', `<AddtlNtryInf>RETOUR ${A}</AddtlNtryInf>`)],
  ])('in words alone of a credit that gives no reason: %s', async (_, message) => {
    expect(await shortAnswers(message)).toEqual([`ORDER ${A} RETURNED 50000`]);
    const { rows } = await statementsOf(
      message
        .replaceAll('camt.054', 'camt.053')
        .replaceAll('BkToCstmrDbtCdtNtfctn', 'BkToCstmrStmt')
        .replaceAll('Ntfctn', 'Stmt'),
    );
    expect(rows).toContainEqual(
      expect.objectContaining({ orderId: A, centimes: 50_000, direction: 'CREDIT' }),
    );
  });

  test.each([
    ['in the middle of a number', ['RETOUR VIREMENT ASD-202605-H0000000', '001 COMPTE CLOTURE']],
    ['behind its mark', ['LE VIREMENT SUIVANT EST REJETE ASD-', '202605-H0000000001']],
    ['behind the order', ['LE RETOUR DE ASD-202605-H0000000001', 'COMPTE CLOTURE']],
    ['in lines that are not full', [`RETOUR ${A}`, '001']],
    ['nowhere, in small letters', [`retour ${A.toLowerCase()}`]],
  ])('in words that are cut into lines %s', async (_, lines) => {
    const cut = lines.map((line) => `<Ustrd>${line}</Ustrd>`).join('');
    const message = credit(detailOf('', '500.00', `<RmtInf>${cut}</RmtInf>`));
    expect(await shortAnswers(message)).toEqual([`ORDER ${A} RETURNED 50000`]);
  });

  test('in words of a credit that name none: it is listed', async () => {
    const { answers } = await answersOf(credit(detailOf('', '500.00', words('VERSEMENT'))));
    expect(answers).toMatchObject([{ orderId: '', problem: 'ORDER_ID_MISSING', detail: 'CREDIT' }]);
  });

  test('in words that name two: in none', async () => {
    const said = await shortAnswers(credit(detailOf('', '500.00', words(`${A} ${B}`) + MS03)));
    expect(said).toEqual([`MESSAGE ${A} ${B} RETURNED MS03 50000`]);
  });

  test.each([
    'NONREF',
    'NOT PROVIDED',
    'notprovided',
    'NOTAVAILABLE',
    '0',
    '0000',
    '...',
    '-',
    'N/A',
    'RTN7',
  ])('nowhere: "%s" beside a file’s reference, and the file counts', async (placeholder) => {
    const detail = detailOf(placeholder, '500.00').replace('<Refs>', '<Refs><MsgId>FILE</MsgId>');
    const message = accountReport('camt.054', entryOf({ sign: 'DBIT', amount: '500.00', details: detail }));
    expect(await shortAnswers(message)).toEqual(['MESSAGE FILE PAID 50000']);
  });

  test('reasons in words are kept whole', async () => {
    const why = `<RtrInf><AddtlInf>compte bloque</AddtlInf><AddtlInf>${'x'.repeat(105)}</AddtlInf></RtrInf>`;
    const { answers } = await answersOf(
      credit(detailOf(A, '500.00', `${why}<AddtlTxInf>voir avis</AddtlTxInf>`)),
    );
    expect(answers).toMatchObject([
      { status: 'RETURNED', reason: '', reasonWords: `compte bloque / ${'x'.repeat(105)} / voir avis` },
    ]);
  });
});

describe('the status of an entry', () => {
  const debit = (status: string) =>
    entryOf({ sign: 'DBIT', amount: '500.00', status, details: detailOf(A, '500.00') });
  test.each<[what: string, status: string, said: string]>([
    ['as a code', '<Cd>BOOK</Cd>', `ORDER ${A} PAID 50000`],
    ['as a text', 'BOOK', `ORDER ${A} PAID 50000`],
    ['pending', 'PDNG', `ORDER ${A} 50000`],
    ['for information', '<Cd>INFO</Cd>', `ORDER ${A} 50000`],
    ['of the bank’s own', '<Prtry>BOOKED</Prtry>', `ORDER ${A} UNKNOWN 50000 STATUS_UNKNOWN`],
    ['missing', '', `ORDER ${A} UNKNOWN 50000 STATUS_UNKNOWN`],
  ])('%s', async (_, status, said) => {
    expect(await shortAnswers(accountReport('camt.054', debit(status)))).toEqual([said]);
  });

  test('what is not booked yet is announced, and an interim report announces all', async () => {
    const { answers } = await answersOf(accountReport('camt.054', debit('PDNG')));
    expect(answers).toMatchObject([{ status: '', announced: 'PAID', account: ACCOUNT }]);
    const interim = await answersOf(accountReport('camt.052', debit('<Cd>BOOK</Cd>')));
    expect(interim.answers).toMatchObject([{ status: '', announced: 'PAID' }]);
    expect(interim.head.institutions).toEqual(['BANKMAMC']);
  });

  test('a statement with an unknown one is refused, naming the entry', async () => {
    await expect(statementsOf(accountReport('camt.053', debit('BOOK')))).resolves.toMatchObject({
      rows: [{ booked: true }, { booked: true }],
    });
    await expect(statementsOf(accountReport('camt.053', debit('BOOK') + debit('')))).rejects.toThrow(
      /^message: the status of entry 2 \(Sts\) is missing/,
    );
    await expect(statementsOf(accountReport('camt.053', debit('<Prtry>X</Prtry>')))).rejects.toThrow(
      /entry 1 \(Sts\) is X, not BOOK/,
    );
  });
});

describe('the bank’s own counts and sums', () => {
  const two = entryOf({ sign: 'DBIT', amount: '500.00' }) + entryOf({ sign: 'CRDT', amount: '200.00' });
  const total = (name: string, count: string, sum: string) =>
    `<TxsSummry><${name}><NbOfNtries>${count}</NbOfNtries><Sum>${sum}</Sum></${name}></TxsSummry>`;
  test.each([
    ['all', total('TtlNtries', '2', '700.00')],
    ['all, less debits', total('TtlNtries', '2', '300.00')],
    ['credits', total('TtlCdtNtries', '1', '200')],
    ['debits', total('TtlDbtNtries', '1', '500.0')],
    ['none', ''],
  ])('are right: %s', async (_, summary) => {
    await expect(statementsOf(accountReport('camt.053', two, { summary }))).resolves.toMatchObject({
      statements: [{ account: ACCOUNT, currency: 'MAD', servicer: ['BANKMAMC'] }],
    });
  });
  test.each([
    ['an entry is missing', total('TtlNtries', '3', '700.00'), /entries stated: 3, found: 2/],
    ['an entry is too many', total('TtlNtries', '1', '700.00'), /entries stated: 1, found: 2/],
    ['a sum is wrong', total('TtlNtries', '2', '700.01'), /sum of entries stated: 700.01, found: 700.00/],
    ['of credits', total('TtlCdtNtries', '2', '200.00'), /credits stated: 2, found: 1/],
    ['of debits', total('TtlDbtNtries', '1', '500.01'), /sum of debits stated: 500.01/],
  ])('are wrong: %s', async (_, summary, message) => {
    const cut = accountReport('camt.053', two, { summary });
    await expect(statementsOf(cut)).rejects.toThrow(message);
    await expect(answersOf(accountReport('camt.054', two, { summary }))).rejects.toThrow(
      /^message: it is cut or altered: .* nothing of it was recorded/,
    );
  });
  test('are of all pages, where there are several', async () => {
    const summary = total('TtlNtries', '9', '900.00');
    const pages = '<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>';
    await expect(statementsOf(accountReport('camt.053', two, { summary, pages }))).resolves.toMatchObject({
      statements: [{ page: '1', lastPage: false }],
    });
  });
});
