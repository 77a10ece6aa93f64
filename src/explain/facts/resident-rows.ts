import { type Amount, amount } from '../../domain/money.js';
import type { Day } from '../../domain/period.js';
import { byColumn } from '../../programmes/component.js';
import { RESIDENT_COMPONENTS, type ResidentComponent } from '../../programmes/residents/components.js';
import type { Row, Workspace } from '../../workspace/duckdb.js';
import { parquet } from './rows.js';

/** A resident's row of residents.parquet. Amounts in dirhams; null where the register holds null. */
export type ResidentRow = {
  readonly birthDate: Day;
  readonly institutionId: string;
  readonly provinceCode: string;
  readonly category: string;
  readonly admittedOn: Day | null;
  readonly leftOn: Day | null;
  readonly decision: string;
  readonly reason: string;
  readonly age: number;
  readonly scholarship: Amount;
  /** What the ledger said was paid before this month. */
  readonly paidBefore: Amount;
  /** By the register's columns. */
  readonly components: Readonly<Record<ResidentComponent, Amount | null>>;
  readonly entitlement: Amount | null;
  readonly arrears: Amount;
  readonly recovery: Amount;
  readonly net: Amount;
  readonly provider: string;
  readonly orderId: string | null;
};

const COLUMNS = [
  'birth_date',
  'institution_id',
  'province_code',
  'category',
  'admitted_on',
  'left_on',
  'decision',
  'reason',
  'age',
  'scholarship',
  'paid_before',
  ...RESIDENT_COMPONENTS,
  'entitlement',
  'arrears',
  'recovery',
  'net',
  'provider',
  'order_id',
];

/** Reads a person's row of the residents' register, amounts in dirhams; null where the person has none. */
export async function readResidentRow(
  workspace: Workspace,
  files: readonly string[],
  personId: string,
): Promise<ResidentRow | null> {
  const cells = COLUMNS.map((column) => `CAST(${column} AS VARCHAR) AS ${column}`);
  const [row] = await workspace.select(
    `SELECT ${cells.join(', ')} FROM ${parquet(files)}
      WHERE person_id = $id`,
    { id: personId },
  );
  return row === undefined ? null : readRow(row);
}

function readRow(row: Row): ResidentRow {
  const money = (column: string) => {
    const text = row.textOrNull(column);
    return text === null ? null : amount(text);
  };
  return {
    birthDate: row.text('birth_date'),
    institutionId: row.text('institution_id'),
    provinceCode: row.text('province_code'),
    category: row.text('category'),
    admittedOn: row.textOrNull('admitted_on'),
    leftOn: row.textOrNull('left_on'),
    decision: row.text('decision'),
    reason: row.text('reason'),
    age: Number(row.text('age')),
    scholarship: amount(row.text('scholarship')),
    paidBefore: amount(row.text('paid_before')),
    components: byColumn(RESIDENT_COMPONENTS, money),
    entitlement: money('entitlement'),
    arrears: amount(row.text('arrears')),
    recovery: amount(row.text('recovery')),
    net: amount(row.text('net')),
    provider: row.text('provider'),
    orderId: row.textOrNull('order_id'),
  };
}

/** Which of some persons are residents, and where. */
export async function institutionsOf(
  workspace: Workspace,
  files: readonly string[],
  persons: readonly string[],
): Promise<{ personId: string; institutionId: string }[]> {
  const rows = await workspace.select(
    `SELECT person_id, institution_id FROM ${parquet(files)}
      WHERE list_contains(string_split($persons, ','), person_id) ORDER BY person_id`,
    { persons: persons.join(',') },
  );
  return rows.map((row) => ({
    personId: row.text('person_id'),
    institutionId: row.text('institution_id'),
  }));
}

/** Households that list a person: reads a whole column. */
export async function householdsOf(
  workspace: Workspace,
  files: readonly string[],
  personId: string,
): Promise<string[]> {
  const rows = await workspace.select(
    `SELECT DISTINCT CAST(household_id AS VARCHAR) AS household_id
      FROM ${parquet(files)} WHERE person_id = $id ORDER BY 1`,
    { id: personId },
  );
  return rows.map((row) => row.text('household_id'));
}
