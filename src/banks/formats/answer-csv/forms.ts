import { isDay } from '../../../domain/period.js';
import { readCentimes, token } from '../amounts.js';
import { ORDER_STATUSES, type OrderStatus } from '../answer.js';
import { reasonCodes } from '../codes.js';

/** The forms of a cell: those that sarf writes, and those of French spreadsheets. */
const STATUSES: ReadonlyMap<string, OrderStatus> = new Map([
  ...ORDER_STATUSES.map((one): [string, OrderStatus] => [one, one]),
  ['PAYE', 'PAID'],
  ['PAYEE', 'PAID'],
  ['EXECUTE', 'PAID'],
  ['EXECUTEE', 'PAID'],
  ['ACCEPTE', 'ACCEPTED'],
  ['ACCEPTEE', 'ACCEPTED'],
  ['REJETE', 'REJECTED'],
  ['REJETEE', 'REJECTED'],
  ['RETOURNE', 'RETURNED'],
  ['RETOURNEE', 'RETURNED'],
]);

/** Names of columns, in small letters and without accents. */
const COLUMNS: ReadonlyMap<string, string> = new Map([
  ['ordre', 'order_id'],
  ['id ordre', 'order_id'],
  ['reference ordre', 'order_id'],
  ['statut', 'status'],
  ['motif', 'reason_code'],
  ['code motif', 'reason_code'],
  ['montant', 'amount'],
]);

/** Returns the column of this name; the name itself when no such column is known. */
export function columnOf(name: string): string {
  const plain = withoutAccents(name).trim().toLowerCase().replaceAll('_', ' ');
  return COLUMNS.get(plain) ?? plain.replaceAll(' ', '_');
}

/** Returns the status of a text in capital letters, with or without accents; null for any other text. */
export function statusOfCell(text: string): OrderStatus | null {
  return STATUSES.get(withoutAccents(text)) ?? null;
}

const FRENCH_DAY = /^(\d{2})[/.-](\d{2})[/.-](\d{4})(?: [\d:]{1,12})?$/;

/**
 * Returns "2026-02-01", "2026-02-01T…" or "01/02/2026" as YYYY-MM-DD; null when the text is not a date. In the third
 * form the day comes before the month.
 */
export function dayOfCell(text: string): string | null {
  const [, day, month, year] = FRENCH_DAY.exec(text) ?? [];
  const iso = year === undefined ? text.slice(0, 10) : `${year}-${month}-${day}`;
  return isDay(iso) ? iso : null;
}

const FRENCH_AMOUNT = /^\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?$|^\d{1,13},\d{0,2}$/;

/** Returns the centimes of "500.00", "600,00" or "1 234,50"; null for any other text. */
export function centimesOfCell(text: string): number | null {
  if (!FRENCH_AMOUNT.test(text)) return readCentimes(text);
  return readCentimes(text.replaceAll(/[ \u00a0\u202f]/g, '').replace(',', '.'));
}

const CODES: ReadonlySet<string> = new Set(reasonCodes());
/** The form of reason codes, for codes that are newer than the table. */
const CODE = /^[A-Z]{2}(?:[A-Z]\d|\d[A-Z]|\d\d)$/;

/** Returns the cell as a reason code, or as words. */
export function reasonOfCell(text: string): { readonly reason: string; readonly reasonWords: string } {
  const code = token(text).toUpperCase();
  if (CODES.has(code) || CODE.test(code)) return { reason: code, reasonWords: '' };
  return { reason: '', reasonWords: token(text, LONGEST_WORDS) };
}
const LONGEST_WORDS = 1 << 10;

function withoutAccents(text: string): string {
  return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
}
