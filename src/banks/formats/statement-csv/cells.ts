import type { StatementCsv } from '../../../config/statement-csv.js';
import { plainText } from '../../../config/statement-csv.js';
import { isDay } from '../../../domain/period.js';
import { readCentimes } from '../amounts.js';

/** Cells of a statement as CSV, as its map says that they are written. */

/** YYYY-MM-DD of a cell such as "01/02/2026" or "01/02/2026 08:15"; null for no such date. */
export function dayIn(cell: string, form: StatementCsv['dates']): string | null {
  const blank = cell.indexOf(' ');
  const text = blank < 0 ? cell : cell.slice(0, blank);
  if (text.length !== form.length) return null;
  const part = (letter: string) => [...text].filter((_, at) => form[at] === letter).join('');
  const signs = [...form].every((one, at) => /[YMD]/.test(one) || text[at] === one);
  const year = part('Y');
  const day = `${year.length === 2 ? `20${year}` : year}-${part('M')}-${part('D')}`;
  return signs && isDay(day) ? day : null;
}

const FORMS = {
  ',': /^(?:\d{1,3}(?:[ .\u00a0\u202f]\d{3})+|\d{1,13})(?:,\d{1,2})?$/,
  '.': /^(?:\d{1,3}(?:[ ,'\u00a0\u202f]\d{3})+|\d{1,13})(?:\.\d{1,2})?$/,
} as const;

/** Centimes of a cell such as "-1 234,50" or "1234,50-"; negative where it has a minus; null for no amount. */
export function centimesIn(cell: string, decimal: StatementCsv['decimal']): number | null {
  const before = cell.startsWith('-') || cell.startsWith('\u2212');
  const after = !before && cell.endsWith('-');
  const plus = cell.startsWith('+');
  const digits = before || plus ? cell.slice(1).trim() : after ? cell.slice(0, -1).trim() : cell;
  if (!FORMS[decimal].test(digits)) return null;
  const plain = digits.replaceAll(/[^\d,.]/g, '');
  const [thousands, point] = decimal === ',' ? ['.', ','] : [',', '.'];
  const centimes = readCentimes(plain.replaceAll(thousands, '').replace(point, '.'));
  if (centimes === null || centimes === 0) return centimes;
  return before || after ? -centimes : centimes;
}

/** What an entry adds to the account, in centimes: negative for a debit. Or what is wrong with its cells. */
export function signedIn(of: (column: Sum) => string, map: StatementCsv): number | string {
  const { columns, decimal, signs } = map;
  const read = (column: Sum) => {
    const cell = of(column);
    return (
      centimesIn(cell, decimal) ?? `${column} is ${shownCell(cell)}, no amount such as ${EXAMPLE[decimal]}`
    );
  };
  if (columns.amount === null) {
    const [debit, credit] = [of('debit'), of('credit')];
    const given = (['debit', 'credit'] as const).filter((one) => !isNothing(of(one), decimal));
    const [only] = given;
    if (given.length > 1)
      return `debit is ${shownCell(debit)} and credit is ${shownCell(credit)}: one of them is expected`;
    if (only === undefined)
      return debit === '' && credit === '' ? 'neither debit nor credit has an amount' : 0;
    const found = read(only);
    if (typeof found === 'string') return found;
    // Some banks write a debit with a minus.
    if (only === 'debit') return -Math.abs(found);
    return found < 0 ? `credit is ${shownCell(credit)}, below zero` : found;
  }
  const found = read('amount');
  if (typeof found === 'string' || columns.sign === null) return found;
  const sign = plainText(of('sign'));
  if (sign === plainText(signs.debit)) return found === 0 ? 0 : -Math.abs(found);
  if (sign !== plainText(signs.credit))
    return `sign is ${shownCell(of('sign'))}, neither ${signs.debit} nor ${signs.credit} (statement_csv.signs)`;
  return found < 0 ? `amount is ${shownCell(of('amount'))}, and sign is a credit's` : found;
}

type Sum = 'amount' | 'debit' | 'credit' | 'sign';
const EXAMPLE = { ',': '1234,50', '.': '1234.50' } as const;

function isNothing(cell: string, decimal: StatementCsv['decimal']): boolean {
  return cell === '' || cell === '-' || centimesIn(cell, decimal) === 0;
}

/** A cell in a message. */
export function shownCell(cell: string): string {
  return JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);
}
