import { invariant } from '../domain/errors.js';
import type { HandedColumns, HandedRow, HandedType, Values, Workspace } from '../workspace/duckdb.js';

/**
 * A table or view that one room makes and another reads, written down: what a row is, what each column holds, who
 * makes it and who drops it. Whoever makes one goes through this file, which holds the columns against the
 * declaration. Tables of one room alone are not declared.
 */
export type Table<Names extends string = string> = {
  readonly name: string;
  readonly kind: 'table' | 'view';
  /** What it is for, one sentence. */
  readonly says: string;
  /** What a row is, and the order of the rows where it counts. */
  readonly grain: string;
  /** By name, in their order: the engine's type, and what the column holds, with its unit. */
  readonly columns: Readonly<Record<Names, Column>>;
  /** The file that makes it, below src/. Several where several databases have one, each made by one of them. */
  readonly madeBy: string | readonly string[];
  /** The file that drops it, below src/; several where databases differ. Null: it lives as long as the database, which is that of one command. */
  readonly droppedBy: string | readonly string[] | null;
};

export type Column = readonly [type: string, says: string];

type Declared<Names extends string> = Omit<Table<Names>, 'name' | 'kind'>;

/** Declares a table. */
export function table<Names extends string>(name: string, declared: Declared<Names>): Table<Names> {
  return { name, kind: 'table', ...declared };
}

/** Declares a view: made by one statement, never filled. */
export function view<Names extends string>(name: string, declared: Declared<Names>): Table<Names> {
  return { name, kind: 'view', ...declared };
}

/** Makes a declared table, or view, of what `select` says; its columns must then be the declared ones. */
export async function make(
  workspace: Workspace,
  made: Table,
  select: string,
  values?: Values,
): Promise<void> {
  await create(workspace, 'CREATE', made, select, values);
}

/** Makes it in place of the one there is: for a database in which the same is asked several times. */
export async function remake(
  workspace: Workspace,
  made: Table,
  select: string,
  values?: Values,
): Promise<void> {
  await create(workspace, 'CREATE OR REPLACE', made, select, values);
}

async function create(
  workspace: Workspace,
  how: 'CREATE' | 'CREATE OR REPLACE',
  made: Table,
  select: string,
  values: Values | undefined,
): Promise<void> {
  invariant(!selectsAll(select), () => `table ${made.name}: SELECT * is not made into a declared table`);
  await workspace.run(`${how} ${made.kind === 'table' ? 'TABLE' : 'VIEW'} ${made.name} AS ${select}`, values);
  await assertColumns(workspace, made);
}

/**
 * Whether a query takes columns that it does not name, in its first SELECT outside brackets, or by FROM alone: they
 * would be those of another table, whatever becomes of it.
 */
function selectsAll(query: string): boolean {
  let depth = 0;
  let columns = '';
  let selecting = false;
  for (const [word] of query.matchAll(/\b\w+\b|'(?:[^']|'')*'|[^\w\s]/g)) {
    if (word === ')') depth--;
    if (depth === 0 && word === 'FROM') return !selecting || /(^|[,.])\*/.test(columns);
    if (depth === 0 && selecting) columns += word;
    if (depth === 0 && word === 'SELECT') selecting = true;
    if (word === '(') depth++;
  }
  return /(^|[,.])\*/.test(columns);
}

/** Makes declared tables without rows, for `fill` and `append`. */
export async function makeEmpty(workspace: Workspace, ...made: readonly Table[]): Promise<void> {
  const statements = made.map(({ name, columns }) => {
    const list = Object.entries(columns).map(([column, [type]]) => `${column} ${type}`);
    return `CREATE TABLE ${name} (${list.join(', ')})`;
  });
  if (statements.length > 0) await workspace.run(statements.join('; '));
}

/**
 * Adds the rows of `select` to a declared table, in their order: a batch of it. The columns are taken by name.
 * @param columns those that `select` has; the others of the table stay null
 */
export async function fill<Names extends string>(
  workspace: Workspace,
  filled: Table<Names>,
  select: string,
  values?: Values,
  columns: readonly Names[] = Object.keys(filled.columns) as Names[],
): Promise<void> {
  const names = columns.join(', ');
  await workspace.run(`INSERT INTO ${filled.name} (${names}) SELECT ${names} FROM (${select})`, values);
}

/** A row of a declared table, by the names of its columns. */
export type TableRow<T> = T extends Table<infer Names> ? HandedRow<Names> : never;

/** Adds rows that come from TypeScript. Columns are VARCHAR, INTEGER, BIGINT or BOOLEAN; an amount is handed over as centimes. */
export async function append<Names extends string>(
  workspace: Workspace,
  filled: Table<Names>,
  rows: Iterable<HandedRow<Names>>,
): Promise<void> {
  const columns = Object.fromEntries(
    Object.entries<Column>(filled.columns).map(([name, [type]]) => {
      invariant(isHanded(type), () => `table ${filled.name}: ${name} ${type} is not appended to`);
      return [name, type];
    }),
  ) as HandedColumns<Names>;
  await workspace.appendRows(filled.name, columns, rows);
}

function isHanded(type: string): type is HandedType {
  return ['VARCHAR', 'INTEGER', 'BIGINT', 'BOOLEAN'].includes(type);
}

/** Drops declared tables and views, in this order. */
export async function drop(workspace: Workspace, ...done: readonly Table[]): Promise<void> {
  const statements = done.map(({ kind, name }) => `DROP ${kind === 'table' ? 'TABLE' : 'VIEW'} ${name}`);
  if (statements.length > 0) await workspace.run(statements.join('; '));
}

/** The columns that there are must be those that are declared: by name, by type and in order. */
async function assertColumns(workspace: Workspace, { name, columns }: Table): Promise<void> {
  const declared = Object.entries<Column>(columns).map(([column, [type]]) => ({ name: column, type }));
  const found = await workspace.columns(`FROM ${name}`);
  // Most types are declared as they are spelt: the engine is asked for the spelling of the others.
  const others = declared.filter(({ type }, i) => type !== found[i]?.type).map(({ type }) => type);
  const spelt = await typesOf(workspace, others);
  const said = (one: { name: string; type: string } | undefined) => one && `${one.name} ${one.type}`;
  const wanted = declared.map(({ name, type }, i) =>
    said({ name, type: type === found[i]?.type ? type : (spelt.get(type) ?? '') }),
  );
  const wrong = Array.from({ length: Math.max(wanted.length, found.length) }, (_, i) => i).find(
    (i) => wanted[i] !== said(found[i]),
  );
  invariant(
    wrong === undefined,
    () =>
      `table ${name}: column ${(wrong ?? 0) + 1} is ${said(found[wrong ?? 0]) ?? 'missing'}, declared ${wanted[wrong ?? 0] ?? 'as none'}`,
  );
}

/** Types as they are spelt, by how they are declared, of each database: it is asked for each once. */
const SPELT = new WeakMap<Workspace, Map<string, string>>();

async function typesOf(
  workspace: Workspace,
  declared: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const known = SPELT.get(workspace) ?? new Map<string, string>();
  SPELT.set(workspace, known);
  const asked = [...new Set(declared)].filter((type) => !known.has(type));
  if (asked.length === 0) return known;
  const types = asked.map((type, i) => `CAST(NULL AS ${type}) AS type_${i}`);
  const columns = await workspace.columns(`SELECT ${types.join(', ')}`);
  for (const [i, type] of asked.entries()) known.set(type, columns[i]?.type ?? '');
  return known;
}
