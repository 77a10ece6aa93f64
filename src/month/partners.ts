import { join } from 'node:path';
import type { Manifest, PartnerCount } from '../archive/manifest.js';
import { PARTNER_KINDS } from '../domain/vocabulary.js';
import type { Kind } from '../registry/columns.js';
import { kindOf } from '../registry/discover.js';
import type { InputFile } from '../registry/load.js';
import type { Workspace } from '../workspace/duckdb.js';
import { writeOverrides } from './audit/files.js';
import type { PartnerMeasures } from './controls/partner-controls.js';
import { partnerCounts } from './partners/figures.js';

/** Whether a file of this kind comes from a partner ministry and not from the registry. */
export function isPartner(kind: Kind | null): boolean {
  return PARTNER_KINDS.some((partner) => partner === kind);
}

export type PartnerFigures = {
  /** A line for each kind sent; none when no partner sent anything. */
  readonly counts: readonly PartnerCount[];
  readonly overrides: number;
  /** null when no partner sent anything, neither now nor for the prior run. */
  readonly measures: PartnerMeasures | null;
};

/** What partners sent this month, beside what the prior run had of them; writes what it changed into `folder`. */
export async function partnerFigures(
  workspace: Workspace,
  inputs: readonly InputFile[],
  prior: Manifest | null,
  folder: string,
): Promise<PartnerFigures> {
  const rows = new Map<string, number>();
  for (const input of inputs.filter((one) => isPartner(one.kind)))
    rows.set(input.kind, (rows.get(input.kind) ?? 0) + input.rows);
  const counts = await partnerCounts(workspace, rows);
  if (counts.length > 0) await writeOverrides(workspace, join(folder, 'audit', 'overrides.csv'));
  const before = new Set(prior?.inputs.map((input) => kindOf(input.entry ?? input.path)));
  const missing = PARTNER_KINDS.filter((kind) => before.has(kind) && !rows.has(kind));
  const total = (of: (count: PartnerCount) => number) => counts.reduce((sum, one) => sum + of(one), 0);
  return {
    counts,
    overrides: total((one) => one.overrides.reduce((sum, { members }) => sum + members, 0)),
    measures:
      counts.length === 0 && missing.length === 0
        ? null
        : {
            rows: total((one) => one.rows),
            untrusted: total((one) => one.untrusted),
            unknownPersons: total((one) => one.unknown_person),
            missing,
          },
  };
}
