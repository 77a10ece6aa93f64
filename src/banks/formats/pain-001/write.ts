import type { Provider } from '../../../config/providers.js';
import { amount, toText } from '../../../domain/money.js';
import { IBAN_PREFIX } from '../../../domain/rib.js';
import { text, type Workspace } from '../../../workspace/duckdb.js';
import { latinName } from '../../orders/latin.js';
import type { Frame } from '../../orders/split.js';
import type { OrderRun, Writing } from '../format-interface.js';
import { messageId } from './message-id.js';

/**
 * Order files as ISO 20022 customer credit transfers, pain.001.001.11, .09 and .03. What sarf writes of
 * them is the same in .11 and .09 but for the name. A file is one message with one payment
 * block, booked as one debit, so that one reference and one sum connect the file with the statement. An order is a
 * transfer to an account or, for CASH, a transfer without an account: the agent is told to hold the cash and pay it
 * on identification (HOLD). The engine writes the orders, one a line; this file writes the headers and footers.
 */
export type PainVersion = { readonly name: string; readonly of2009: boolean };
export const PAIN_VERSIONS: readonly PainVersion[] = [
  { name: 'pain.001.001.11', of2009: false },
  { name: 'pain.001.001.09', of2009: false },
  { name: 'pain.001.001.03', of2009: true },
];
type Accounts = Provider['accounts'];

/** SQL: `EndToEndId` … `RmtInf` of an order. No inserted text holds a character that XML reserves. */
function orderXml({ programme, currency }: OrderRun['configuration'], period: string, accounts: Accounts) {
  const [before, after] = accountXml(accounts);
  return [
    text('<CdtTrfTxInf><PmtId><EndToEndId>'),
    'order_id',
    text(`</EndToEndId></PmtId><Amt><InstdAmt Ccy="${currency}">`),
    'amount',
    text('</InstdAmt></Amt><Cdtr><Nm>'),
    'name',
    text('</Nm><Id><PrvtId><Othr><Id>'),
    'payee_id',
    text('</Id></Othr></PrvtId></Id></Cdtr>'),
    `CASE channel WHEN 'CASH' THEN ${text('<InstrForCdtrAgt><Cd>HOLD</Cd></InstrForCdtrAgt>')}
      ELSE ${text(`<CdtrAcct>${before}`)} || account || ${text(`${after}</CdtrAcct>`)} END`,
    text(`<Purp><Cd>SSBE</Cd></Purp><RmtInf><Ustrd>${programme} ${period} `),
    'household_id',
    text('</Ustrd></RmtInf></CdtTrfTxInf>'),
  ].join(' || ');
}

/** The text before and after the 24 digits of a RIB. */
function accountXml(accounts: Accounts): readonly [before: string, after: string] {
  return accounts === 'IBAN'
    ? [`<Id><IBAN>${IBAN_PREFIX}`, '</IBAN></Id>']
    : ['<Id><Othr><Id>', '</Id><SchmeNm><Prtry>RIB</Prtry></SchmeNm></Othr></Id>'];
}

/** The first attribute of an order is the currency of the amount, and the amount follows: Ccy="MAD">500.00< */
const QUOTE = 0x22;
const LESS_THAN = 0x3c;
const FROM_QUOTE_TO_AMOUNT = '"MAD">'.length;

function amountIn(bytes: Buffer, start: number): { from: number; to: number } {
  const from = bytes.indexOf(QUOTE, start) + FROM_QUOTE_TO_AMOUNT;
  return { from, to: bytes.indexOf(LESS_THAN, from) };
}

/** See OrderFormat. */
export function painWriter(version: PainVersion) {
  return (payments: string, provider: Provider, run: OrderRun) => writing(version, payments, provider, run);
}

async function writing(
  version: PainVersion,
  payments: string,
  provider: Provider,
  run: OrderRun,
): Promise<Writing> {
  const { workspace } = run;
  const debtor = await workspace.one(
    `SELECT ${latinName('name', '$programme')} AS name FROM (SELECT $name AS name)`,
    {
      name: run.configuration.debtor.name,
      programme: run.configuration.programme,
    },
  );
  const sums = await sumsOfFiles(workspace, payments, provider.maxOrders);
  return {
    query: `SELECT ${orderXml(run.configuration, run.period, provider.accounts)}
      FROM (SELECT *, ${latinName('payee_name', 'payee_id')} AS name FROM (${payments}))`,
    // One column, written unchanged: nothing is quoted, and no delimiter is written.
    options: `FORMAT csv, HEADER false, DELIMITER '\x01', QUOTE '', ESCAPE ''`,
    layout: {
      frameOf: (nth, file) =>
        frame(version, provider.accounts, run, debtor.text('name'), messageId(run.runId, file), sums[nth]),
      amountIn,
    },
  };
}

type Sums = { readonly orders: number; readonly centimes: number };

/** The number of orders of each file and their sum. The header states them, before the first order is written. */
async function sumsOfFiles(workspace: Workspace, payments: string, most: number): Promise<Sums[]> {
  const rows = await workspace.select(
    `SELECT n // $most AS file, count(*) AS orders, CAST(sum(amount) * 100 AS BIGINT) AS centimes
     FROM (SELECT amount, row_number() OVER () - 1 AS n FROM (${payments})) GROUP BY file ORDER BY file`,
    { most },
  );
  return rows.map((row) => ({ orders: row.count('orders'), centimes: row.count('centimes') }));
}

function frame(
  { name: format, of2009 }: PainVersion,
  accounts: Accounts,
  { period, executionDate, configuration }: OrderRun,
  name: string,
  id: string,
  says: Sums | undefined,
): Frame {
  if (says === undefined) throw new Error(`${id}: a file of which nothing was counted`);
  const { account, bic } = configuration.debtor;
  const [before, after] = accountXml(accounts);
  const sums = `<NbOfTxs>${says.orders}</NbOfTxs><CtrlSum>${toText(amount(String(says.centimes)).dividedBy(100))}</CtrlSum>`;
  const bicTag = of2009 ? 'BIC' : 'BICFI';
  const agent = bic === null ? '<Othr><Id>NOTPROVIDED</Id></Othr>' : `<${bicTag}>${bic}</${bicTag}>`;
  const day = of2009 ? executionDate : `<Dt>${executionDate}</Dt>`;
  const header = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${format}"><CstmrCdtTrfInitn>`,
    `<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${createdAt(period, executionDate)}</CreDtTm>${sums}<InitgPty><Nm>${name}</Nm></InitgPty></GrpHdr>`,
    `<PmtInf><PmtInfId>${id}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>${sums}` +
      `<PmtTpInf><CtgyPurp><Cd>GOVT</Cd></CtgyPurp></PmtTpInf><ReqdExctnDt>${day}</ReqdExctnDt>` +
      `<Dbtr><Nm>${name}</Nm></Dbtr><DbtrAcct>${before}${account}${after}</DbtrAcct>` +
      `<DbtrAgt><FinInstnId>${agent}</FinInstnId></DbtrAgt>`,
    '',
  ].join('\n');
  return { header, footer: '</PmtInf></CstmrCdtTrfInitn></Document>\n', says };
}

/**
 * The same month must give the same bytes, so the clock is not used. The creation time is the start of the month, or
 * the day of execution if that is configured before it. A bank refuses a message that is dated later than its own
 * clock; a message of a run made in its month is not.
 */
function createdAt(period: string, executionDate: string): string {
  const first = `${period}-01`;
  return `${first < executionDate ? first : executionDate}T00:00:00`;
}
