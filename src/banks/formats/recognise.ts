import { OperatorError } from '../../domain/errors.js';

/** What a file is, by its first bytes: XML or text, and its encoding. */
export type Recognised = {
  readonly kind: 'xml' | 'text';
  /** A label of TextDecoder; null when the bytes are UTF-8, or not known to be something else. */
  readonly encoding: string | null;
  /** The number of bytes before the content: a byte-order mark. */
  readonly mark: number;
};

/** How many bytes are read to recognise a file. */
export const LOOKED_AT = 1 << 10;

const ENCODINGS: ReadonlyMap<string, string> = new Map([
  ['iso-8859-1', 'windows-1252'], // where they differ, ISO 8859-1 has control characters, which no message has
  ['latin1', 'windows-1252'],
  ['windows-1252', 'windows-1252'],
  ['cp1252', 'windows-1252'],
  ['iso-8859-15', 'iso-8859-15'],
]);
const MARKS: readonly (readonly [bytes: string, encoding: string | null])[] = [
  ['efbbbf', null],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
];
/** The first two ASCII characters as UTF-16 without a mark, in hexadecimal. */
const UNMARKED: readonly (readonly [hex: RegExp, encoding: string])[] = [
  [/^[2-7].00[2-7].00/, 'utf-16le'],
  [/^00[2-7].00[2-7]./, 'utf-16be'],
];
const DECLARED = /encoding[ \t\r\n]*=[ \t\r\n]*["']([A-Za-z][\w.-]{0,39})["']/;

const XML = 'ISO 20022 XML (pain.002, camt.053 or camt.054)';
type Other = {
  /** The beginning of its text; or of its bytes, in hexadecimal. */
  readonly text?: RegExp;
  readonly hex?: RegExp;
  readonly is: string;
  readonly ask: string;
};
const TAKE_OUT = 'Take the message out of it with the tool of the channel it came by, and give that';
/** Files that institutions send instead of messages. */
const OTHERS: readonly Other[] = [
  { text: /^%PDF-/, is: 'a PDF document', ask: `Ask the institution for ${XML}` },
  { hex: /^504b0304/, is: 'a zip archive', ask: 'Unpack it, and give the files in it' },
  { hex: /^1f8b/, is: 'a gzip file', ask: 'Unpack it, and give the file in it' },
  {
    hex: /^d0cf11e0/,
    is: 'an Excel or Word document',
    ask: `Ask the institution for ${XML}, or save the sheet as CSV`,
  },
  { text: /^-----BEGIN (?:PKCS7|CMS)-----/, is: 'a signed or encrypted file (PKCS #7)', ask: TAKE_OUT },
  {
    hex: /^308[0-4].{0,10}06092a864886f70d0107/,
    is: 'a signed or encrypted file (PKCS #7)',
    ask: TAKE_OUT,
  },
  { text: /^-----BEGIN PGP/, is: 'a file signed or encrypted with PGP', ask: TAKE_OUT },
  {
    text: /^(?:\{1:|[\r\n]{0,4}:20:)[^<]{0,1000}:34F:/,
    is: 'a SWIFT MT942',
    ask: `Ask the bank for ${XML}`,
  },
  {
    text: /^(?:\{1:|[\r\n]{0,4}:20:)/,
    is: 'a SWIFT MT940 or another MT message',
    ask: `Ask the bank for ${XML}`,
  },
  {
    text: /^0[1457]\d{5}[ \d]{4}\d{5}/,
    is: 'a statement of 120 columns (CFONB 120)',
    ask: `Ask the bank for ${XML}`,
  },
  { text: /^UN[AB][+:]/, is: 'an EDIFACT message', ask: `Ask the institution for ${XML}` },
  {
    text: /^\s{0,80}<(?:!DOCTYPE html|html)/i,
    is: 'a web page',
    ask: 'Fetch the message again: the page says why it was not given',
  },
  { text: /^\s{0,80}[{[]\s{0,80}["{[]/, is: 'JSON', ask: `Ask the institution for ${XML}` },
];

/**
 * Recognises a file. Throws OperatorError for a file that is neither XML nor text, saying what it is and what to ask
 * for; and for a file that begins with nothing but blanks.
 * @param start its first bytes: LOOKED_AT of them, or all
 */
export function recognise(file: string, start: Buffer): Recognised {
  const hex = start.toString('hex', 0, 32);
  const marked = MARKS.find(([bytes]) => hex.startsWith(bytes));
  const raw = start.toString('latin1', 0, LOOKED_AT);
  const encoding =
    marked === undefined ? (UNMARKED.find(([form]) => form.test(hex))?.[1] ?? null) : marked[1];
  const mark = marked === undefined ? 0 : marked[0].length / 2;
  const text =
    encoding === null ? raw.slice(mark) : new TextDecoder(encoding).decode(start.subarray(mark, LOOKED_AT));
  const other = OTHERS.find((one) => one.text?.test(text) === true || one.hex?.test(hex) === true);
  if (other !== undefined)
    throw new OperatorError(`${file}: it is ${other.is}, which is not read. ${other.ask}`);
  const first = /\S/.exec(text)?.[0];
  if (first === '<') return { kind: 'xml', encoding: encoding ?? declared(text), mark };
  if (first !== undefined && hasControls(text))
    throw new OperatorError(
      `${file}: it is no text, and nothing that is known. Ask the institution for ${XML}, or CSV`,
    );
  return { kind: 'text', encoding, mark };
}

/** The encoding that an XML declaration names, if it is one that is read and not UTF-8. */
function declared(text: string): string | null {
  if (!text.startsWith('<?xml')) return null;
  const name = DECLARED.exec(text.slice(0, text.indexOf('?>') + 1))?.[1];
  return name === undefined ? null : (ENCODINGS.get(name.toLowerCase()) ?? null);
}

/** Whether an XML declaration may name `declaredAs` in bytes of this encoding. */
export function mayDeclare(encoding: string, declaredAs: string): boolean {
  const name = declaredAs.toLowerCase();
  return encoding.startsWith('utf-16')
    ? name === 'utf-16' || name === encoding
    : ENCODINGS.get(name) === encoding;
}

function hasControls(text: string): boolean {
  for (const one of text) {
    const code = one.charCodeAt(0);
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) return true;
  }
  return false;
}
