/** One month's extract: its files, what is written to them, and what it holds. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { assess, blankAssessment } from './assess.js';
import type { Month } from './calendar.js';
import { Tally } from './calibration.js';
import { DefectList, defectsFile } from './defect-list.js';
import { ALIVE, type Family, RELATION } from './family.js';
import type { Order, Registry } from './order.js';
import { PartnerFiles, SCHOOLING_FILE, SOCIAL_SECURITY_FILE } from './partners.js';
import { RESIDENTS_FILE, ResidentSheet } from './resident-sheet.js';
import { HOUSEHOLD_COLUMNS, MEMBER_COLUMNS } from './rows.js';
import { type Note, putFamily, type Sheets } from './sheets.js';
import { Spoiler } from './spoil.js';
import { ByteFile, RowFile } from './write.js';

const CONTROL_FILE = 'control.csv';
/** Files that an extract has only when they are asked for. */
const OPTIONAL_FILES = [RESIDENTS_FILE, SCHOOLING_FILE, SOCIAL_SECURITY_FILE];
const OWN_FILES = ['households.csv', 'members.csv', CONTROL_FILE, ...OPTIONAL_FILES];

/** Makes a month's folder; throws when it holds a file that would be read with the new ones. */
export function prepareFolder(out: string, label: string): string {
  const folder = join(out, label);
  mkdirSync(folder, { recursive: true });
  const foreign = readdirSync(folder).find((file) => !OWN_FILES.includes(file));
  if (foreign !== undefined)
    throw new Error(
      `${folder} holds ${foreign}, which is no file of the generator's: empty the folder first`,
    );
  return folder;
}

/** One month's extract, open for writing, and what it holds. */
export class Extract {
  readonly tally: Tally;
  readonly residents: ResidentSheet | undefined;
  private readonly sheets: Sheets;
  private readonly assessment = blankAssessment();
  private readonly list: DefectList | undefined;
  private readonly spoiler: Spoiler | undefined;
  private readonly partners: PartnerFiles | undefined;

  constructor(
    readonly month: Month,
    private readonly folder: string,
    private readonly registry: Registry,
    order: Order,
  ) {
    this.tally = new Tally(registry.places.codes.length);
    // An unfinished extract has no control file; files of an earlier extract say nothing of this one.
    for (const file of [CONTROL_FILE, ...OPTIONAL_FILES]) rmSync(join(folder, file), { force: true });
    rmSync(join(order.out, defectsFile(month.label)), { force: true });
    const list = order.defects > 0 ? new DefectList(order.out, month.label) : undefined;
    const open = (file: string, columns: readonly string[]) =>
      new RowFile<Note>(join(folder, file), columns, (line, note) => list?.add(file, line, note));
    this.sheets = {
      households: open('households.csv', HOUSEHOLD_COLUMNS),
      members: open('members.csv', MEMBER_COLUMNS),
    };
    this.list = list;
    if (list) this.spoiler = new Spoiler(this.sheets, registry, month, order.defects);
    if (order.partners) this.partners = new PartnerFiles(folder, registry.seed, month);
    if (order.residents)
      this.residents = new ResidentSheet(join(folder, RESIDENTS_FILE), month, registry, order.defects, list);
  }

  /** Counts the family and writes its rows. The counts are of the families as they are, not as defects show them. */
  add(family: Family): void {
    assess(family, this.month, this.assessment);
    this.tally.add(family, this.month, this.assessment);
    const sound = this.spoiler?.put(family, this.assessment) ?? true;
    if (!this.spoiler) putFamily(this.sheets, family, this.registry.places);
    this.partners?.add(family);
    if (sound && this.assessment.paid) this.rememberChild(family);
  }

  close(): void {
    const { households, members } = this.sheets;
    households.close();
    members.close();
    this.residents?.close();
    this.partners?.close();
    this.list?.close();
    const counts: [string, number | undefined][] = [
      ['households.csv', households.rows],
      ['members.csv', members.rows],
      [RESIDENTS_FILE, this.residents?.rows],
      [SCHOOLING_FILE, this.partners?.schoolingRows],
      [SOCIAL_SECURITY_FILE, this.partners?.socialSecurityRows],
    ];
    const control = new ByteFile(join(this.folder, CONTROL_FILE));
    control.appendText('file,rows\n');
    for (const [file, rows] of counts) if (rows !== undefined) control.appendText(`${file},${rows}\n`);
    control.close();
  }

  /** A child that is paid for, so that a defect can show it in an institution too. */
  private rememberChild(family: Family): void {
    for (let i = 0; i < family.size; i++) {
      const member = family.members[i];
      if (member?.relation !== RELATION.CHILD || member.deceased !== ALIVE) continue;
      if (member.birth > (this.month.bornBy[18] ?? 0)) this.residents?.rememberChild(member.personId);
      return;
    }
  }
}
