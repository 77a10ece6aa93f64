import type { Order, OrderFile, Rates } from './orders.js';
import { ordersOf } from './orders.js';

/**
 * Answers as institutions write them, valid against the schemas of ISO 20022, piece by piece: nothing grows
 * with the number of orders. What is returned comes back some days after it was paid.
 */
const PAIN_002 = ['03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13', '14'] as const;
const CAMT = ['02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13'] as const;

/** Messages in all versions that are read; without a version, the one that banks write most. */
export const FORMATS = [
  ...PAIN_002.map((version) => `pain.002.001.${version}` as const),
  ...(['camt.054', 'camt.053'] as const).flatMap((message) => [
    message,
    ...CAMT.map((version) => `${message}.001.${version}` as const),
  ]),
  'csv' as const,
];
export type Format = (typeof FORMATS)[number];

/** The message with its version, as its namespace has it. */
export const versioned = (format: Format) =>
  format === 'camt.054' || format === 'camt.053' ? `${format}.001.08` : format;

const DAYS_UNTIL_RETURNED = 3;
const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:';

/** One message for each order file; a statement of account, camt.053, is one for them all. */
export function messages(
  format: Format,
  files: readonly OrderFile[],
  rates: Rates,
): { readonly name: string; readonly pieces: AsyncGenerator<string> }[] {
  if (format.startsWith('camt.053'))
    return [{ name: 'camt053.xml', pieces: statementOfAccount(files, rates, versioned(format)) }];
  const write = format === 'csv' ? csv : format.startsWith('camt') ? notification : status;
  const ending = format === 'csv' ? 'csv' : 'xml';
  const kind = (format.startsWith('camt') ? format.slice(0, 8) : format)
    .replace('.001.', '-')
    .replace('.', '');
  return files.map((file) => ({
    name: `${kind}-${file.name}.${ending}`,
    pieces: write(file, rates, versioned(format)),
  }));
}

async function* csv(file: OrderFile, rates: Rates): AsyncGenerator<string> {
  yield 'order_id,status,reason_code,date,amount\n';
  for await (const order of ordersOf(file, rates)) {
    const { status, reason } = order.fate;
    const line = (said: string, why: string, day: string) =>
      `${order.id},${said},${why},${day},${dirhams(order.centimes)}\n`;
    if (status === 'RETURNED') yield line('PAID', '', file.executedOn);
    yield line(status, reason, status === 'RETURNED' ? returnedOn(file) : file.executedOn);
  }
}

async function* status(file: OrderFile, rates: Rates, format: string): AsyncGenerator<string> {
  const at = `${file.executedOn}T18:00:00`;
  yield `<Document xmlns="${NAMESPACE}${format}"><CstmrPmtStsRpt>\n`;
  yield `<GrpHdr><MsgId>${messageId('S', file)}</MsgId><CreDtTm>${at}</CreDtTm></GrpHdr>\n`;
  yield `<OrgnlGrpInfAndSts><OrgnlMsgId>${file.messageId}</OrgnlMsgId><OrgnlMsgNmId>${file.messageName}</OrgnlMsgNmId></OrgnlGrpInfAndSts>\n`;
  yield `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${file.messageId}</OrgnlPmtInfId>\n`;
  for await (const { id, centimes, fate } of ordersOf(file, rates)) {
    const code = fate.status === 'REJECTED' ? 'RJCT' : 'ACSC';
    const why = code === 'RJCT' ? `<StsRsnInf><Rsn><Cd>${fate.reason}</Cd></Rsn></StsRsnInf>` : '';
    yield `<TxInfAndSts><OrgnlInstrId>${id}</OrgnlInstrId><OrgnlEndToEndId>${id}</OrgnlEndToEndId><TxSts>${code}</TxSts>${why}<OrgnlTxRef><Amt><InstdAmt Ccy="MAD">${dirhams(centimes)}</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>\n`;
  }
  yield '</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>\n';
}

/** One debit of all that was paid, with its transactions, and a credit for each order that came back. */
async function* notification(file: OrderFile, rates: Rates, format: string): AsyncGenerator<string> {
  const { debited } = await sums(file, rates);
  const id = messageId('N', file);
  const at = `${returnedOn(file)}T18:00:00`;
  yield `<Document xmlns="${NAMESPACE}${format}"><BkToCstmrDbtCdtNtfctn>\n`;
  yield `<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${at}</CreDtTm></GrpHdr><Ntfctn><Id>${id}</Id>${ACCOUNT}\n`;
  if (debited > 0n) {
    yield `<Ntry>${head('DBIT', debited, file.executedOn, format)}<NtryDtls><Btch><MsgId>${file.messageId}</MsgId><PmtInfId>${file.messageId}</PmtInfId></Btch>\n`;
    for await (const order of ordersOf(file, rates)) {
      if (order.fate.status === 'REJECTED') continue;
      yield `<TxDtls><Refs><EndToEndId>${order.id}</EndToEndId></Refs><Amt Ccy="MAD">${dirhams(order.centimes)}</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls>\n`;
    }
    yield '</NtryDtls></Ntry>\n';
  }
  yield* returns(file, rates, format);
  yield '</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>\n';
}

