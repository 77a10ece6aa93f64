/** Writes the extracts: every family is lived through once, and its rows go to all its months in turn. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { assess, blankAssessment } from './assess.js';
import { type Registry, settle } from './base.js';
import { type Month, monthOf } from './calendar.js';
import { Tally } from './calibration.js';
import { Family } from './family.js';
import { Identifiers } from './ids.js';
import { ENTRY_RATE, live } from './life.js';
import { placesFor } from './places.js';
import { Prng } from './prng.js';
import { HOUSEHOLD_COLUMNS, MEMBER_COLUMNS } from './rows.js';
import { type Note, putFamily, type Sheets } from './sheets.js';
import { DefectList, defectsFile, Spoiler } from './spoil.js';
import { ByteFile, RowFile } from './write.js';

/** What to generate. */
export interface Order {
  /** Households of the first month. */
  readonly families: number;
  /** First month, as `Month.serial`. */
  readonly from: number;
  readonly months: number;
  /** Whole number, 0 to 2^32 - 1. */
  readonly seed: number;
  readonly out: string;
  /** Share of the rows that get a defect, 0 to 0.1. */
  readonly defects: number;
  /** Told now and then how many families are done. */
  readonly onProgress?: (families: number) => void;
}

/** One month's extract, open for writing, and what it holds. */
class Extract {
  readonly tally: Tally;
  private readonly sheets: Sheets;
  private readonly assessment = blankAssessment();
  private readonly list: DefectList | undefined;
  private readonly spoiler: Spoiler | undefined;

  constructor(
    readonly month: Month,
    private readonly folder: string,
    private readonly registry: Registry,
    order: Order,
  ) {
    this.tally = new Tally(registry.places.codes.length);
    // An unfinished extract has no control file; a list of defects of an earlier extract says nothing of this one.
    rmSync(join(folder, 'control.csv'), { force: true });
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
  }

  /** Counts the family and writes its rows. The counts are of the families as they are, not as defects show them. */
  add(family: Family): void {
    assess(family, this.month, this.assessment);
    this.tally.add(family, this.month, this.assessment);
    if (this.spoiler) this.spoiler.put(family, this.assessment);
    else putFamily(this.sheets, family, this.registry.places);
  }

  close(): void {
    const { households, members } = this.sheets;
    households.close();
    members.close();
    this.list?.close();
    const control = new ByteFile(join(this.folder, 'control.csv'));
    control.appendText(`file,rows\nhouseholds.csv,${households.rows}\nmembers.csv,${members.rows}\n`);
    control.close();
  }
}

const OWN_FILES = new Set(['households.csv', 'members.csv', 'control.csv']);

/** Makes a month's folder; throws when it holds a file that would be read with the new ones. */
function prepareFolder(out: string, label: string): string {
  const folder = join(out, label);
  mkdirSync(folder, { recursive: true });
  const foreign = readdirSync(folder).find((file) => !OWN_FILES.has(file));
  if (foreign !== undefined)
    throw new Error(
      `${folder} holds ${foreign}, which is no file of the generator's: empty the folder first`,
    );
  return folder;
}

/** Generates the extracts of all months and returns one tally a month. */
export function generate(order: Order): { months: Month[]; tallies: Tally[] } {
  const { families, seed } = order;
  const registry: Registry = { seed, ids: new Identifiers(seed), places: placesFor(families) };
  const months = Array.from({ length: order.months }, (_, i) => monthOf(order.from + i));
  const folders = months.map((month) => prepareFolder(order.out, month.label));
  const extracts = months.map((month, i) => new Extract(month, folders[i] ?? '', registry, order));
  const family = new Family();
  const prng = new Prng();
  const entries = Math.floor(families * ENTRY_RATE);

  /** A family from the month it enters to the last. */
  const lead = (index: number, entry: number) => {
    extracts.forEach((extract, i) => {
      if (i < entry) return;
      if (i === entry) settle(family, prng, registry, extract.month, index, entry > 0);
      else live(family, prng, registry, extract.month);
      if (!family.gone) extract.add(family);
    });
  };

  for (let index = 0; index < families; index++) {
    lead(index, 0);
    // Newcomers of each later month are spread evenly between the others.
    const first = Math.floor((index * entries) / families);
    const last = Math.floor(((index + 1) * entries) / families);
    for (let serial = first; serial < last; serial++) {
      for (let entry = 1; entry < months.length; entry++)
        lead(families + (entry - 1) * entries + serial, entry);
    }
    if ((index & 0xffff) === 0) order.onProgress?.(index);
  }
  for (const extract of extracts) extract.close();
  return { months, tallies: extracts.map((extract) => extract.tally) };
}
