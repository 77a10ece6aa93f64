import { styleText } from 'node:util';
import { type Line, type Painted, printable, printableJson } from '../domain/printable.js';

/** Standard output or standard error, as the process has it or as a test holds it. */
export type Stream = { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };

const TO_THE_START = '\r\u001b[K';

/**
 * The only door to a stream. It takes lines and ends them itself; every text in them is made printable. What people or
 * files wrote (names, reasons, arguments) can so neither steer the terminal nor forge a line, wherever it is printed.
 */
export class Printer {
  readonly #stream: Stream;
  /** A living line is shown, without its end. */
  #drawn = false;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  /** Columns of the terminal; null where a file or a pipe is written, which have no width. */
  get width(): number | null {
    return this.isTerminal ? (this.#stream.columns ?? 80) : null;
  }

  /** Writes lines, in the place of a living line. */
  lines(lines: readonly Line[]): void {
    if (lines.length === 0) return;
    const start = this.#drawn ? TO_THE_START : '';
    this.#drawn = false;
    this.#stream.write(`${start}${lines.map((line) => `${toText(line)}\n`).join('')}`);
  }

  /** Writes a living line, which the next one or the next lines replace. For terminals. */
  draw(line: Line): void {
    this.#drawn = true;
    this.#stream.write(`${TO_THE_START}${toText(line)}`);
  }

  /** Writes a value as JSON on one line. */
  json(value: unknown): void {
    this.#stream.write(`${printableJson(value)}\n`);
  }
}

function toText(line: Line): string {
  if (typeof line === 'string') return printable(line);
  return 'text' in line ? painted(line) : line.map(toText).join('');
}

/** Whether there are colours at all is decided by the Style; this stream is not asked again. */
function painted({ text, format }: Painted): string {
  const shown = printable(text);
  return format === null ? shown : styleText(format, shown, { validateStream: false });
}
