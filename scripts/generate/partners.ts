/**
 * What partner ministries say of the same persons, in two files: the schooling of children for the school year,
 * and social covers. They agree with the registry except for a few in a thousand, always the same ones: whether and
 * how a partner differs comes from the person's id and the seed.
 */
import { join } from 'node:path';
import { ageAt, dayNumber, isoDate, type Month } from './calendar.js';
import { ALIVE, ANSWER, COVER, type Family, LEVEL, type Member, RELATION } from './family.js';
import { mix32 } from './prng.js';
import { rowOf } from './rows.js';
import { ByteFile } from './write.js';

export const SCHOOLING_FILE = 'schooling.csv';
export const SOCIAL_SECURITY_FILE = 'social_security.csv';
const SCHOOLING_COLUMNS = ['person_id', 'school_year', 'level', 'public', 'enrolled'];
const SOCIAL_SECURITY_COLUMNS = ['person_id', 'cover', 'from', 'to'];

/** Of 10,000 children, those for whom the ministry says something else or nothing, by the highest roll. */
const SCHOOL_ROLLS = {
  unknown: 30,
  otherYear: 50,
  otherEnrolment: 110,
  otherSector: 150,
  otherLevel: 200,
} as const;
/** Heads of household of 100,000 who have a cover the registry does not know, or had one in the past. */
const COVER_ROLLS = { unknownToRegistry: 25, past: 125 } as const;
/** Covered persons of 100,000 who are not, or under another scheme, by the highest roll. */
const COVERED_ROLLS = { none: 4_000, other: 6_000 } as const;

const LEVELS = ['', 'PRIMARY', 'LOWER_SECONDARY', 'UPPER_SECONDARY', 'OTHER'];
const COVERS = ['', 'NONE', 'STATE_EMPLOYEE', 'FAMILY_ALLOWANCE', 'PENSION', 'CONTRIBUTIONS_DUE'];
/** Covers begin in these years. */
const FIRST_COVER = dayNumber(2008, 1, 1);
const COVER_DAYS = 15 * 365;

/** School year of a month: September to August, as `2026-2027`. */
export function schoolYear(month: Month): string {
  const start = month.month >= 9 ? month.year : month.year - 1;
  return `${start}-${start + 1}`;
}

/** The files of one month that partner ministries send: schooling and social security. */
export class PartnerFiles {
  schoolingRows = 0;
  socialSecurityRows = 0;
  private readonly schooling: ByteFile;
  private readonly socialSecurity: ByteFile;
  private readonly year: string;
  private readonly yearBefore: string;
  private readonly schoolKey: number;
  private readonly coverKey: number;

  constructor(
    folder: string,
    seed: number,
    private readonly month: Month,
  ) {
    this.year = schoolYear(month);
    const start = Number(this.year.slice(0, 4));
    this.yearBefore = `${start - 1}-${start}`;
    this.schoolKey = mix32(mix32(seed ^ 0x5c5c5c5c) + start);
    this.coverKey = mix32(seed ^ 0x53535353);
    this.schooling = new ByteFile(join(folder, SCHOOLING_FILE));
    this.schooling.appendRow(rowOf(SCHOOLING_COLUMNS));
    this.socialSecurity = new ByteFile(join(folder, SOCIAL_SECURITY_FILE));
    this.socialSecurity.appendRow(rowOf(SOCIAL_SECURITY_COLUMNS));
  }

  /** Writes what the partners say of the household's members. */
  add(family: Family): void {
    for (let i = 0; i < family.size; i++) {
      const member = family.members[i];
      if (!member || member.deceased !== ALIVE) continue;
      if (member.relation === RELATION.CHILD) this.addChild(member);
      if (member.relation === RELATION.HEAD || member.cover > COVER.NONE) this.addCover(member);
    }
  }

  close(): void {
    this.schooling.close();
    this.socialSecurity.close();
  }

  /** Children from 6 to 20, and those who begin school before their sixth birthday. */
  private addChild(child: Member): void {
    if (child.birth <= (this.month.bornBy[21] ?? 0)) return;
    if (child.schooled === ANSWER.BLANK && ageAt(this.month, child.birth) < 6) return;
    const roll = mix32(Number(child.personId.slice(1)) ^ this.schoolKey) % 10_000;
    if (roll < SCHOOL_ROLLS.unknown) return;
    const year = roll < SCHOOL_ROLLS.otherYear ? this.yearBefore : this.year;
    let enrolled = child.schooled === ANSWER.YES;
    let isPublic = child.publicSchool === ANSWER.YES;
    let level = child.level;
    if (roll >= SCHOOL_ROLLS.otherYear && roll < SCHOOL_ROLLS.otherEnrolment) {
      enrolled = !enrolled;
      isPublic = true;
      level = this.levelByAge(child);
    } else if (roll >= SCHOOL_ROLLS.otherEnrolment && roll < SCHOOL_ROLLS.otherSector) isPublic = !isPublic;
    else if (roll >= SCHOOL_ROLLS.otherSector && roll < SCHOOL_ROLLS.otherLevel)
      level = level === LEVEL.PRIMARY ? LEVEL.LOWER_SECONDARY : level - 1;
    const school = enrolled ? `${LEVELS[level] ?? ''},${isPublic ? 'Y' : 'N'},Y` : ',,N';
    this.schooling.appendRow(`${child.personId},${year},${school}\n`);
    this.schoolingRows++;
  }

  private levelByAge(child: Member): number {
    const age = ageAt(this.month, child.birth);
    return age < 12 ? LEVEL.PRIMARY : age < 15 ? LEVEL.LOWER_SECONDARY : LEVEL.UPPER_SECONDARY;
  }

  private addCover(member: Member): void {
    const hash = mix32(Number(member.personId.slice(1)) ^ this.coverKey);
    const roll = hash % 100_000;
    const from = FIRST_COVER + (hash % COVER_DAYS);
    if (member.cover > COVER.NONE) {
      if (roll < COVERED_ROLLS.none) this.putCover(member, COVER.NONE, from);
      else if (roll < COVERED_ROLLS.other) this.putCover(member, otherCover(member.cover), from);
      else this.putCover(member, member.cover, from);
    } else if (roll < COVER_ROLLS.unknownToRegistry) this.putCover(member, otherCover(roll % 4), from);
    else if (roll < COVER_ROLLS.past)
      this.putCover(member, COVER.FAMILY_ALLOWANCE, from, from + 30 + (hash % 700));
  }

  private putCover(member: Member, cover: number, from: number, to?: number): void {
    const end = to === undefined ? '' : isoDate(to);
    this.socialSecurity.appendRow(`${member.personId},${COVERS[cover]},${isoDate(from)},${end}\n`);
    this.socialSecurityRows++;
  }
}

/** The next of the covers that exclude. */
function otherCover(cover: number): number {
  return cover >= COVER.CONTRIBUTIONS_DUE || cover < COVER.STATE_EMPLOYEE ? COVER.STATE_EMPLOYEE : cover + 1;
}
