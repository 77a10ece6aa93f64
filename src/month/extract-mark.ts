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
  private readonly marks = new Map<bigint, bigint>();
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
    const sample = new BigUint64Array(
      [...this.marks].sort(([one], [other]) => (one < other ? -1 : 1)).flat(),
    );
    const probe = await this.workspace.one(
      `SELECT CAST(hash('sarf', CAST(1 AS BIGINT), DATE '2026-01-01', CAST(1.5 AS DECIMAL(9,6)), true, NULL) AS VARCHAR) AS probe`,
    );
    const columns = TABLES.map(({ table, id }) => [id, ...columnsOf(table)]);
    return {
      form: digest({ probe: probe.text('probe'), columns }).slice(0, 16),
      below: this.below.toString(),
      newest: this.newest,
      sample: new Uint8Array(sample.buffer),
    };
  }

  private async take(table: Table, id: string): Promise<void> {
    const unit = `hash('${id}', ${id})`;
    const rows = await this.workspace.select(
      `SELECT CAST(${unit} AS VARCHAR) AS unit,
         CAST(sum(hash('${table.name}', ${columnsOf(table).join(', ')})) % ${ALL} AS VARCHAR) AS mark
       FROM ${table.name} WHERE ${id} IS NOT NULL AND ${unit} <= CAST(${this.below} AS UBIGINT) GROUP BY 1`,
    );
    for (const row of rows) {
      const key = BigInt(row.text('unit'));
      this.marks.set(key, ((this.marks.get(key) ?? 0n) + BigInt(row.text('mark'))) % ALL);
    }
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
