import { basename, dirname } from 'node:path';
import { OperatorError } from '../domain/errors.js';
import { ALL_KINDS, type Kind } from './columns.js';
import type { ExtractFile } from './received.js';

/** Files that lie side by side: copies of each other, extracts of several months, and what is left of another form. */

/** A file's name without its folders, ending and capitals: "members.csv.gz" and "MEMBERS.xlsx" are "members". */
function stemOf(name: string): string {
  const small = basename(name).toLowerCase();
  const end = small.search(/\.csv(\.\w+)?$/);
  return end < 0 ? small.replace(/\.\w+$/, '') : small.slice(0, end);
}

/** What systems add to the name of a copy: "members (1)", "members - Copie", "members - Copie (2)", "members_copy". */
const COPY = /^(.*?)(?: ?\(\d{1,3}\)|[ _-]{1,3}\(?(?:copie|copy|copia|نسخة)\)?(?:[ _-]?\(?\d{1,3}\)?)?)$/;

/** The stem of what a file is a copy of, by its name; null: its name is no copy's. */
function copiedStem(name: string): string | null {
  return COPY.exec(stemOf(name))?.[1] ?? null;
}

/** Throws OperatorError for a file that is, by its name, a copy of one beside it. */
export function refuseCopies(folder: string, files: readonly ExtractFile[]): void {
  const placed = (name: string, stem: string) => `${dirname(name)}/${stem}`;
  const originals = new Map(files.map(({ name }) => [placed(name, stemOf(name)), name]));
  for (const { name } of files) {
    const stem = copiedStem(name);
    const original = stem === null ? undefined : originals.get(placed(name, stem));
    if (original !== undefined)
      throw new OperatorError(
        `${folder}: ${name} is by its name a copy of ${original}, and both would be read; leave one of them`,
      );
  }
}

/** Throws OperatorError when two files of a kind have the same rows, byte for byte. */
export function refuseSameContent(
  folder: string,
  inputs: readonly { readonly name: string; readonly contentSha256: string; readonly rows: number }[],
): void {
  const before = new Map<string, string>();
  for (const { name, contentSha256, rows } of inputs) {
    if (rows === 0) continue;
    const other = before.get(contentSha256);
    if (other !== undefined)
      throw new OperatorError(
        `${folder}: ${other} and ${name} hold the same ${rows} rows, byte for byte; leave one of them`,
      );
    before.set(contentSha256, name);
  }
}

const MONTH = /^(20\d\d)[-_.]?(0[1-9]|1[0-2])$/;

/** Throws OperatorError when files of one kind lie in folders of several months, or in one and beside it. */
export function refuseSeveralMonths(folder: string, files: readonly ExtractFile[]): void {
  const monthOf = (name: string) =>
    dirname(name)
      .split('/')
      .find((part) => MONTH.test(part)) ?? '';
  for (const kind of ALL_KINDS) {
    const months = [...new Set(files.filter((file) => file.kind === kind).map(({ name }) => monthOf(name)))];
    if (months.length < 2) continue;
    const named = months.map((month) => (month === '' ? 'the folder itself' : `${month}/`)).sort();
    throw new OperatorError(
      `${folder}: ${kind} files lie in ${named.join(' and ')}: extracts of several months; give the folder of one as --registry`,
    );
  }
}

/** Endings of what is not read, what such a file is, and what to do. */
const FORMS: readonly (readonly [ending: RegExp, what: string, todo: string])[] = [
  [/\.(xlsx|xlsm|xlsb|xls|ods|numbers)$/i, 'a workbook', 'save it as CSV UTF-8'],
  [/\.(tar|tgz|tar\.\w+|tbz2?|txz|7z|rar|bz2|xz|zst|lz4)$/i, 'an archive that is not read', 'unpack it'],
  [/\.(part|filepart|partial|crdownload|download|tmp)$/i, 'still being copied', 'wait until it is there'],
];
const MORE_FORMS: typeof FORMS = [
  [/\.(html?)$/i, 'an HTML page', 'ask for it as CSV UTF-8'],
  [/\.pdf$/i, 'a PDF document', 'ask for it as CSV UTF-8'],
  [/\.(txt|tsv|tab)$/i, 'a text', 'give it a name that ends in .csv if it is one of the extract'],
  [/\.zip$/i, 'a zip archive without a file of the extract', 'look into it'],
];

/** A file that is not read, with what it is where its name tells. */
export function whatItIs(name: string): string {
  const form = [...FORMS, ...MORE_FORMS].find(([ending]) => ending.test(name));
  return form === undefined ? name : `${name} (${form[1]}: ${form[2]})`;
}

/**
 * Throws OperatorError for a file that is one of the extract's by its name, lies there in a form that is not read, and not
 * in one that is: what it says would be missed, and nobody would notice.
 */
export function refuseUnreadForms(
  folder: string,
  ignored: readonly { readonly name: string; readonly isFolder: boolean }[],
  files: readonly ExtractFile[],
): void {
  const read = new Set(files.map(({ name }) => stemOf(name)));
  for (const { name, isFolder } of ignored) {
    const form = FORMS.find(([ending]) => ending.test(name));
    if (isFolder || form === undefined || kindByStem(name) === null || read.has(stemOf(name))) continue;
    throw new OperatorError(`${folder}: ${name} is ${form[1]}; ${form[2]}`);
  }
}

function kindByStem(name: string): Kind | null {
  const stem = stemOf(name);
  return ALL_KINDS.find((kind) => stem.startsWith(kind)) ?? null;
}
