import { OperatorError } from '../domain/errors.js';
import { countToPeople } from '../domain/money.js';
import { printableJson } from '../domain/printable.js';
import { text, type Values, type Workspace } from '../workspace/duckdb.js';
import type { Block } from './blocks.js';
import { CHECKS, type Check } from './checks.js';
import { type Kind, WITH_ACCOUNT } from './columns.js';
import { expectedOf } from './expected.js';
import { FEWEST, SHARE_PERCENT } from './file-limits.js';
import type { ExtractFile } from './received.js';
import { TABLES } from './row-tables.js';
import { shownPath } from './source.js';

/**
 * A whole column in another form is no matter of rows: somebody saved the file otherwise. Row by row, it would empty the
 * month and fill the quarantine; the file is refused, once, with a value and the form that is expected.
 */

/** A RIB with an exponent has lost its digits: so many, and half of the accounts, say that a spreadsheet saved the file. */
const FEWEST_SCIENTIFIC = 3;
const SCIENTIFIC = '[0-9]([.,][0-9]*)?[eE][+]?[0-9]{1,3}';

/** A block as it was loaded. */
export type Loaded = {
  readonly kind: Kind;
  readonly block: Block;
  /** SQL of the rows as text, in the usual forms where those are known. */
  readonly written: string;
  /** The values that an SQL names. */
  readonly valuesOf: (sql: string) => Values | undefined;
};

/** Rows [from, to) of the kind: of one file, or of several small ones. */
type Part = { readonly file: ExtractFile; readonly from: number; readonly to: number };

/** Throws OperatorError when a file of the block has a whole column in another form, or RIBs that a spreadsheet spoiled. */
export async function refuseOtherForms(workspace: Workspace, loaded: Loaded): Promise<void> {
  const parts = partsOf(loaded.block);
  await refuseColumns(workspace, loaded, parts);
  if (WITH_ACCOUNT.includes(loaded.kind)) await refuseSpoiledRibs(workspace, loaded, parts);
}

/** Small files are looked at together with those after them. */
function partsOf({ files, before, rows }: Block): Part[] {
  const parts: Part[] = [];
  for (const [i, { file, from }] of files.entries()) {
    const to = files[i + 1]?.from ?? before + rows;
    const last = parts.at(-1);
    if (last !== undefined && (last.to - last.from < FEWEST || to - from < FEWEST))
      parts[parts.length - 1] = { ...last, to };
    else parts.push({ file, from, to });
  }
  return parts;
}

/** SQL: the number of the part that row `row` is of, of rows that `rows` gives. */
function byPart(rows: string, parts: readonly Part[], select: string): string {
  const starts = parts.map(({ from }, i) => `(${i}, ${from})`);
  return `SELECT p.part, ${select} FROM (${rows}) r
    ASOF JOIN (VALUES ${starts.join(', ')}) p(part, first) ON r.row >= p.first GROUP BY p.part ORDER BY p.part`;
}

async function refuseColumns(
  workspace: Workspace,
  { kind, block, written, valuesOf }: Loaded,
  parts: readonly Part[],
): Promise<void> {
  const faulty = `SELECT rowid AS row, faults FROM ${TABLES[kind].name} WHERE rowid >= ${block.before} AND faults <> 0`;
  const some = await workspace.one(`SELECT count(*) AS n FROM (${faulty})`);
  if (some.count('n') < FEWEST) return;
  const bits = CHECKS[kind].map((_, bit) => `count(*) FILTER (faults & ${1 << bit} <> 0) AS bit_${bit}`);
  const counted = await workspace.select(byPart(faulty, parts, bits.join(', ')));
  for (const row of counted) {
    const part = parts[row.count('part')] as Part;
    for (const [bit, check] of CHECKS[kind].entries()) {
      const bad = row.count(`bit_${bit}`);
      const expected = expectedOf(kind, check.column, check.code);
      if (bad < FEWEST || expected === null) continue;
      const good = await goodValues(workspace, kind, part, bad, expected.evidence);
      if (!isWhole(bad, bad + good)) continue;
      const found = await lookAt(workspace, check, part, block, written, valuesOf);
      if (isWhole(found.bad, expected.evidence === null ? part.to - part.from : found.given))
        throw otherForm(check.column, found, part, block, expected.form, expected.hint(found.value));
    }
  }
}

function isWhole(bad: number, given: number): boolean {
  return bad >= FEWEST && bad * 100 >= given * SHARE_PERCENT;
}

