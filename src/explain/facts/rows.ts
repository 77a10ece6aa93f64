import { type Amount, amount } from '../../domain/money.js';
import {
  byComponent,
  COMPONENT_COLUMNS,
  type ComponentColumn,
} from '../../programmes/families/components.js';
import { type Row, readPath, type Workspace } from '../../workspace/duckdb.js';
import type { Member } from './children.js';

/** A household's row of register.parquet. Amounts in dirhams; null where the register holds null. */
export type RegisterRow = {
  readonly provinceCode: string;
  readonly milieu: string;
  readonly decision: string;
  readonly reason: string;
  /** Null in an opening: another system paid it, and did not say. */
  readonly persons: number | null;
  readonly composition: string | null;
  /** By the register's columns. */
  readonly components: Readonly<Record<ComponentColumn, Amount | null>>;
  readonly entitlement: Amount | null;
  readonly arrears: Amount;
  readonly recovery: Amount;
  readonly net: Amount;
  readonly provider: string;
  readonly orderId: string | null;
};

/** What the decision rested on: the household's row of households.parquet. The score is decimal text. */
export type HouseholdRow = {
  readonly status: string;
  readonly iseScore: string;
  readonly payeeId: string;
  readonly channel: string;
  readonly accountGiven: boolean;
  readonly cover: string | null;
};

/** A grant made: `level` is FIRST or SECOND of a birth, else the school level. */
export type GrantRow = {
  readonly personId: string;
  readonly grant: 'BIRTH' | 'SCHOOL';
  readonly level: string;
  /** The year of the September of a school-return grant; 0 of a birth grant. */
  readonly year: number;
  readonly amount: Amount;
  /** PAID with the month, ACCRUED with a month that is owed, or paid now: of an earlier month, or MOVED here with the child. */
  readonly standing: 'PAID' | 'ACCRUED' | 'ARREARS' | 'MOVED' | 'OWED';
};

/** A table of a run's sealed Parquet files, to be read. */
export function parquet(files: readonly string[]): string {
  return `read_parquet([${files.map(readPath).join(', ')}], hive_partitioning = false)`;
}

/**
 * One household's rows of a sealed Parquet table. The files are sorted by household_id, so that the engine
 * skips every row group whose smallest and largest id leave this one out.
 */
async function rowsOf(
  workspace: Workspace,
  files: readonly string[],
  columns: readonly string[],
  id: string,
  order = '',
): Promise<Row[]> {
  const cells = columns.map((column) => `CAST(${column} AS VARCHAR) AS ${column}`);
  return workspace.select(
    `SELECT ${cells.join(', ')} FROM ${parquet(files)}
      WHERE household_id = $id ${order}`,
    { id },
  );
}

const REGISTER = [
  'province_code',
  'milieu',
  'decision',
  'reason',
  'persons',
  'composition',
  ...COMPONENT_COLUMNS,
  'entitlement',
  'arrears',
  'recovery',
  'net',
  'provider',
  'order_id',
];

/** Reads a household's row of the register, amounts in dirhams; null where it has none. */
export async function registerRow(
  workspace: Workspace,
  files: readonly string[],
  id: string,
): Promise<RegisterRow | null> {
  const [row] = await rowsOf(workspace, files, REGISTER, id);
  if (row === undefined) return null;
  const money = (column: string) => {
    const text = row.textOrNull(column);
    return text === null ? null : amount(text);
  };
  const persons = row.textOrNull('persons');
  return {
    provinceCode: row.text('province_code'),
    milieu: row.text('milieu'),
    decision: row.text('decision'),
    reason: row.text('reason'),
    persons: persons === null ? null : Number(persons),
    composition: row.textOrNull('composition'),
    components: byComponent(money),
    entitlement: money('entitlement'),
    arrears: amount(row.text('arrears')),
    recovery: amount(row.text('recovery')),
    net: amount(row.text('net')),
    provider: row.text('provider'),
    orderId: row.textOrNull('order_id'),
  };
}

const HOUSEHOLD = ['status', 'ise_score', 'payee_id', 'channel', 'account_given', 'cover'];

