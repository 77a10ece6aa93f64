import { PARTNER_KINDS, PATTERNS } from '../../domain/vocabulary.js';
import { badFieldsSql } from '../../registry/checks.js';
import { quarantine } from '../../tables/households.js';
import { make } from '../../tables/table.js';
import { text, type Workspace } from '../../workspace/duckdb.js';

const OWN = `CASE WHEN ${readableId('t.household_id')} THEN t.household_id END`;

/**
 * Every row of the registry that cannot be trusted, one line a bad field: table `quarantine`. The line is found from the row's ordinal
 * and the nearest anchor before it.
 */
const QUARANTINE = `
  WITH bad AS (
    ${badFieldsSql('households', 'faulty_household_row', OWN)}
    UNION ALL
    ${badFieldsSql('members', 'faulty_member_row', OWN)}
    UNION ALL
    SELECT 'members', row, 0, 'household_id', 'HOUSEHOLD_ID_INVALID', NULL, household_id
    FROM faulty_member_row WHERE NOT ${readableId('household_id')}
    UNION ALL
    SELECT 'members', row, 0, 'household_id',
      CASE WHEN ${readableId('household_id')} THEN 'UNKNOWN_HOUSEHOLD' ELSE 'HOUSEHOLD_ID_INVALID' END,
      CASE WHEN ${readableId('household_id')} THEN household_id END, household_id
    FROM stray_member
    UNION ALL
    SELECT 'households', row, 0, '', 'HOUSEHOLD_ROW_INVALID', household_id, NULL
    FROM sidelined_row WHERE why = 'HOUSEHOLD_ROW_INVALID'
  )
  SELECT bad.kind, a.file, a.line + bad.row - a.row AS line, bad.column_no, bad.column_name, bad.code, bad.household_id,
    bad.value
  FROM bad ASOF JOIN line_anchor a ON bad.kind = a.kind AND bad.row >= a.row
  UNION ALL
  SELECT kind, file, line, 0, '', code, household_id, NULL FROM line_fault
  WHERE kind NOT IN (${PARTNER_KINDS.map(text).join(', ')})`;

function readableId(column: string): string {
  return `coalesce(regexp_full_match(${column}, ${text(PATTERNS.householdId)}), false)`;
}

/** Makes table `quarantine` of what is wrong in the registry; other rooms add what they find. */
export async function quarantineRegistry(workspace: Workspace): Promise<void> {
  await make(workspace, quarantine, QUARANTINE);
}
