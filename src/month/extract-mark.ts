import { digest } from '../domain/canonical.js';
import type { Day } from '../domain/period.js';
import type { ExtractMark } from '../ledger/extracts.js';
import { householdRow, memberRow, residentRow } from '../tables/extract.js';
import type { Table } from '../tables/table.js';
import type { Workspace } from '../workspace/duckdb.js';

/**
 * Takes the mark of an extract while it is read: whatever the order of its rows, their blank lines, quotes and files, the
 * same rows give the same mark. Of a large extract some tens of thousands of households are taken: a thousandth of rows
 * that are others is found, and the ledger stays small.
 */
const MOST = 65_536n;
const ALL = 2n ** 64n;

/** Columns of a table that tell what stands in the file; the others are worked out from these. */
const WORKED_OUT = new Set(['faults', 'account_right']);
const TABLES: readonly { readonly table: Table; readonly id: string }[] = [
  { table: householdRow, id: 'household_id' },
  { table: memberRow, id: 'household_id' },
  { table: residentRow, id: 'person_id' },
];

export class MarkMaker {
  private readonly newest: Record<keyof ExtractMark['newest'], Day | null> = {
    birth: null,
    death: null,
    enrolment: null,
    admission: null,
  };
  private readonly below: bigint;

  /** @param households rows of the extract's households @param reference no later day is a new one: it is a mistake */
  constructor(
    private readonly workspace: Workspace,
    households: number,
    private readonly reference: Day,
  ) {
    const rows = BigInt(households);
    this.below = rows <= MOST ? ALL - 1n : (ALL / rows) * MOST;
  }

  async takeHouseholds(): Promise<void> {
    await this.workspace.run('CREATE TABLE extract_mark (unit UBIGINT, mark HUGEINT)');
    await this.take(householdRow, 'household_id');
    this.newest.enrolment = await this.newestOf(householdRow, 'enrolled_on');
  }

  /** To be called before what partners say takes the place of what stands in the rows. */
  async takeMembers(): Promise<void> {
    await this.take(memberRow, 'household_id');
    this.newest.birth = await this.newestOf(memberRow, 'birth_date');
    this.newest.death = await this.newestOf(memberRow, 'deceased_on');
  }

  async takeResidents(): Promise<void> {
    await this.take(residentRow, 'person_id');
    this.newest.admission = await this.newestOf(residentRow, 'admitted_on');
  }

  /** The mark of all that was taken. */
  async mark(): Promise<ExtractMark> {
    const sample = await this.sample();
    const probe = await this.workspace.one(
      `SELECT CAST(hash('sarf', CAST(1 AS BIGINT), DATE '2026-01-01', CAST(1.5 AS DECIMAL(9,6)), true, NULL) AS VARCHAR) AS probe`,
    );
    const columns = TABLES.map(({ table, id }) => [id, ...columnsOf(table)]);
    return {
      form: digest({ probe: probe.text('probe'), columns }).slice(0, 16),
      below: this.below.toString(),
      newest: this.newest,
      sample,
    };
  }

  private async take(table: Table, id: string): Promise<void> {
    const unit = `hash('${id}', ${id})`;
    await this.workspace.run(
      `INSERT INTO extract_mark SELECT ${unit}, sum(hash('${table.name}', ${columnsOf(table).join(', ')}))
       FROM ${table.name} WHERE ${id} IS NOT NULL AND ${unit} <= CAST(${this.below} AS UBIGINT) GROUP BY ALL`,
    );
  }

  /** What was taken, in order: a number of 64 bits for whom the rows are about, then one for the rows. The table goes. */
  private async sample(): Promise<Uint8Array> {
    const digits = (number: string) => `lpad(hex(${number}), 16, '0')`;
    const row = await this.workspace.one(`
      SELECT coalesce(string_agg(${digits('unit')} || ${digits('mark')}, '' ORDER BY unit), '') AS sample
      FROM (SELECT unit, CAST(sum(mark) % ${ALL} AS UBIGINT) AS mark FROM extract_mark GROUP BY unit)`);
    await this.workspace.run('DROP TABLE extract_mark');
    return new Uint8Array(Buffer.from(row.text('sample'), 'hex').swap64());
  }

  private async newestOf(table: Table, column: string): Promise<Day | null> {
    const row = await this.workspace.one(
      `SELECT CAST(max(${column}) FILTER (${column} <= CAST($reference AS DATE)) AS VARCHAR) AS day FROM ${table.name}`,
      { reference: this.reference },
    );
    return row.textOrNull('day');
  }
}

/** As text where the engine would hash a place in a list of its own. */
function columnsOf(table: Table): string[] {
  return Object.entries(table.columns)
    .filter(([name]) => !WORKED_OUT.has(name))
    .map(([name, [type]]) => (/^[a-z]/.test(type) ? `CAST(${name} AS VARCHAR)` : name));
}
