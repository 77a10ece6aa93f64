import { invariant } from '../domain/errors.js';
import { LineWriter, linesOf, readLines, WRITE_LINES } from './lines.js';

/**
 * Rows between the engine and what reads or writes row by row, by the names of their columns: the columns of a
 * hand-over are named once, here, and their places in a line are nobody's concern.
 */
type ColumnType = 'VARCHAR' | 'INTEGER' | 'BIGINT' | 'BOOLEAN';

/** Column → its type in the engine, in the order of a line's cells. Names as the engine has them: order_id. */
export type Columns = Readonly<Record<string, ColumnType>>;

type Camel<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : Name;
type Cell<Type extends ColumnType, Nothing> = Type extends 'VARCHAR'
  ? string | Nothing
  : Type extends 'BOOLEAN'
    ? boolean
    : number | Nothing;

/** A row as it is read, its columns named as here: orderId. An empty text is "", for the engine it is null. */
export type RowOf<C extends Columns> = {
  readonly [Name in keyof C & string as Camel<Name>]: Cell<C[Name], never>;
};
/** A row as it is written: null, and "", is null for the engine. */
export type RowFor<C extends Columns> = {
  readonly [Name in keyof C & string as Camel<Name>]: Cell<C[Name], null>;
};

type Value = string | number | boolean | null;

export class RowCodec<C extends Columns> {
  private readonly keys: readonly string[];
  private readonly types: readonly ColumnType[];
  /** The columns' names, for the engine: `SELECT ${list} FROM …`. */
  readonly list: string;

  constructor(private readonly columns: C) {
    this.keys = Object.keys(columns).map(camel);
    this.types = Object.values(columns);
    this.list = Object.keys(columns).join(', ');
  }

  /** Opens a file for rows; there must be none at `path`. To be closed. */
  writer(path: string): RowWriter<C> {
    return new RowWriter(path, this.keys);
  }

  /** SQL: the rows of a file, or of a list of files (see readPath), as a table with these columns. */
  table(path: string): string {
    return readLines(path, this.columns);
  }

  /**
   * SQL: writes what `query` selects.
   * @param query any query with these columns, in any order
   * @param order what its rows are ordered by
   * @param path of the file, as an SQL text (see writePath)
   */
  copy(query: string, order: string, path: string): string {
    return `COPY (SELECT ${this.list} FROM (${query}) ORDER BY ${order}) TO ${path} (${WRITE_LINES})`;
  }

  /** The rows of a file. They can be gone through several times. Synchronous, for the ledger's transactions are. */
  rows(path: string): Iterable<RowOf<C>> {
    return { [Symbol.iterator]: () => this.read(path) };
  }

  private *read(path: string): Generator<RowOf<C>> {
    const { keys, types } = this;
    for (const line of linesOf(path)) {
      const cells = line.split('\t');
      invariant(cells.length === keys.length, () => `${path}: ${cells.length} cells, not ${keys.length}`);
      const row: Record<string, Value> = {};
      for (let i = 0; i < keys.length; i++)
        row[keys[i] as string] = parsed(cells[i] as string, types[i] as ColumnType);
      yield row as RowOf<C>;
    }
  }
}

export class RowWriter<C extends Columns> {
  private readonly lineWriter: LineWriter;

  constructor(
    path: string,
    private readonly keys: readonly string[],
  ) {
    this.lineWriter = new LineWriter(path);
  }

  row(row: RowFor<C>): void {
    const values = row as Readonly<Record<string, Value>>;
    this.lineWriter.row(this.keys.map((key) => values[key] as Value));
  }

  /** Lines that are made already, each with its end: cells in the order of the columns. */
  lines(text: string): void {
    this.lineWriter.lines(text);
  }

  close(): void {
    this.lineWriter.close();
  }
}

function parsed(cell: string, type: ColumnType): Value {
  if (type === 'VARCHAR') return cell;
  if (type === 'BOOLEAN') return cell === 'true';
  const value = Number(cell);
  invariant(cell !== '' && Number.isSafeInteger(value), () => `"${cell}" is no whole number`);
  return value;
}

function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
