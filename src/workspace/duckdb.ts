import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  DuckDBAppender,
  DuckDBConnection,
  DuckDBInstance,
  DuckDBMaterializedResult,
  DuckDBValue,
} from '@duckdb/node-api';
import { EXIT, invariant, mayNotBeRead, OperatorError, saysDiskFull, systemCode } from '../domain/errors.js';
import { endedWork, startedWork } from './at-work.js';

/**
 * The month's workspace: a DuckDB database in a temporary folder, limited in memory, spilling to disk.
 * This is the only file that imports DuckDB. Values are bound, or written into the statement by `written` below;
 * what cannot be bound in DuckDB's SQL (paths and our own constants) goes through `readPath`, `writePath` and `text`.
 */
export type Value = string | number | bigint | boolean | null;
export type Values = Readonly<Record<string, Value>>;

/** Columns that rows of TypeScript are handed over in, and their types. */
export type HandedColumns<Names extends string> = Readonly<Record<Names, HandedType>>;
export type HandedType = 'VARCHAR' | 'INTEGER' | 'BIGINT' | 'BOOLEAN';
export type HandedRow<Names extends string> = Readonly<Record<Names, Value>>;

const KINDS = { VARCHAR: 'text', INTEGER: 'int', BIGINT: 'bigint', BOOLEAN: 'bool' } as const;

/** The system's words for why a file may not be read, which is all that the engine tells → the error's code. */
const SYSTEM_CODES: Readonly<Record<string, string>> = {
  'Permission denied': 'EACCES',
  'Operation not permitted': 'EPERM',
  'Too many levels of symbolic links': 'ELOOP',
  'Input/output error': 'EIO',
};

export type EngineSettings = { readonly memory: string; readonly threads: number };

/** One row of a result. Amounts and dates are asked for as text in the SQL, so that nothing is rounded. */
export class Row {
  constructor(private readonly cells: Readonly<Record<string, DuckDBValue>>) {}

  /** A text cell; throws when it is null or not text. */
  text(column: string): string {
    const value = this.cells[column];
    if (typeof value !== 'string') throw new TypeError(`${column} is not text: ${String(value)}`);
    return value;
  }

  textOrNull(column: string): string | null {
    return this.cells[column] == null ? null : this.text(column);
  }

  /** A whole number within JavaScript's exact range. */
  count(column: string): number {
    const value = this.cells[column];
    const number = typeof value === 'bigint' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
      throw new TypeError(`${column} is not a whole number: ${String(value)}`);
    }
    return number;
  }
}

export class Workspace {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {
    startedWork(connection);
  }

  /**
   * Opens a fresh database at `file` (":memory:" for one that lives in memory only), spilling to `spill`.
   * Extensions are never fetched: what the package ships is all there is.
   */
  static async open(file: string, spill: string, settings: EngineSettings): Promise<Workspace> {
    // Loaded when it is needed first: it is large, and many commands, refusals above all, never need it.
    const engine = await import('@duckdb/node-api');
    const instance = await engine.DuckDBInstance.create(file, {
      memory_limit: limitFor(settings.memory),
      threads: String(settings.threads),
      temp_directory: spill,
      preserve_insertion_order: 'true',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      // Working files are written over and read again under one name: nothing of them may be remembered.
      enable_external_file_cache: 'false',
    });
    const connection = await instance.connect();
    const workspace = new Workspace(instance, connection);
    // The database lives for one run: compressing its blocks would cost more than it saves.
    await workspace.run("SET force_compression = 'uncompressed'");
    return workspace;
  }

