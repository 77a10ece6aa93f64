import type { Period } from '../../domain/period.js';
import { firstRecordOf, recordsOf } from '../../files/sorted-csv.js';
import type { Workspace } from '../../workspace/duckdb.js';
import type { Member } from './children.js';
import { csvRows } from './csv-rows.js';

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
  const columns = ['file', 'line', 'column', 'code', 'prior_net'];
  const rows = await csvRows(workspace, file, columns, householdId);
  return rows.map((row) => ({
    file: row.text('file'),
    line: row.text('line'),
    column: row.textOrNull('column') ?? '',
    code: row.text('code'),
    priorNet: row.textOrNull('prior_net'),
  }));
}

/** A row of audit/retroactive.csv: a released month, and what is due for it by what is known now. Dirhams. */
export type LateRow = {
  readonly month: Period;
  readonly cause: LateCause;
  readonly paid: string;
  readonly due: string;
  readonly difference: string;
  readonly source: string;
};

export type LateCause = 'DEATH' | 'BIRTH' | 'CHILD_MOVED' | 'COVER' | 'ENROLMENT' | 'EXTRACT_CUT' | 'RULES';

/** Reads a household's rows of audit/retroactive.csv, by month; none without a file. */
export async function lateRows(workspace: Workspace, file: string | null, id: string): Promise<LateRow[]> {
  const columns = ['month', 'cause', 'paid', 'due', 'difference', 'source'];
  const rows = await csvRows(workspace, file, columns, id, 'month');
  return rows.map((row) => ({
    month: row.text('month'),
    cause: row.text('cause') as LateCause,
    paid: row.text('paid'),
    due: row.text('due'),
    difference: row.text('difference'),
    source: row.text('source'),
  }));
}

/** A row of audit/paid-elsewhere.csv: a person for whom another is paid a month. */
export type PaidElsewhere = {
  readonly month: Period;
  readonly personId: string;
  /** The household, or the resident. */
  readonly paidTo: string;
  /**
   * NOT_COUNTED: the child does not count. HELD: the household, or the resident, is held. NOT_DUE, WAITS,
   * ACCOUNT_PAID: an earlier month is not paid, or not yet.
   */
  readonly effect: string;
};

/** Reads the rows of a household (a resident: R-<person_id>), in the file's order; none without a file. */
export async function paidElsewhereRows(
  workspace: Workspace,
  file: string | null,
  id: string,
): Promise<PaidElsewhere[]> {
  const rows = await csvRows(workspace, file, ['month', 'person_id', 'paid_to', 'effect'], id);
  return rows.map((row) => ({
    month: row.text('month'),
    personId: row.text('person_id'),
    paidTo: row.text('paid_to'),
    effect: row.text('effect'),
  }));
}

/** A row of audit/grants-in-doubt.csv: a birth whose grant is not made until a person decides. */
export type InDoubt = {
  readonly personId: string;
  readonly why: 'same_birth_date' | 'same_level';
};

/** Reads a household's births in doubt; none without a file. */
export function inDoubtRows(file: string | null, householdId: string): InDoubt[] {
  if (file === null) return [];
  return recordsOf(file, householdId, ['household_id', 'person_id', 'grant', 'amount', 'why']).map((row) => ({
    personId: row.person_id ?? '',
    why: row.why === 'SAME_LEVEL' ? 'same_level' : 'same_birth_date',
  }));
}

/** The members of a household, with those for whom a month is paid elsewhere. */
export function withPaidElsewhere(
  members: readonly Member[],
  rows: readonly PaidElsewhere[],
  period: Period,
): Member[] {
  const elsewhere = new Map(
    rows
      .filter((one) => one.month === period && one.effect === 'NOT_COUNTED')
      .map((one) => [one.personId, one.paidTo]),
  );
  return members.map(({ paidTo: _, ...member }) => {
    const paidTo = elsewhere.get(member.personId);
    return paidTo === undefined ? member : { ...member, paidTo };
  });
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
