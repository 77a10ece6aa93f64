import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import { OperatorError } from '../../../domain/errors.js';
import { token } from '../amounts.js';
import type { Answer, MessageHead } from '../answer.js';
import type { Reading, TextAnswers } from '../format-interface.js';
import { centimesOfCell, columnOf, dayOfCell, reasonOfCell, statusOfCell } from './forms.js';

/**
 * Answers as CSV, for institutions without ISO 20022: `order_id,status,reason_code,date,amount`. Columns are found by
 * name, in any order. The delimiter is ";", a tab or ",". Each line is one answer; the forms of French spreadsheets
 * are accepted (see forms.ts). `amount` may be blank: then no amount is checked. A line that cannot be read becomes
 * an answer with a problem. An open quote affects only its own line.
 */
export const ANSWER_COLUMNS = ['order_id', 'status', 'reason_code', 'date', 'amount'] as const;
type Column = (typeof ANSWER_COLUMNS)[number];

const LONGEST_LINE = 1 << 16;
const SLICE = 1 << 20;
const NEWLINE = 0x0a;
const ANSI = new TextDecoder('windows-1252');

class AnswerLines implements Reading {
  /** The bytes after the last line break. */
  private rest: Buffer = Buffer.alloc(0);
  private line = 0;
  private delimiter = ',';
  private width = 0;
  private places: Record<Column, number> | null = null;

  constructor(
    private readonly name: string,
    private readonly tell: (answer: Answer) => void,
  ) {}

  write(bytes: Buffer): void {
    for (let from = 0; from < bytes.length; from += SLICE) {
      const slice = bytes.subarray(from, from + SLICE);
      const last = slice.lastIndexOf(NEWLINE) + 1;
      if (last > 0) {
        this.lines(Buffer.concat([this.rest, slice.subarray(0, last - 1)]));
        this.rest = Buffer.from(slice.subarray(last));
      } else this.rest = Buffer.concat([this.rest, slice]);
      if (this.rest.length > LONGEST_LINE) this.refuse('a line of it has no end');
    }
  }

  finish(): MessageHead {
    if (this.rest.length > 0) this.lines(this.rest);
    if (this.places === null) this.refuse('it is empty');
    return { format: 'csv', messageId: '', institutions: [] };
  }

  /** Reads whole lines. A line that is not UTF-8 is read as Windows-1252, which spreadsheets call ANSI. */
  private lines(block: Buffer): void {
    if (isUtf8(block)) {
      for (const line of block.toString('utf8').split('\n')) this.take(line);
      return;
    }
    for (let from = 0; from <= block.length; ) {
      const end = block.indexOf(NEWLINE, from);
      const line = block.subarray(from, end < 0 ? block.length : end);
      this.take(isUtf8(line) ? line.toString('utf8') : ANSI.decode(line));
      from += line.length + 1;
    }
  }

  private take(raw: string): void {
    this.line++;
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.trim() === '' || (this.places === null && /^"?sep=.{1,2}$/i.test(line))) return;
    if (this.places === null) this.places = this.header(line);
    else this.tell(this.answer(line, this.places));
  }

  private header(line: string): Record<Column, number> {
    this.delimiter = [';', '\t'].find((one) => line.includes(one)) ?? ',';
    const names = (this.fields(line) ?? []).map(columnOf);
    const missing = ANSWER_COLUMNS.filter((column) => !names.includes(column));
    if (missing.length > 0) this.refuse(`its header has no column ${missing.join(', ')}`);
    this.width = names.length;
    return Object.fromEntries(ANSWER_COLUMNS.map((column) => [column, names.indexOf(column)])) as Record<
      Column,
      number
    >;
  }

  private fields(line: string): string[] | null {
    if (!line.includes('"')) return line.split(this.delimiter);
    try {
      const [fields] = parse(line, { delimiter: this.delimiter }) as string[][];
      return fields ?? null;
    } catch {
      return null;
    }
  }

  private answer(line: string, places: Record<Column, number>): Answer {
    const fields = this.fields(line);
    const whole = fields !== null && fields.length === this.width;
    const of = (column: Column) => (fields?.[places[column]] ?? '').trim();
    const status = statusOfCell(of('status'));
    const day = dayOfCell(of('date'));
    const amount = of('amount');
    const centimes = amount === '' ? null : centimesOfCell(amount);
    const { reason, reasonWords } = reasonOfCell(of('reason_code'));
    const unpaid = status === 'REJECTED' || status === 'RETURNED';
    let fault: Fault = { problem: '', detail: '' };
    if (!whole) fault = malformed(fields, this.width);
    else if (of('order_id') === '') fault = { problem: 'ORDER_ID_MISSING', detail: token(of('status')) };
    else if (status === null) fault = { problem: 'STATUS_UNKNOWN', detail: token(of('status')) };
    else if (day === null) fault = { problem: 'DATE_INVALID', detail: token(of('date')) };
    else if (amount !== '' && centimes === null) fault = { problem: 'AMOUNT_INVALID', detail: token(amount) };
    else if (unpaid && reasonWords !== '') fault = { problem: 'REASON_UNKNOWN', detail: reasonWords };
    return {
      position: this.line,
      level: 'ORDER',
      messageId: '',
      paymentId: '',
      orderId: token(of('order_id')),
      status: status ?? 'UNKNOWN',
      reason,
      reasonWords,
      day: day ?? of('date').slice(0, 10),
      centimes,
      currency: '',
      ...fault,
    };
  }

  private refuse(problem: string): never {
    throw new OperatorError(
      `${this.name}: no answers: ${problem}. Give a pain.002, a camt.054, or CSV with the columns ${ANSWER_COLUMNS.join(',')}`,
    );
  }
}

type Fault = Pick<Answer, 'problem' | 'detail'>;

function malformed(fields: readonly string[] | null, width: number): Fault {
  const detail = fields === null ? 'a quote is malformed' : `${fields.length} fields in place of ${width}`;
  return { problem: 'LINE_MALFORMED', detail };
}

export const answerCsv: TextAnswers = {
  kind: 'text',
  name: 'csv',
  read: (file, tell) => new AnswerLines(file, tell),
};
