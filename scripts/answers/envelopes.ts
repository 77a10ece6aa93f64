/** What stands around a message, and how its characters become bytes: in each of the ways in which banks send it. */
export const ENVELOPES = ['none', 'head', 'soap', 'bank'] as const;
export type Envelope = (typeof ENVELOPES)[number];

export const ENCODINGS = [
  'UTF-8',
  'UTF-16',
  'UTF-16BE',
  'ISO-8859-1',
  'ISO-8859-15',
  'windows-1252',
] as const;
export type Encoding = (typeof ENCODINGS)[number];

const HEAD = 'urn:iso:std:iso:20022:tech:xsd:head.001.001.02';
const header = (format: string) =>
  `<AppHdr xmlns="${HEAD}"><BizMsgIdr>E-1</BizMsgIdr><MsgDefIdr>${format}</MsgDefIdr></AppHdr>\n`;
const AROUND: Readonly<Record<Envelope, (format: string) => readonly [before: string, after: string]>> = {
  none: () => ['', ''],
  head: (format) => [
    `<BizMsgEnvlp xmlns="urn:iso:std:iso:20022:tech:xsd:nvlp.001.001.01">${header(format)}`,
    '</BizMsgEnvlp>\n',
  ],
  soap: (format) => [
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>${header(format)}</s:Header><s:Body>\n`,
    '</s:Body></s:Envelope>\n',
  ],
  bank: () => [
    '<Fichier xmlns="urn:banque:echange"><Emetteur>Banque inventée</Emetteur><Document>\n',
    '</Document></Fichier>\n',
  ],
};

/** A message in its envelope, with a declaration of its encoding. */
export async function* enveloped(
  pieces: AsyncGenerator<string>,
  format: string,
  envelope: Envelope,
  encoding: Encoding,
): AsyncGenerator<string> {
  const [before, after] = AROUND[envelope](format);
  const declared = encoding === 'UTF-16BE' ? 'UTF-16' : encoding;
  // Something that is not ASCII, where the encoding makes a difference.
  const remark = encoding === 'UTF-8' ? '' : '<!-- inventé -->\n';
  yield `<?xml version="1.0" encoding="${declared}"?>\n${remark}${before}`;
  yield* pieces;
  yield after;
}

/** The bytes that come before all text. */
export function markOf(encoding: Encoding): Buffer {
  if (encoding === 'UTF-16') return Buffer.from([0xff, 0xfe]);
  return Buffer.from(encoding === 'UTF-16BE' ? [0xfe, 0xff] : []);
}

/** Text as bytes; all of it is Latin-1, in which the other three are one. */
export function bytesOf(text: string, encoding: Encoding): Buffer {
  if (encoding === 'UTF-8') return Buffer.from(text, 'utf8');
  if (encoding === 'UTF-16') return Buffer.from(text, 'utf16le');
  return encoding === 'UTF-16BE' ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, 'latin1');
}
