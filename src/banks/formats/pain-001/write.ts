import type { Provider } from '../../../config/providers.js';
import { amount, toText } from '../../../domain/money.js';
import { IBAN_PREFIX } from '../../../domain/rib.js';
import { text, type Workspace } from '../../../workspace/duckdb.js';
import { latinName } from '../../orders/latin.js';
import type { Frame } from '../../orders/split.js';
import type { OrderRun, Writing } from '../format-interface.js';
import { messageId } from './message-id.js';

/**
 * Order files as ISO 20022 customer credit transfers, pain.001.001.09 and .03: a file is one message with one
 * payment block, booked as one debit, so that one reference and one sum lead from the file to the statement.
 * An order is a transfer to an account, or, for CASH, one without an account whose agent is told to hold the
 * cash and pay on identification (HOLD). The engine writes the orders, a line each; the frames stand here.
 */
export type PainVersion = { readonly name: string; readonly of2009: boolean };
export const PAIN_VERSIONS: readonly PainVersion[] = [
  { name: 'pain.001.001.09', of2009: false },
  { name: 'pain.001.001.03', of2009: true },
];
type Accounts = Provider['accounts'];

/** `EndToEndId` … `RmtInf` of an order as SQL; nothing that is put in holds a character that XML reserves. */
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

/** What stands before and after the 24 digits of a RIB. */
function accountXml(accounts: Accounts): readonly [before: string, after: string] {
  return accounts === 'IBAN'
    ? [`<Id><IBAN>${IBAN_PREFIX}`, '</IBAN></Id>']
    : ['<Id><Othr><Id>', '</Id><SchmeNm><Prtry>RIB</Prtry></SchmeNm></Othr></Id>'];
}

/** In an order the first attribute is the amount's currency, and the amount follows: Ccy="MAD">500.00< */
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
    // One column, as it stands: nothing is quoted, and no delimiter is ever written.
    options: `FORMAT csv, HEADER false, DELIMITER '\x01', QUOTE '', ESCAPE ''`,
    layout: {
      frameOf: (nth, file) =>
        frame(version, provider.accounts, run, debtor.text('name'), messageId(run.runId, file), sums[nth]),
      amountIn,
    },
  };
}

type Sums = { readonly orders: number; readonly centimes: number };

/** How many orders each file will hold and their sum, which its header says before the first of them stands there. */
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
 * The same month gives the same bytes, so no clock is asked: the message counts as created when its month
 * began, or on the day of execution where that is configured before it. A bank refuses what is dated after its own
 * clock, which a run made in its month then is not.
 */
function createdAt(period: string, executionDate: string): string {
  const first = `${period}-01`;
  return `${first < executionDate ? first : executionDate}T00:00:00`;
}
