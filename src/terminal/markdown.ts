import type { Line, Painted } from '../domain/printable.js';
import { wrapped } from '../domain/wrapped.js';
import { left, textTable, widthOf } from './table.js';

/** The widest table that is laid out in columns; a wider one becomes a list. */
const WIDEST = 110;

/**
 * A page of the manual as lines for a terminal: headings are painted, links and emphasis are plain text, tables are laid
 * out. It knows what the pages of the manual use, no more: headings, paragraphs, lists, fenced blocks and tables.
 */
export function markdownLines(page: string, heading: (text: string) => Painted): Line[] {
  const lines: Line[] = [];
  let table: string[][] = [];
  let fenced = false;
  const endTable = () => {
    if (table.length > 0) lines.push(...tableLines(table));
    table = [];
  };
  for (const line of page.trimEnd().split('\n')) {
    if (!fenced && line.startsWith('|')) {
      if (!/^\|[\s|:-]+\|$/.test(line)) table.push(cellsOf(line));
      continue;
    }
    endTable();
    if (line.startsWith('```')) {
      fenced = !fenced;
      continue;
    }
    if (fenced) lines.push(line === '' ? '' : `  ${line}`);
    else if (line.startsWith('#')) lines.push(heading(plain(line.slice(line.indexOf(' ') + 1))));
    else lines.push(plain(line));
  }
  endTable();
  return lines;
}

/** The cells of a row of a table. A "|" within a cell is written `\|`. */
function cellsOf(line: string): string[] {
  const cells = line.replaceAll('\\|', '\u0000').split('|').slice(1, -1);
  return cells.map((cell) => plain(cell.replaceAll('\u0000', '|').trim()));
}

/** A text without the marks of links, code and emphasis. */
function plain(text: string): string {
  return text
    .replace(/\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .replaceAll('**', '')
    .replaceAll('`', '');
}

/** In columns where that is narrow enough; else a row is its first cell, and the others below it, wrapped. */
function tableLines(rows: readonly string[][]): Line[] {
  const inColumns = textTable(
    (rows[0] ?? []).map((_, i) => left(0, i === 0 ? 0 : 2)),
    rows,
  );
  if (inColumns.every((line) => typeof line !== 'string' || widthOf(line) <= WIDEST)) return inColumns;
  const [, ...body] = rows;
  return body.flatMap(([first = '', ...others]) => [
    first,
    ...others.filter((cell) => cell !== '').flatMap((cell) => wrapped(cell, 4, 4, WIDEST)),
  ]);
}
