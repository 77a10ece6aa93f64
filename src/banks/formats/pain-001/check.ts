import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { orderRead } from '../../../tables/orders.js';
import { fill } from '../../../tables/table.js';
import { readPath, text } from '../../../workspace/duckdb.js';
import type { OrderCheck } from '../order-check.js';
import { messageId } from './message-id.js';

/**
 * Reads an ISO 20022 order file again, from its bytes. Every line must be exactly as sarf writes it, so that no part
 * of the file is unchecked. The file has a header of four lines, one line for each order, and a footer of one line.
 */
const NAME = "[A-Za-z0-9/?:().,'+ -]{1,140}";
const ACCOUNT =
  '<Id>(?:<Othr><Id>[0-9]{24}</Id><SchmeNm><Prtry>RIB</Prtry></SchmeNm></Othr>|<IBAN>MA64[0-9]{24}</IBAN>)</Id>';
const SUMS = (name: string) =>
  `<NbOfTxs>(?<${name}_orders>[0-9]{1,15})</NbOfTxs><CtrlSum>(?<${name}_total>[0-9]+\\.[0-9]{2})</CtrlSum>`;

const HEADER = new RegExp(
  [
    '^<\\?xml version="1\\.0" encoding="UTF-8"\\?>\n',
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:(?<format>pain\\.001\\.001\\.(?:03|09|11))"><CstmrCdtTrfInitn>\n',
    `<GrpHdr><MsgId>(?<message>[^<]+)</MsgId><CreDtTm>[0-9]{4}-[0-9]{2}-[0-9]{2}T00:00:00</CreDtTm>${SUMS('group')}`,
    `<InitgPty><Nm>${NAME}</Nm></InitgPty></GrpHdr>\n`,
    `<PmtInf><PmtInfId>(?<block>[^<]+)</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>${SUMS('block')}`,
    '<PmtTpInf><CtgyPurp><Cd>GOVT</Cd></CtgyPurp></PmtTpInf>',
    '<ReqdExctnDt>(?:<Dt>)?(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:</Dt>)?</ReqdExctnDt>',
    `<Dbtr><Nm>${NAME}</Nm></Dbtr><DbtrAcct>${ACCOUNT}</DbtrAcct>`,
    '<DbtrAgt><FinInstnId>(?:<Othr><Id>NOTPROVIDED</Id></Othr>|<BIC(?:FI)?>[A-Z0-9]{8,11}</BIC(?:FI)?>)</FinInstnId></DbtrAgt>$',
  ].join(''),
);

const ORDER = [
  '<CdtTrfTxInf><PmtId><EndToEndId>([A-Z0-9-]{1,35})</EndToEndId></PmtId>',
  '<Amt><InstdAmt Ccy="([A-Z]{3})">([0-9]+\\.[0-9]{2})</InstdAmt></Amt>',
  `<Cdtr><Nm>${NAME}</Nm><Id><PrvtId><Othr><Id>[A-Z0-9]{1,35}</Id></Othr></PrvtId></Id></Cdtr>`,
  `(?:<CdtrAcct>${ACCOUNT}</CdtrAcct>|<InstrForCdtrAgt><Cd>HOLD</Cd></InstrForCdtrAgt>)`,
  '<Purp><Cd>SSBE</Cd></Purp><RmtInf><Ustrd>([^<>&]{1,140})</Ustrd></RmtInf></CdtTrfTxInf>',
].join('');

const BEFORE_ORDERS = '\n<CdtTrfTxInf>';
const FOOTER = '\n</PmtInf></CstmrCdtTrfInitn></Document>\n';
const LINES_AROUND_ORDERS = 5;

export const pain001Check: OrderCheck = {
  formats: ['pain.001.001.11', 'pain.001.001.09', 'pain.001.001.03'],
  extension: 'xml',
  differences,
};

async function differences(
  ...[workspace, folder, manifest, file, format]: Parameters<OrderCheck['differences']>
): Promise<string[]> {
  const path = join(folder, file.path);
  const { header, footer } = await ends(path);
  const said = HEADER.exec(header)?.groups;
  await fill(
    workspace,
    orderRead,
    `SELECT $file AS file, o.order_id, split_part(o.remittance, ' ', 2) AS period, $provider AS provider,
        split_part(o.remittance, ' ', 3) AS household_id, nullif(o.amount, '') AS amount,
        o.currency, $date AS execution_date, o.remittance
      FROM (SELECT regexp_extract(line, ${text(`^${ORDER}$`)}, ['order_id', 'currency', 'amount', 'remittance']) AS o
        FROM ${linesOf(path)} WHERE starts_with(line, '<CdtTrfTxInf>'))`,
    { file: file.path, provider: file.path.split('/')[1] ?? '', date: said?.date ?? '' },
  );
  const around = await workspace.one(
    `SELECT count(*) AS n FROM ${linesOf(path)} WHERE NOT starts_with(line, '<CdtTrfTxInf>')`,
  );
  if (said === undefined || footer !== FOOTER || around.count('n') !== LINES_AROUND_ORDERS)
    return [`${file.path}: what stands around its orders is not what sarf writes`];
  const id = messageId(manifest.run_id, file.path);
  const faults: Readonly<Record<string, boolean>> = {
    [`is ${said.format}, orders/index.csv says ${format}`]: said.format !== format,
    [`bears the reference ${said.message} / ${said.block}, and not ${id}`]:
      said.message !== id || said.block !== id,
    [`says ${said.group_orders} orders of ${said.group_total}, the manifest ${file.orders} of ${file.total}`]:
      said.group_orders !== String(file.orders) || said.group_total !== file.total,
    [`says ${said.block_orders} orders of ${said.block_total} in its block, the manifest ${file.orders} of ${file.total}`]:
      said.block_orders !== String(file.orders) || said.block_total !== file.total,
  };
  return Object.keys(faults)
    .filter((fault) => faults[fault])
    .map((fault) => `${file.path}: ${fault}`);
}

/** The file as a table of lines, unchanged. */
function linesOf(path: string): string {
  return `read_csv(${readPath(path)}, auto_detect = false, header = false, columns = {'line': 'VARCHAR'}, delim = '\x01',
    quote = '', escape = '', new_line = '\\n', hive_partitioning = false)`;
}

/** The text before the first order, and the last bytes of the file, as many as the footer has. */
async function ends(path: string): Promise<{ header: string; footer: string }> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const read = async (from: number, length: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
      return buffer.toString('utf8', 0, bytesRead);
    };
    const start = await read(0, Math.min(size, 1 << 14));
    const header = start.slice(0, start.indexOf(BEFORE_ORDERS));
    return { header, footer: await read(Math.max(0, size - FOOTER.length), FOOTER.length) };
  } finally {
    await handle.close();
  }
}
