import { join } from 'node:path';
import { referenceDate } from '../domain/period.js';
import { relateHouseholds } from '../household/households.js';
import { MEMBERS_FOLDER, numberMembers, relateMembers, writeMembers } from '../household/members.js';
import { quarantine } from '../household/quarantine.js';
import { quarantinePartners, relatePartners } from '../partners/overrides.js';
import type { Kind } from '../registry/columns.js';
import type { Extract } from '../registry/discover.js';
import { createTables, type InputFile, loadKind } from '../registry/load.js';
import { PROVINCES } from '../territory/provinces.js';
import type { Workspace } from '../workspace/duckdb.js';
import { partnersOf } from './partners.js';
import { type Reporter, stage } from './report.js';
import type { RunRequest } from './request.js';

/** Where the rows come from and where they are put; `work` is a folder for what is used once. */
export type Source = {
  readonly request: RunRequest;
  readonly extract: Extract;
  readonly work: string;
  readonly workspace: Workspace;
  readonly report: Reporter;
};

/** From the files to households and members in order; what cannot be trusted is quarantined. */
export async function readExtract(source: Source, folder: string): Promise<InputFile[]> {
  const { extract, work, workspace, report } = source;
  const reference = referenceDate(source.request.period);
  await createTables(
    workspace,
    PROVINCES.map((province) => province.code),
  );
  const read = (kind: Kind) =>
    stage(report, `read ${kind}`, async (progress) => {
      const files = await loadKind(workspace, extract, kind, reference, work, (lines) =>
        progress(lines, 'lines'),
      );
      progress(rowsOf(files, kind), 'rows');
      return files;
    });
  const households = await read('households');
  await stage(report, 'households in order', () => relateHouseholds(workspace));
  const members = await read('members');
  const partners: InputFile[] = [];
  for (const kind of partnersOf(extract)) partners.push(...(await read(kind)));
  const inputs = [...households, ...members, ...partners];
  for (const input of inputs) {
    if (input.extra.length > 0)
      report.notice(`${input.name}: extra columns ignored: ${input.extra.join(', ')}`);
  }

  if (partners.length > 0) await stage(report, 'partners', () => relatePartners(workspace));
  await stage(report, 'members in order', async () => {
    await numberMembers(workspace);
    await relateMembers(workspace);
    await quarantine(workspace);
    if (partners.length > 0) await quarantinePartners(workspace);
    await writeMembers(workspace, join(folder, MEMBERS_FOLDER));
  });
  return inputs;
}

/** Data rows read of one kind. */
export function rowsOf(inputs: readonly InputFile[], kind: InputFile['kind']): number {
  return inputs.filter((one) => one.kind === kind).reduce((n, one) => n + one.rows, 0);
}