  /**
   * Does `work` with a fresh database in memory and a temporary folder, both gone afterwards.
   * Throws OperatorError where no temporary folder can be made.
   * @param name what the folder's name says of its maker: "explain"
   */
  static async scratch<T>(
    name: string,
    settings: EngineSettings,
    work: (workspace: Workspace, folder: string) => Promise<T>,
  ): Promise<T> {
    const folder = temporaryFolder(name);
    try {
      const workspace = await Workspace.open(':memory:', join(folder, 'spill'), settings);
      try {
        return await work(workspace, folder);
      } finally {
        workspace.close();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Runs one statement. */
  async run(sql: string, values?: Values): Promise<void> {
    await this.result(sql, values);
  }

  private result(sql: string, values?: Values): Promise<DuckDBMaterializedResult> {
    const plain = written(sql, values);
    return this.translate(() =>
      plain === null ? this.connection.run(sql, { ...values }) : this.connection.run(plain),
    );
  }

  /** Runs one query and returns all its rows: for results known to be small. */
  async select(sql: string, values?: Values): Promise<Row[]> {
    const result = await this.result(sql, values);
    const names = result.deduplicatedColumnNames();
    // The rows are all there: taking them here spares two turns of another thread, which cost more than they do.
    return Array.from({ length: result.chunkCount }, (_, i) => result.getChunk(i)).flatMap((chunk) =>
      chunk.getRowObjects(names).map((cells) => new Row(cells)),
    );
  }

  /** The columns of a query's result, of which no row is read: names, and types as the engine's library spells them. */
  async columns(sql: string): Promise<{ readonly name: string; readonly type: string }[]> {
    const result = await this.result(`${sql} LIMIT 0`);
    return result.columnNames().map((name, i) => ({ name, type: String(result.columnType(i)) }));
  }

  /** Runs a COPY to a file. Returns how many rows it wrote. */
  async copy(sql: string, values?: Values): Promise<number> {
    return (await this.one(sql, values)).count('Count');
  }

  /** Runs a query that has exactly one row. */
  async one(sql: string, values?: Values): Promise<Row> {
    const rows = await this.select(sql, values);
    const [row] = rows;
    if (rows.length !== 1 || row === undefined)
      throw new Error(`expected one row, got ${rows.length}: ${sql}`);
    return row;
  }

  /** Streams the rows of a query of any size, some thousand at a time. */
  async *stream(sql: string, values?: Values): AsyncGenerator<Row> {
    const plain = written(sql, values);
    const result = await this.translate(() =>
      plain === null ? this.connection.stream(sql, { ...values }) : this.connection.stream(plain),
    );
    for await (const batch of result.yieldRowObjects()) {
      for (const cells of batch) yield new Row(cells);
    }
  }

  /** Makes a table of rows that come from TypeScript, in place of one there is. Its columns are named once: rows give their values by name. */
  async createFrom<Names extends string>(
    table: string,
    columns: HandedColumns<Names>,
    rows: Iterable<HandedRow<Names>>,
  ): Promise<void> {
    const list = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
    await this.run(`CREATE OR REPLACE TABLE ${table} (${list.join(', ')})`);
    await this.appendRows(table, columns, rows);
  }

  /** Appends rows that come from TypeScript to a table that has these columns, in this order. */
  async appendRows<Names extends string>(
    table: string,
    columns: HandedColumns<Names>,
    rows: Iterable<HandedRow<Names>>,
  ): Promise<void> {
    const names = Object.keys(columns) as Names[];
    const kinds = names.map((name) => KINDS[columns[name]]);
    await this.append(table, kinds, cellsOf(names, rows));
  }

  /** Appends rows to a table whose columns are all VARCHAR, INTEGER, BIGINT or BOOLEAN, given in `kinds`. */
  private async append(
    table: string,
    kinds: readonly ('text' | 'int' | 'bigint' | 'bool')[],
    rows: Iterable<readonly Value[]>,
  ) {
    await this.translate(async () => {
      let made: DuckDBAppender | null = null; // for no row, none is
      for (const row of rows) {
        const appender: DuckDBAppender = made ?? (await this.connection.createAppender(table));
        made = appender;
        row.forEach((value, i) => {
          if (value === null) appender.appendNull();
          else if (kinds[i] === 'text') appender.appendVarchar(String(value));
          else if (kinds[i] === 'int') appender.appendInteger(Number(value));
          else if (kinds[i] === 'bool') appender.appendBoolean(value === true);
          else appender.appendBigInt(BigInt(value));
        });
        appender.endRow();
      }
      made?.closeSync();
    });
  }

  close(): void {
    endedWork(this.connection);
    this.connection.closeSync();
    this.instance.closeSync();
  }

  /** Turns a full disk, an exhausted memory limit or a file that may not be read into a message for the operator. */
  private async translate<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (/no space left|disk quota|max_temp_directory_size/i.test(message)) {
        throw new OperatorError(
          'the disk is full: nothing was published. Free some space beside the output folder and run again',
          EXIT.failed,
          { cause: error },
        );
      }
      if (/out of memory/i.test(message)) {
        throw new OperatorError(
          'the engine ran out of memory: nothing was published. Raise engine.memory in the configuration and run again',
          EXIT.failed,
          { cause: error },
        );
      }
      const [, path = '', why = ''] = /\bfile "([^"]*)": ([^\n]*)/.exec(message) ?? [];
      throw mayNotBeRead(path, SYSTEM_CODES[why] ?? '', error) ?? error;
    }
  }
}

/** Text that needs no quoting, whatever the engine makes of backslashes and quotes: an id, a month, a day, a time. */
const PLAIN = /^[\w.: -]*$/;

