import type Database from 'better-sqlite3';

/** Rows in one SQL statement: handing over a single row costs more than inserting it. */
const BATCH = 50;

type Cell = string | number;

/** Inserts rows in batches, one SQL statement each, and passes on the rows that it returns. */
export class Inserts<Returned> {
  private readonly whole: Database.Statement;
  private cells: Cell[] = [];

  /**
   * @param columns of a row
   * @param sql the statement, for the rows of a VALUES list: "(?, ?), (?, ?)"
   */
  constructor(
    private readonly db: Database.Database,
    private readonly columns: number,
    private readonly sql: (rows: string) => string,
    private readonly returned: (row: Returned) => void,
  ) {
    this.whole = this.prepare(BATCH);
  }

  row(...cells: Cell[]): void {
    this.cells.push(...cells);
    if (this.cells.length < BATCH * this.columns) return;
    this.run(this.whole);
  }

  /** To be called at the end: inserts what is left. */
  flush(): void {
    if (this.cells.length > 0) this.run(this.prepare(this.cells.length / this.columns));
  }

  private run(statement: Database.Statement): void {
    for (const row of statement.all(this.cells)) this.returned(row as Returned);
    this.cells = [];
  }

  private prepare(rows: number): Database.Statement {
    const row = `(${Array(this.columns).fill('?').join(', ')})`;
    return this.db.prepare(this.sql(Array(rows).fill(row).join(', '))).raw();
  }
}
