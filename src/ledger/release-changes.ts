import type Database from 'better-sqlite3';

/**
 * What a release changes in the ledger's tables, kept so that it can be taken back: of each row that it touches, what the
 * row was before. Temporary triggers note it while the release is entered, in every table there is: a table that is added
 * one day is noted too.
 */
export const RELEASE_CHANGES_SCHEMA = `
CREATE TABLE release_changes (
  run_id TEXT NOT NULL,
  -- The table; '' in one row of each release, which says that its changes were noted.
  in_table TEXT NOT NULL,
  -- The values of the row's primary key, as a JSON list.
  row_key TEXT NOT NULL,
  -- The row before, as a JSON list in the order of its columns; NULL: there was none.
  before TEXT,
  PRIMARY KEY (run_id, in_table, row_key)
) STRICT, WITHOUT ROWID;`;

/** Not noted: the log is never taken back, a run's state is set anew, and no release touches an extract. */
const NOT_NOTED = ['events', 'runs', 'extracts', 'release_changes'];

type Noted = { readonly name: string; readonly columns: readonly string[]; readonly key: readonly string[] };

/** Changes of releases. Only the ledger calls this: each call is part of one of its transactions. */
export class ReleaseChanges {
  constructor(private readonly db: Database.Database) {}

  /** Does `enter`, which enters a release, and notes what it changes. */
  note(runId: string, enter: () => void): void {
    const triggers = this.tables().flatMap((table) => triggersOf(table, runId));
    this.db.exec(triggers.map(({ create }) => create).join(';\n'));
    try {
      enter();
    } finally {
      this.db.exec(triggers.map(({ name }) => `DROP TRIGGER ${name}`).join(';\n'));
    }
    this.db
      .prepare(`INSERT INTO release_changes (run_id, in_table, row_key) VALUES (?, '', '[]')`)
      .run(runId);
  }

  /** Whether the changes of a release were noted, and are still kept. */
  has(runId: string): boolean {
    return this.db.prepare('SELECT 1 FROM release_changes WHERE run_id = ?').get(runId) !== undefined;
  }

  /** Forgets the changes of all releases but those of the months of the last two. */
  forgetOlder(): void {
    this.db.exec(`DELETE FROM release_changes WHERE run_id NOT IN (
      SELECT run_id FROM runs WHERE period IN (
        SELECT DISTINCT period FROM runs WHERE state = 'RELEASED' ORDER BY period DESC LIMIT 2))`);
  }

  /** Makes every row that a release touched what it was before. */
  takeBack(runId: string): void {
    this.db.pragma('defer_foreign_keys = ON');
    const touched = new Set(
      this.db.prepare('SELECT DISTINCT in_table FROM release_changes WHERE run_id = ?').pluck().all(runId),
    );
    for (const table of this.tables()) if (touched.has(table.name)) this.restore(table, runId);
    this.db.prepare('DELETE FROM release_changes WHERE run_id = ?').run(runId);
  }

  /** The triggers that keep a table's rows from being changed are set aside for it: no other statement comes between. */
  private restore({ name, columns, key }: Noted, runId: string): void {
    const rules = this.db
      .prepare(`SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?`)
      .all(name) as { name: string; sql: string }[];
    for (const rule of rules) this.db.exec(`DROP TRIGGER ${rule.name}`);
    const values = (json: string, of: readonly string[]) =>
      of.map((_, i) => `json_extract(${json}, '$[${i}]')`).join(', ');
    const noted = 'FROM release_changes WHERE run_id = ? AND in_table = ?';
    this.db
      .prepare(`DELETE FROM ${name} WHERE (${key.join(', ')}) IN (SELECT ${values('row_key', key)} ${noted})`)
      .run(runId, name);
    this.db
      .prepare(
        `INSERT INTO ${name} (${columns.join(', ')}) SELECT ${values('before', columns)} ${noted} AND before IS NOT NULL`,
      )
      .run(runId, name);
    for (const rule of rules) this.db.exec(rule.sql);
  }

  private tables(): Noted[] {
    const names = this.db
      .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'`)
      .pluck()
      .all() as string[];
    const columnsOf = this.db.prepare('SELECT name, pk FROM pragma_table_info(?)');
    return names
      .filter((name) => !NOT_NOTED.includes(name))
      .sort()
      .map((name) => {
        const columns = columnsOf.all(name) as { name: string; pk: number }[];
        const key = columns.filter(({ pk }) => pk > 0).map((one) => quoted(one.name));
        return { name, columns: columns.map((one) => quoted(one.name)), key };
      });
  }
}

/** A row that is touched twice is noted as it was before the first time. */
function triggersOf({ name, columns, key }: Noted, runId: string): { name: string; create: string }[] {
  const list = (row: 'OLD' | 'NEW', of: readonly string[]) =>
    `json_array(${of.map((one) => `${row}.${one}`).join(', ')})`;
  const note = (row: 'OLD' | 'NEW', before: string) =>
    `INSERT INTO release_changes (run_id, in_table, row_key, before)
       VALUES ('${runId}', '${name}', ${list(row, key)}, ${before}) ON CONFLICT DO NOTHING;`;
  const was = note('OLD', list('OLD', columns));
  const events = {
    INSERT: note('NEW', 'NULL'),
    UPDATE: `${was} ${note('NEW', 'NULL')}`,
    DELETE: was,
  };
  return Object.entries(events).map(([event, notes]) => {
    const trigger = `note_${event.toLowerCase()}_of_${name}`;
    return {
      name: trigger,
      create: `CREATE TEMP TRIGGER ${trigger} AFTER ${event} ON main.${name} BEGIN ${notes} END`,
    };
  });
}

const quoted = (name: string) => `"${name}"`;