/** A value as SQL, of the type that it is bound as; null for one that has to be bound. */
function literal(value: Value): string | null {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return `CAST(${value} AS HUGEINT)`;
  if (typeof value === 'string') return PLAIN.test(value) ? `CAST('${value}' AS VARCHAR)` : null;
  return Number.isSafeInteger(value) && Math.abs(value) < 2 ** 31 ? `CAST(${value} AS INTEGER)` : null;
}

/**
 * The statement with its values in place of their names: the engine plans it once, and a statement with bound values
 * twice. Null when a value cannot be written so: it is bound then, and all the others with it.
 * @throws Error when the statement and the values do not name the same
 */
export function written(sql: string, values?: Values): string | null {
  if (values === undefined) return sql;
  const literals = new Map(Object.entries(values).map(([name, value]) => [name, literal(value)]));
  if ([...literals.values()].includes(null)) return null;
  const used = new Set<string>();
  const statement = sql.replace(
    /--[^\n]*|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)/g,
    (found, name: string | undefined) => {
      if (name === undefined) return found;
      used.add(name);
      const value = literals.get(name);
      invariant(typeof value === 'string', () => `a statement names $${name}, which has no value: ${sql}`);
      return value;
    },
  );
  const unused = Object.keys(values).find((name) => !used.has(name));
  invariant(unused === undefined, () => `a value that no statement names: ${unused}: ${sql}`);
  return statement;
}

function temporaryFolder(name: string): string {
  const parent = tmpdir();
  try {
    return mkdtempSync(join(parent, `sarf-${name}-`));
  } catch (error) {
    throw new OperatorError(
      `${parent}: no temporary folder can be made there (${systemCode(error)}); name another folder in TMPDIR, with the right to write and some free space`,
      saysDiskFull(error) ? EXIT.failed : EXIT.refused,
      { cause: error },
    );
  }
}

/**
 * The limit DuckDB is told. Its own accounting leaves out what the allocator and the reading and writing of
 * files take, about a fifth at national size: it is told so much less, so that the setting means what it says.
 */
function limitFor(memory: string): string {
  const [, digits = '', tenth = '0', unit = ''] = /^(\d+)(?:\.(\d))? ?([MG]i?)B$/.exec(memory) ?? [];
  const tenths = BigInt(digits) * 10n + BigInt(tenth);
  const size = { M: 1000n ** 2n, G: 1000n ** 3n, Mi: 1024n ** 2n, Gi: 1024n ** 3n }[unit];
  if (size === undefined) throw new RangeError(`not a size of memory: ${memory}`);
  return `${(tenths * size * 8n) / 100n}B`;
}

function* cellsOf<Names extends string>(
  names: readonly Names[],
  rows: Iterable<HandedRow<Names>>,
): Generator<Value[]> {
  for (const row of rows) yield names.map((name) => row[name]);
}

/** A sum of amounts, of all rows or those `where`, as exact text with two decimals; of none, "0.00". */
export function sumText(amounts: string, where = 'true'): string {
  const filter = where === 'true' ? '' : ` FILTER (${where})`;
  return `CAST(CAST(coalesce(sum(${amounts})${filter}, 0) AS DECIMAL(18,2)) AS VARCHAR)`;
}

/** A text literal of our own (a path, a constant); never for data. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** The path of a file to be read, as a literal: characters that DuckDB would expand are made plain. */
export function readPath(path: string): string {
  return text(path.replace(/[*?[]/g, '[$&]'));
}

/** Parquet files of one shape as one table; one of them at least. */
export function readParquet(files: readonly string[]): string {
  return `read_parquet([${files.map(readPath).join(', ')}], hive_partitioning = false)`;
}

/** The files of a folder that match `pattern`, as a literal. */
export function readFolder(folder: string, pattern: string): string {
  return text(`${folder.replace(/[*?[]/g, '[$&]')}/${pattern}`);
}

/** The path of a file to be written, as a literal. */
export function writePath(path: string): string {
  return text(path);
}

/** Statement that writes a table, or a SELECT in brackets, to a new CSV file: for what holds neither names nor free text. */
export function copyCsv(rows: string, path: string): string {
  return `COPY ${rows} TO ${writePath(path)} (FORMAT csv, HEADER true, DELIMITER ',')`;
}

/** The columns of a file, or of files of one shape: `rows` is a table function, such as readParquet() gives. */
export async function columnsOf(workspace: Workspace, rows: string): Promise<string[]> {
  return (await workspace.columns(`FROM ${rows}`)).map(({ name }) => name);
}
