import type { Problem } from '../domain/schema.js';
import type { StatementCsvWritten } from './schema.js';

/** What the columns of a bank's statement as CSV mean, and how its cells are written. */
export type StatementCsv = {
  /** Names of columns as the header has them. Null: there is no such column. */
  readonly columns: {
    readonly date: string;
    /** With a sign, or with the column `sign`. Null where debits and credits have a column each. */
    readonly amount: string | null;
    readonly debit: string | null;
    readonly credit: string | null;
    readonly sign: string | null;
    readonly currency: string | null;
    readonly reference: string | null;
    readonly order: string | null;
    readonly words: string | null;
    readonly account: string | null;
    /** Of the account after the entry. */
    readonly balance: string | null;
  };
  readonly separator: string;
  readonly decimal: ',' | '.';
  readonly dates: StatementCsvWritten['dates'];
  /** A label of TextDecoder. */
  readonly encoding: string;
  /** What the column `sign` holds. */
  readonly signs: { readonly debit: string; readonly credit: string };
  /** The account, where no column names it; "" when it is not known. */
  readonly account: string;
};

/** What is wrong with `statement_csv` of a configuration, and at which key below it; null when nothing is. */
export function statementCsvProblem(given: StatementCsvWritten): Problem | null {
  const { columns, separator, decimal, signs } = given;
  const { amount, debit, credit, sign } = columns;
  const both = debit !== null && credit !== null;
  if (amount === null ? !both : debit !== null || credit !== null)
    return { key: 'columns', problem: 'either amount, or both debit and credit, are expected' };
  if (sign !== null && amount === null)
    return { key: 'columns.sign', problem: 'is for amount; debit and credit need none' };
  if (separator === decimal) return { key: 'decimal', problem: `${decimal} separates the columns, too` };
  if (plainText(signs.debit) === plainText(signs.credit))
    return { key: 'signs', problem: 'a debit and a credit have the same sign' };
  const names = new Map<string, string>();
  for (const [column, name] of Object.entries(columns)) {
    if (name === null) continue;
    const other = names.get(plainText(name));
    if (other !== undefined)
      return { key: `columns.${column}`, problem: `${JSON.stringify(name)} is ${other}'s column, too` };
    names.set(plainText(name), column);
  }
  return null;
}

/**
 * The map of a configuration in which nothing is wrong.
 * @param account the debtor's: the statement is of it where nothing else is said
 */
export function statementCsvOf(given: StatementCsvWritten, account: string | null): StatementCsv {
  const { columns, separator, decimal, dates, encoding, signs } = given;
  return { columns, separator, decimal, dates, encoding, signs, account: given.account ?? account ?? '' };
}

/** A name of a column or a sign as it is compared: without blanks around it, in small letters. */
export const plainText = (text: string) => text.trim().toLowerCase();