/** Reads what the registry said of a household itself; null where the run kept no such row. */
export async function readHouseholdRow(
  workspace: Workspace,
  files: readonly string[],
  id: string,
): Promise<HouseholdRow | null> {
  const [row] = await rowsOf(workspace, files, HOUSEHOLD, id);
  if (row === undefined) return null;
  return {
    status: row.text('status'),
    iseScore: row.text('ise_score'),
    payeeId: row.text('payee_id'),
    channel: row.text('channel'),
    accountGiven: row.text('account_given') === 'true',
    cover: row.textOrNull('cover'),
  };
}

const MEMBER = [
  'person_id',
  'birth_date',
  'deceased_on',
  'relation',
  'schooled',
  'public_school',
  'school_level',
  'severe_disability',
  'father_deceased',
  'social_cover',
];

/** Reads a household's members as the run saw them, by birth date and then person id: the order of ranks. */
export async function memberRows(
  workspace: Workspace,
  files: readonly string[],
  id: string,
): Promise<Member[]> {
  const rows = await rowsOf(workspace, files, MEMBER, id, 'ORDER BY household_id, birth_date, person_id');
  return rows.map((row) => ({
    personId: row.text('person_id'),
    birthDate: row.text('birth_date'),
    deceasedOn: row.textOrNull('deceased_on'),
    relation: row.text('relation'),
    schooled: row.text('schooled') === 'true',
    publicSchool: row.text('public_school') === 'true',
    schoolLevel: row.textOrNull('school_level'),
    severeDisability: row.text('severe_disability') === 'true',
    fatherDeceased: row.text('father_deceased') === 'true',
    socialCover: row.text('social_cover'),
  }));
}

/** Reads a household's lines of the run's list of grants, by kind and person id; amounts in dirhams. */
export async function grantRows(
  workspace: Workspace,
  files: readonly string[],
  id: string,
): Promise<GrantRow[]> {
  const columns = ['person_id', 'kind', 'level', 'year', 'amount', 'standing'];
  const rows = await rowsOf(workspace, files, columns, id, 'ORDER BY kind, person_id');
  return rows.map((row) => ({
    personId: row.text('person_id'),
    grant: row.text('kind') === 'BIRTH' ? 'BIRTH' : 'SCHOOL',
    level: row.text('level'),
    year: Number(row.text('year')),
    amount: amount(row.text('amount')),
    standing: row.text('standing') as GrantRow['standing'],
  }));
}

/** A child who left the household; `otherId`: it is listed there under another id. */
export type GoneChild = Pick<Member, 'personId' | 'birthDate'> & { readonly otherId: boolean };

/** Reads the children who left a household, as the run kept them. */
export async function goneChildren(
  workspace: Workspace,
  files: readonly string[],
  id: string,
): Promise<GoneChild[]> {
  const columns = ['person_id', 'birth_date', 'listed_as', 'relation'];
  const rows = await rowsOf(workspace, files, columns, id, 'ORDER BY birth_date, person_id');
  return rows
    .filter((row) => row.text('relation') === 'CHILD')
    .map((row) => ({
      personId: row.text('person_id'),
      birthDate: row.text('birth_date'),
      otherId: row.textOrNull('listed_as') !== null,
    }));
}

/** Households that list one of these persons, this one left out: the one question that reads a whole column. */
export async function householdsOfPersons(
  workspace: Workspace,
  files: readonly string[],
  id: string,
): Promise<{ personId: string; householdId: string }[]> {
  const from = parquet(files);
  const rows = await workspace.select(
    `SELECT DISTINCT CAST(person_id AS VARCHAR) AS person_id, CAST(household_id AS VARCHAR) AS household_id FROM ${from}
      WHERE person_id IN (SELECT person_id FROM ${from} WHERE household_id = $id) AND household_id <> $id
      ORDER BY 1, 2`,
    { id },
  );
  return rows.map((row) => ({
    personId: row.text('person_id'),
    householdId: row.text('household_id'),
  }));
}
