import { OperatorError } from '../domain/errors.js';

/**
 * A file's content as UTF-8 text, whatever it begins with: a byte-order mark is passed over, UTF-16 is written anew,
 * and what is no text is refused.
 */
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** So much of a file says what it is. */
const ENOUGH = 512;

/** Yields the text; a chunk is good until the next is asked for. Throws OperatorError for what is no text. */
export async function* textOf(path: string, content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let begun: Buffer | null = Buffer.alloc(0);
  let decode: Utf16Decoder | null = null;
  for await (const chunk of content) {
    let next = chunk;
    if (begun !== null) {
      next = begun.length === 0 ? chunk : Buffer.concat([begun, chunk]);
      if (next.length < ENOUGH) {
        begun = Buffer.from(next);
        continue;
      }
      begun = null;
      ({ decode, next } = begin(path, next));
    }
    yield decode === null ? next : decode.take(next);
  }
  if (begun !== null && begun.length > 0) {
    const { decode: short, next } = begin(path, begun);
    decode = short;
    yield decode === null ? next : decode.take(next);
  }
  if (decode !== null) yield decode.end();
}

function begin(path: string, bytes: Buffer): { decode: Utf16Decoder | null; next: Buffer } {
  const utf16 = endOfUtf16(bytes);
  if (utf16 === null) {
    refuseNoText(path, bytes);
    return { decode: null, next: bytes.subarray(0, 3).equals(MARK) ? bytes.subarray(3) : bytes };
  }
  const marked = bytes.readUInt16LE(0) === 0xfeff || bytes.readUInt16BE(0) === 0xfeff;
  return { decode: new Utf16Decoder(utf16), next: marked ? bytes.subarray(2) : bytes };
}

/** Which byte of a pair comes first: by the mark, else by where the zeros of Latin letters stand; null: no UTF-16. */
function endOfUtf16(bytes: Buffer): 'LE' | 'BE' | null {
  if (bytes.length < 2) return null;
  if (bytes.readUInt16LE(0) === 0xfeff) return 'LE';
  if (bytes.readUInt16BE(0) === 0xfeff) return 'BE';
  const zeros = [0, 0];
  const looked = Math.min(bytes.length, ENOUGH);
  for (let i = 0; i < looked; i++) if (bytes[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > looked / 4 && even === 0) return 'LE';
  return even > looked / 4 && odd === 0 ? 'BE' : null;
}

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
/** Stands in no UTF-8: a line with it is found to be broken. */
const BROKEN = Buffer.from([0xff]);

/** UTF-16 to UTF-8. Half a character becomes a byte that no UTF-8 has, so that its line is not trusted. */
class Utf16Decoder {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly end16: 'LE' | 'BE') {}

  take(chunk: Buffer): Buffer {
    const bytes = Buffer.concat([this.rest, chunk]);
    let whole = bytes.length - (bytes.length % 2);
    if (whole >= 2) {
      const last = this.end16 === 'LE' ? bytes.readUInt16LE(whole - 2) : bytes.readUInt16BE(whole - 2);
      if (last >= 0xd800 && last <= 0xdbff) whole -= 2; // its other half follows
    }
    this.rest = Buffer.from(bytes.subarray(whole));
    return this.utf8(bytes.subarray(0, whole));
  }

  end(): Buffer {
    return this.rest.length === 0 ? this.rest : BROKEN;
  }

  private utf8(bytes: Buffer): Buffer {
    const text = (this.end16 === 'LE' ? bytes : bytes.swap16()).toString('utf16le');
    const encoded = Buffer.from(text);
    // Only text with half a character in it holds what stands for one, or it is written there.
    if (!encoded.includes('\ufffd')) return encoded;
    return Buffer.concat(
      text.split(LONE).flatMap((part, i) => (i === 0 ? [Buffer.from(part)] : [BROKEN, Buffer.from(part)])),
    );
  }
}

const PACKED_ZIP = Buffer.from('504b0304', 'hex');
const WORKBOOK = /xl\/|\[Content_Types\]|mimetype/;

/** Whether a file begins as what is no CSV does; what that is, and what to do. The first that fits. */
const NO_TEXT: readonly (readonly [
  is: (bytes: Buffer, text: string) => boolean,
  what: string,
  todo: string,
])[] = [
  [
    (bytes, text) => begins(bytes, PACKED_ZIP) && WORKBOOK.test(text),
    'a workbook (xlsx, ods)',
    'save it as CSV UTF-8',
  ],
  [(bytes) => begins(bytes, PACKED_ZIP), 'a zip archive', 'give it a name that ends in .zip'],
  [(bytes) => begins(bytes, Buffer.from('d0cf11e0', 'hex')), 'a workbook (xls)', 'save it as CSV UTF-8'],
  [(bytes) => begins(bytes, Buffer.from('1f8b', 'hex')), 'packed', 'give it a name that ends in .csv.gz'],
  [(_, text) => text.startsWith('%PDF'), 'a PDF document', 'ask for it as CSV UTF-8'],
  [(_, text) => text.startsWith('ustar', 257), 'a tar archive', 'unpack it'],
  [
    (_, text) => /^\W{0,99}<(!doctype html|html|head|body|table|meta)/i.test(text),
    'an HTML page',
    'ask for it as CSV UTF-8',
  ],
  [(_, text) => /^\W{0,99}<\?xml/i.test(text), 'an XML document', 'ask for it as CSV UTF-8'],
];

function begins(bytes: Buffer, mark: Buffer): boolean {
  return bytes.subarray(0, mark.length).equals(mark);
}

function refuseNoText(path: string, bytes: Buffer): void {
  const text = bytes.toString('latin1', 0, 2048);
  const found = NO_TEXT.find(([is]) => is(bytes, text));
  if (found === undefined) return;
  const [, what, todo] = found;
  throw new OperatorError(`${path}: it is ${what}, and a CSV file is expected here; ${todo}`);
}