/** Values of the column that are certainly good, at least: of one that may be blank, those that the table shows. */
async function goodValues(
  workspace: Workspace,
  kind: Kind,
  { from, to }: Part,
  bad: number,
  evidence: string | null,
): Promise<number> {
  if (evidence === null) return to - from - bad;
  const row = await workspace.one(
    `SELECT count(*) AS n FROM ${TABLES[kind].name} WHERE rowid >= ${from} AND rowid < ${to} AND (${evidence})`,
  );
  return row.count('n');
}

type Found = {
  readonly bad: number;
  readonly given: number;
  /** The first bad value, and its row among those of the kind. */
  readonly value: string;
  readonly row: number;
};

/** Reads a column of the part again, as text. */
async function lookAt(
  workspace: Workspace,
  { column, bad }: Check,
  { from, to }: Part,
  block: Block,
  written: string,
  valuesOf: Loaded['valuesOf'],
): Promise<Found> {
  const sql = `
    SELECT count(*) FILTER (bad) AS bad, count(value) AS given, coalesce(first(value ORDER BY row) FILTER (bad), '') AS value,
      coalesce(min(row) FILTER (bad), 0) AS row
    FROM (SELECT "${column}" AS value, coalesce(${bad}, false) AS bad, row_number() OVER () - 1 + ${block.before} AS row
      FROM (${written}))
    WHERE row >= ${from} AND row < ${to}`;
  const row = await workspace.one(sql, valuesOf(sql));
  return {
    bad: row.count('bad'),
    given: row.count('given'),
    value: row.text('value'),
    row: row.count('row'),
  };
}

/** The physical line of a row, and the file in which it stands. */
function placeOf(row: number, { anchors, files }: Block): { path: string; line: number } {
  const anchor = anchors.findLast(({ ordinal }) => ordinal <= row);
  const file = files.findLast(({ from }) => from <= row)?.file;
  if (anchor === undefined || file === undefined) return { path: '', line: 0 };
  return { path: shownPath(file), line: anchor.line + row - anchor.ordinal };
}

function otherForm(
  column: string,
  { bad, given, value, row }: Found,
  { from, to }: Part,
  block: Block,
  form: string,
  hint: string | null,
): OperatorError {
  const { path, line } = placeOf(row, block);
  const of = Math.max(bad, value === '' ? to - from : given);
  const many = bad === of ? `all ${countToPeople(bad)}` : `${countToPeople(bad)} of ${countToPeople(of)}`;
  const shown = value === '' ? 'a blank' : printableJson(value.slice(0, 40));
  return new OperatorError(
    `${path}: column ${column}: ${many} values are invalid, the first on line ${line}: ${shown}; ${form} is expected${hint === null ? '' : ` (${hint})`}`,
  );
}

async function refuseSpoiledRibs(
  workspace: Workspace,
  { kind, block }: Loaded,
  parts: readonly Part[],
): Promise<void> {
  const spoiled = `NOT account_right AND regexp_full_match(account, ${text(SCIENTIFIC)})`;
  const some = await workspace.one(
    `SELECT count(*) AS n FROM ${TABLES[kind].name} WHERE rowid >= ${block.before} AND ${spoiled}`,
  );
  if (some.count('n') < FEWEST_SCIENTIFIC) return;
  const accounts = `SELECT rowid AS row, account, ${spoiled} AS spoiled FROM ${TABLES[kind].name}
    WHERE rowid >= ${block.before} AND account <> ''`;
  const counted = await workspace.select(
    byPart(
      accounts,
      parts,
      `count(*) AS given, count(*) FILTER (spoiled) AS spoiled, coalesce(first(account ORDER BY row) FILTER (spoiled), '') AS value,
      coalesce(min(row) FILTER (spoiled), 0) AS row`,
    ),
  );
  for (const row of counted) {
    const [bad, given] = [row.count('spoiled'), row.count('given')];
    if (bad < FEWEST_SCIENTIFIC || bad * 2 < given) continue;
    const { path, line } = placeOf(row.count('row'), block);
    throw new OperatorError(
      `${path}: column account: ${countToPeople(bad)} of ${countToPeople(given)} accounts are no RIB, the first on line ${line}: ${printableJson(row.text('value'))}; a spreadsheet has destroyed the digits. Ask for the file again, and do not save it with a spreadsheet (24 digits are expected, such as 310810000000000000000079)`,
    );
  }
}
