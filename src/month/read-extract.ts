import { join } from 'node:path';
import type { Day } from '../domain/period.js';
import { PROVINCES } from '../domain/provinces.js';
import { stage } from '../domain/report.js';
import type { ExtractMark } from '../ledger/extracts.js';
import { takeNewborn } from '../programmes/families/grants/claims.js';
import { relateHouseholds } from '../programmes/families/households.js';
import { findImplausiblePersons } from '../programmes/families/implausible.js';
import {
  MEMBERS_FOLDER,
  numberMembers,
  relateMembers,
  writeMembers,
} from '../programmes/families/members.js';
import { quarantineRegistry } from '../programmes/families/quarantine.js';
import { type Kind, OPTIONAL_KINDS } from '../registry/columns.js';
import { refuseGrown } from '../registry/discover.js';
import { createTables, type InputFile, loadKind } from '../registry/load.js';
import { refuseOverlap } from '../registry/overlap.js';
import { householdRow, memberRow } from '../tables/extract.js';
import { household } from '../tables/households.js';
import { drop } from '../tables/table.js';
import type { Workspace } from '../workspace/duckdb.js';
import { MarkMaker } from './extract-mark.js';
import { noteRows } from './history.js';
import type { Month } from './month.js';
import { quarantinePartners, relatePartners } from './partners/overrides.js';
import { isPartner } from './partners.js';

/** An extract that was read. */
export type ExtractRead = { readonly inputs: readonly InputFile[]; readonly mark: ExtractMark };

/** Reads the extract; then households and members are in order, and every bad row in quarantine. */
export async function readExtract(month: Month, reference: Day, folder: string): Promise<ExtractRead> {
  const { request, extract, work, workspace, report } = month;
  await createTables(
    workspace,
    PROVINCES.map((province) => province.code),
  );
  const read = (kind: Kind) =>
    stage(report, `read ${kind}`, async (progress) => {
      const files = await loadKind(workspace, extract, kind, {
        ...{ reference, forms: request.configuration.registry, scratch: work },
        onLines: (lines) => progress(lines, 'lines'),
      });
      progress(rowsOf(files, kind), 'rows');
      return files;
    });
  const households = await read('households');
  const mark = new MarkMaker(workspace, rowsOf(households, 'households'), reference);
  await stage(report, 'households in order', async () => {
    await mark.takeHouseholds();
    await relateHouseholds(workspace);
    const good = households.reduce((n, one) => n + one.good, 0);
    await refuseOverlap(workspace, extract.folder, good - (await householdsOf(workspace)));
    await drop(workspace, householdRow); // makes room for the members
  });
  const members = await read('members');
  await mark.takeMembers();
  const inputs = [...households, ...members];
  for (const kind of OPTIONAL_KINDS)
    if (extract.files.some((file) => file.kind === kind)) inputs.push(...(await read(kind)));
  await mark.takeResidents();
  for (const input of inputs) {
    if (input.extra.length > 0)
      report.notice(`${input.name}: extra columns ignored: ${input.extra.join(', ')}`);
  }

  refuseGrown(extract);

  const partners = inputs.some((input) => isPartner(input.kind));
  if (partners) await stage(report, 'partners', () => relatePartners(workspace));
  await stage(report, 'members in order', async () => {
    await numberMembers(workspace);
    await relateMembers(workspace);
    await noteRows(month);
    await drop(workspace, memberRow); // the widest table by far, and nothing after this reads it
    await quarantineRegistry(workspace);
    if (partners) await quarantinePartners(workspace);
    await findImplausiblePersons(workspace, reference);
    await takeNewborn(workspace, month.parameters, reference, 'numbered_member');
    await writeMembers(workspace, join(folder, MEMBERS_FOLDER));
  });
  return { inputs, mark: await mark.mark() };
}

async function householdsOf(workspace: Workspace): Promise<number> {
  return (await workspace.one(`SELECT count(*) AS n FROM ${household.name}`)).count('n');
}

/** Data rows of one kind, good and bad. */
export function rowsOf(inputs: readonly InputFile[], kind: InputFile['kind']): number {
  return inputs.filter((one) => one.kind === kind).reduce((n, one) => n + one.rows, 0);
}