/** One debit for each order file, of all that was not rejected, and a credit for each order that came back. */
async function* statementOfAccount(
  files: readonly OrderFile[],
  rates: Rates,
  format: string,
): AsyncGenerator<string> {
  const [first] = files;
  const last = files.map(returnedOn).sort().at(-1) ?? '';
  if (first === undefined) throw new Error('the run has no order file');
  let debits = 0n;
  let credits = 0n;
  for (const file of files) {
    const { debited, returned } = await sums(file, rates);
    debits += debited;
    credits += returned;
  }
  const opening = debits + 100_000_000n;
  yield `<Document xmlns="${NAMESPACE}${format}"><BkToCstmrStmt>\n`;
  yield `<GrpHdr><MsgId>STMT-${last}</MsgId><CreDtTm>${last}T20:00:00</CreDtTm></GrpHdr><Stmt><Id>${last}</Id>`;
  yield `<FrToDt><FrDtTm>${first.executedOn}T00:00:00</FrDtTm><ToDtTm>${last}T23:59:59</ToDtTm></FrToDt>${ACCOUNT}\n`;
  yield balance('OPBD', opening, first.executedOn) + balance('CLBD', opening - debits + credits, last);
  for (const file of files) {
    const { debited } = await sums(file, rates);
    if (debited > 0n)
      yield `<Ntry>${head('DBIT', debited, file.executedOn, format)}<NtryDtls><Btch><MsgId>${file.messageId}</MsgId><PmtInfId>${file.messageId}</PmtInfId></Btch></NtryDtls></Ntry>\n`;
    yield* returns(file, rates, format);
  }
  yield '</Stmt></BkToCstmrStmt></Document>\n';
}

async function* returns(file: OrderFile, rates: Rates, format: string): AsyncGenerator<string> {
  for await (const order of ordersOf(file, rates)) {
    if (order.fate.status !== 'RETURNED') continue;
    yield `<Ntry>${head('CRDT', order.centimes, returnedOn(file), format)}<NtryDtls><TxDtls><Refs><EndToEndId>${order.id}</EndToEndId></Refs><Amt Ccy="MAD">${dirhams(order.centimes)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><RtrInf><Rsn><Cd>${order.fate.reason}</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>\n`;
  }
}

const ACCOUNT = '<Acct><Id><Othr><Id>310810000000000000000079</Id></Othr></Id><Ccy>MAD</Ccy></Acct>';

/** Until version .06 the status of an entry is a text, from .07 on a code. */
const LAST_WITH_TEXT = 6;

function head(sign: 'DBIT' | 'CRDT', centimes: bigint, day: string, format: string): string {
  const booked = Number(format.slice(-2)) > LAST_WITH_TEXT ? '<Cd>BOOK</Cd>' : 'BOOK';
  const family = sign === 'DBIT' ? 'ICDT' : 'RCDT';
  return `<Amt Ccy="MAD">${dirhams(centimes)}</Amt><CdtDbtInd>${sign}</CdtDbtInd><Sts>${booked}</Sts><BookgDt><Dt>${day}</Dt></BookgDt><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>${family}</Cd><SubFmlyCd>${sign === 'DBIT' ? 'ESCT' : 'RRTN'}</SubFmlyCd></Fmly></Domn></BkTxCd>`;
}

function balance(type: string, centimes: bigint, day: string): string {
  return `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="MAD">${dirhams(centimes)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${day}</Dt></Dt></Bal>\n`;
}

async function sums(file: OrderFile, rates: Rates): Promise<{ debited: bigint; returned: bigint }> {
  const sum = { debited: 0n, returned: 0n };
  const add = ({ fate, centimes }: Order) => {
    if (fate.status !== 'REJECTED') sum.debited += centimes;
    if (fate.status === 'RETURNED') sum.returned += centimes;
  };
  for await (const order of ordersOf(file, rates)) add(order);
  return sum;
}

/** At most 35 characters. */
function messageId(kind: string, file: OrderFile): string {
  return `${kind}-${file.name}`.slice(0, 35);
}

function returnedOn(file: OrderFile): string {
  const day = new Date(`${file.executedOn}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + DAYS_UNTIL_RETURNED);
  return day.toISOString().slice(0, 10);
}

function dirhams(centimes: bigint): string {
  return `${centimes / 100n}.${String(centimes % 100n).padStart(2, '0')}`;
}
