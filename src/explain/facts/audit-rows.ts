import { firstRecordOf, recordsOf } from '../../files/sorted-csv.js';
import { readPath, type Workspace } from '../../workspace/duckdb.js';

/** A row of audit/quarantine.csv: a field, or (column blank) a line, that could not be trusted. */
export type QuarantineRow = {
  readonly file: string;
  readonly line: string;
  readonly column: string;
  readonly code: string;
  readonly priorNet: string | null;
};

/** Reads a household's rows of audit/quarantine.csv (a resident's: R-<person_id>), in the file's order. */
export async function quarantineRows(
  workspace: Workspace,
  file: string,
  householdId: string,
): Promise<QuarantineRow[]> {
  const rows = await workspace.select(
    `SELECT file, line, coalesce("column", '') AS "column", code, prior_net
      FROM read_csv(${readPath(file)}, header = true, delim = ',', quote = '"', escape = '"', hive_partitioning = false,
        columns = {'file': 'VARCHAR', 'line': 'VARCHAR', 'column': 'VARCHAR', 'code': 'VARCHAR',
          'household_id': 'VARCHAR', 'prior_net': 'VARCHAR'})
      WHERE household_id = $id`,
    { id: householdId },
  );
  return rows.map((row) => ({
    file: row.text('file'),
    line: row.text('line'),
    column: row.text('column'),
    code: row.text('code'),
    priorNet: row.textOrNull('prior_net'),
  }));
}

const EFFECTS = [
  'class',
  'reason',
  'prior_net',
  'rules_effect',
  'registry_effect',
  'time_effect',
  'one_off_effect',
  'adjustment_effect',
  'net',
  'delta',
] as const;

/** A row of a reconciliation, as text: who moved, and the effects that explain it. */
export type ReconciliationRow = Readonly<Record<(typeof EFFECTS)[number] | 'province_code', string>>;

/** A household's row of audit/reconciliation.csv; null when it is not listed. */
export function reconciliationRow(file: string, householdId: string): ReconciliationRow | null {
  const columns = ['household_id', 'province_code', ...EFFECTS];
  return firstRecordOf(file, householdId, columns) as ReconciliationRow | null;
}

/** A resident's row of audit/reconciliation-residents.csv; null when not listed. */
export function residentReconciliationRow(file: string, personId: string): ResidentReconciliationRow | null {
  const columns = ['person_id', 'institution_id', 'province_code', 'category', ...EFFECTS];
  return firstRecordOf(file, personId, columns) as ResidentReconciliationRow | null;
}

/** A resident's row of audit/reconciliation-residents.csv, as text. */
export type ResidentReconciliationRow = ReconciliationRow &
  Readonly<Record<'institution_id' | 'category', string>>;

const OVERRIDE = ['household_id', 'person_id', 'source', 'field', 'old', 'new', 'file', 'line'] as const;

/** A row of audit/overrides.csv: a fact of a member that a partner ministry's file changed. */
export type OverrideRow = Readonly<{ [Column in (typeof OVERRIDE)[number]]: string }>;

/** Reads a household's rows of audit/overrides.csv, in the file's order; empty where it has none. */
export function overrideRows(file: string, householdId: string): OverrideRow[] {
  return recordsOf(file, householdId, OVERRIDE) as OverrideRow[];
}
