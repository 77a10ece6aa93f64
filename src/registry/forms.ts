import type { RegistryForms } from '../config/load.js';
import { text } from '../workspace/duckdb.js';
import { DAYS, DECIMALS, type Kind, WITH_ACCOUNT, YES_NO } from './columns.js';
import type { Header } from './header.js';

/** What is written in another form than the contract's, put into that: where a configuration says so, and accounts always. */

/** Blanks, also those that do not break, and the marks by which a spreadsheet keeps a number a text. */
const BLANKS = String.raw`\s\x{A0}\x{202F}`;
const AROUND = `[${BLANKS}='’‘"]`;
/** Blanks among its digits are another matter: it is held, as any wrong account is. */
const NOT_OF_A_RIB = `^${AROUND}+|${AROUND}+$`;

/**
 * SQL of a block's rows with the optional columns it lacks, every value in the usual form. Of a column that is changed,
 * what stands in the file is there too: see cameAs.
 */
export function asUsual(kind: Kind, header: Header, forms: RegistryForms, block: string): string {
  const changed = changedColumns(kind, header, forms);
  const replaced = [...changed].map(([column, sql]) => `${sql} AS "${column}"`);
  const absent = header.absent.map((name) => `, CAST(NULL AS VARCHAR) AS "${name}"`).join('');
  const came = [...changed.keys()].map((name) => `, "${name}" AS ${cameName(name)}`).join('');
  const all = replaced.length === 0 ? '*' : `* REPLACE (${replaced.join(', ')})`;
  return `SELECT ${all}${absent}${came} FROM ${block}`;
}

/** SQL: a column of what asUsual selects, as it stands in the file. */
export function cameAs(kind: Kind, header: Header, forms: RegistryForms, column: string): string {
  return changedColumns(kind, header, forms).has(column) ? cameName(column) : `"${column}"`;
}

function cameName(column: string): string {
  return `"${column} as it came"`;
}

/** Columns that are written in another form, and the SQL of the usual one. */
function changedColumns(kind: Kind, header: Header, forms: RegistryForms): ReadonlyMap<string, string> {
  const has = (column: string) => !header.absent.includes(column);
  const changed = new Map<string, string>();
  if (WITH_ACCOUNT.includes(kind) && has('account')) changed.set('account', account('account'));
  if (forms.decimal === ',')
    for (const column of DECIMALS[kind]) changed.set(column, `replace("${column}", ',', '.')`);
  for (const column of DAYS[kind]) {
    const day = dayOf(`"${column}"`, forms);
    if (day !== null) changed.set(column, day);
  }
  if (forms.yes.length + forms.no.length > 0)
    for (const column of YES_NO[kind]) changed.set(column, yesOrNo(`"${column}"`, forms));
  return changed;
}

/** What has the length of a RIB has nothing around it. */
function account(column: string): string {
  const bare = `regexp_replace(${column}, ${text(NOT_OF_A_RIB)}, '', 'g')`;
  return `CASE WHEN length(${column}) = 24 THEN ${column} ELSE nullif(${bare}, '') END`;
}

/** SQL of a day written as configured; what has another form stays as it is. Null: none but the usual form. */
function dayOf(column: string, { date }: RegistryForms): string | null {
  const at = (from: number, length: number) => `substring(${column}, ${from}, ${length})`;
  const ordered = (pattern: string, year: string, month: string, day: string) =>
    `CASE WHEN regexp_full_match(${column}, ${text(pattern)}) THEN ${year} || '-' || ${month} || '-' || ${day} ELSE ${column} END`;
  if (date === 'YYYY-MM-DD') return null;
  if (date === 'YYYYMMDD') return ordered('[0-9]{8}', at(1, 4), at(5, 2), at(7, 2));
  const mark = /[^YMD]/.exec(date)?.[0] ?? '/';
  const parts = date.split(mark);
  const pattern = parts.map((part) => (part === 'YYYY' ? '[0-9]{4}' : '[0-9]{1,2}')).join(`[${mark}]`);
  const part = (name: string) => {
    const split = `split_part(${column}, ${text(mark)}, ${parts.indexOf(name) + 1})`;
    return name === 'YYYY' ? split : `lpad(${split}, 2, '0')`;
  };
  return ordered(pattern, part('YYYY'), part('MM'), part('DD'));
}

function yesOrNo(column: string, { yes, no }: RegistryForms): string {
  const among = (words: readonly string[]) =>
    words.length === 0
      ? 'false'
      : `upper(trim(${column})) IN (${words.map((word) => text(word.toUpperCase())).join(', ')})`;
  return `CASE WHEN ${among(yes)} THEN 'Y' WHEN ${among(no)} THEN 'N' ELSE ${column} END`;
}
