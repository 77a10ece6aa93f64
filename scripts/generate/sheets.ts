/** The two files of one extract, and how a family's rows are put into them. */
import type { DefectCode } from './defects.js';
import type { Family, Member } from './family.js';
import type { Places } from './places.js';
import { mix32 } from './prng.js';
import { householdFields, memberRow, rowOf } from './rows.js';
import type { RowFile } from './write.js';

/** What is wrong with a row, and whose it is. */
export interface Note {
  readonly code: DefectCode;
  readonly household: string;
}

/** The files of one extract. */
export interface Sheets {
  readonly households: RowFile<Note>;
  readonly members: RowFile<Note>;
}

/** A row to be written in place of the household's own. */
export interface OtherRow {
  readonly text: string;
  readonly note: Note;
}

/** Lane of the household's row and of its first member's. */
export function laneOf(family: Family): number {
  return mix32(family.index);
}

/** Writes the family's rows, if need be with another household row or another row of one member. */
export function putFamily(
  { households, members }: Sheets,
  family: Family,
  places: Places,
  household?: OtherRow,
  other?: OtherRow & { readonly member: Member },
): void {
  const lane = laneOf(family);
  if (household) households.put(household.text, lane, household.note);
  else households.put(rowOf(householdFields(family, places)), lane);
  for (let i = 0; i < family.size; i++) {
    const member = family.members[i];
    if (!member) continue;
    // An odd step sends the members of a household to lanes apart.
    const memberLane = lane + i * 11;
    if (other?.member === member) members.put(other.text, memberLane, other.note);
    else members.put(memberRow(family.id, member), memberLane);
  }
}
