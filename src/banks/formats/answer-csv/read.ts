import { parse } from 'csv-parse/sync';
import { OperatorError } from '../../../domain/errors.js';
import { isDay } from '../../../domain/period.js';
import { readCentimes, token } from '../amounts.js';
import { type Answer, type MessageHead, ORDER_STATUSES, type OrderStatus } from '../answer.js';
import type { Reading, TextAnswers } from '../format-interface.js';

/**
 * Answers as CSV, for institutions without ISO 20022: `order_id,status,reason_code,date,amount`, columns found
 * by name in any order, delimiter "," or ";", one answer a line. `amount` may be blank: then no amount
 * is checked. A line that cannot be read becomes an answer with a problem; an open quote spoils its own line only.
 */
export const ANSWER_COLUMNS = ['order_id', 'status', 'reason_code', 'date', 'amount'] as const;
type Column = (typeof ANSWER_COLUMNS)[number];

const LONGEST_LINE = 1 << 16;
const SLICE = 1 << 20;

class AnswerLines implements Reading {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private rest = '';
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
      const lines = (this.rest + this.decode(bytes.subarray(from, from + SLICE))).split('\n');
      this.rest = lines.pop() ?? '';
      if (this.rest.length > LONGEST_LINE) this.refuse('a line of it has no end');
      for (const line of lines) this.take(line);
    }
  }

  finish(): MessageHead {
    this.rest += this.decode();
    if (this.rest !== '') this.take(this.rest);
    if (this.places === null) this.refuse('it is empty');
    return { format: 'csv', messageId: '', institutions: [] };
  }

  private decode(bytes?: Buffer): string {
    try {
      return bytes === undefined ? this.decoder.decode() : this.decoder.decode(bytes, { stream: true });
    } catch {
      return this.refuse('it is not UTF-8');
    }
  }

  private take(raw: string): void {
    this.line++;
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.trim() === '') return;
    if (this.places === null) this.places = this.header(line);
    else this.tell(this.answer(line, this.places));
  }

  private header(line: string): Record<Column, number> {
    this.delimiter = line.includes(';') ? ';' : ',';
    const names = (this.fields(line) ?? []).map((one) => one.trim());
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
    const status = ORDER_STATUSES.find((one) => one === of('status')) ?? '';
    const amount = of('amount');
    const centimes = amount === '' ? null : readCentimes(amount);
    const fault = whole ? faultOf(of, status, centimes) : malformed(fields, this.width);
    return {
      position: this.line,
      level: 'ORDER',
      messageId: '',
      paymentId: '',
      orderId: token(of('order_id')),
      status,
      reason: token(of('reason_code')),
      day: of('date').slice(0, 10),
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

function faultOf(of: (column: Column) => string, status: OrderStatus | '', centimes: number | null): Fault {
  if (of('order_id') === '') return { problem: 'ORDER_ID_MISSING', detail: token(of('status')) };
  if (status === '') return { problem: 'STATUS_UNKNOWN', detail: token(of('status')) };
  if (!isDay(of('date'))) return { problem: 'DATE_INVALID', detail: token(of('date')) };
  if (of('amount') !== '' && centimes === null)
    return { problem: 'AMOUNT_INVALID', detail: token(of('amount')) };
  return { problem: '', detail: '' };
}

export const answerCsv: TextAnswers = {
  kind: 'text',
  name: 'csv',
  read: (file, tell) => new AnswerLines(file, tell),
};
