import { join } from 'node:path';
import type { Manifest } from '../archive/manifest.js';
import { readFolder, type Workspace } from '../workspace/duckdb.js';
import { readText } from './read-text.js';

/** A member's fact as audit/overrides.csv writes it. */
const FACT = `CASE o.field WHEN 'social_cover' THEN m.social_cover WHEN 'school_level' THEN m.school_level
    ELSE CASE WHEN CASE o.field WHEN 'schooled' THEN m.schooled ELSE m.public_school END THEN 'Y' ELSE 'N' END END`;

/** The manifest's count of partners' overrides is right, and the members' files hold the facts they name. */
export async function overrideDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  const path = 'audit/overrides.csv';
  const counted = (manifest.counts.partners ?? []).flatMap(({ source, overrides }) =>
    overrides.map(({ field, members }) => `${source} ${field} ${members}`),
  );
  const listed = manifest.files.some((file) => file.path === path)
    ? await workspace.select(
        `SELECT source, field, count(*) AS members FROM ${readText(folder, path)} GROUP BY ALL`,
      )
    : [];
  const found = listed.map((row) => `${row.text('source')} ${row.text('field')} ${row.count('members')}`);
  if (found.sort().join() !== counted.sort().join()) return [`${path}: is not what the manifest counts`];
  if (found.length === 0) return [];
  const row = await workspace.one(`
    SELECT count(*) AS n FROM ${readText(folder, path)} o
    LEFT JOIN read_parquet(${readFolder(join(folder, 'members'), '*.parquet')}, hive_partitioning = false) m
      ON m.household_id = o.household_id AND m.person_id = o.person_id
    WHERE m.person_id IS NULL OR o.new IS DISTINCT FROM ${FACT}`);
  return row.count('n') === 0 ? [] : [`${path}: ${row.count('n')} facts are not those of the members`];
}
