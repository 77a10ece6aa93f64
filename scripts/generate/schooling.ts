/** Who goes to school, and where: ages count as they will be on 31 December of the school year. */
import { dayNumber, type Month } from './calendar.js';
import { ALIVE, ANSWER, type Family, LEVEL, type Member, RELATION } from './family.js';
import type { Prng } from './prng.js';

/** Chance that a child of 12 or more leaves school in a month other than September. */
const DROP_OUT = 0.0006;

/** Share of schoolchildren who go to a public school, and of the older than 17 who are still in upper secondary. */
const PUBLIC = 0.9;
const GENERAL = 0.5;

/** Last day of the calendar year in which the school year of a month began: it begins in September. */
export function schoolDecember(month: Month): number {
  return dayNumber(month.month >= 9 ? month.year : month.year - 1, 12, 31);
}

/** School year a child of this age on 31 December attends, and how often it does. */
export function schoolOf(member: Member, prng: Prng, ageInDecember: number): void {
  if (ageInDecember < 6) {
    member.schooled = ANSWER.BLANK;
    member.publicSchool = ANSWER.BLANK;
    member.level = LEVEL.BLANK;
    return;
  }
  const rate = ageInDecember <= 11 ? 0.985 : ageInDecember <= 14 ? 0.955 : ageInDecember <= 17 ? 0.87 : 0.71;
  setSchool(member, prng.chance(rate), prng.chance(PUBLIC), ageInDecember, prng.chance(GENERAL));
}

/** Writes what school a child goes to; `general` tells upper secondary from other courses after 17. */
function setSchool(
  member: Member,
  schooled: boolean,
  isPublic: boolean,
  ageInDecember: number,
  general: boolean,
): void {
  member.schooled = schooled ? ANSWER.YES : ANSWER.NO;
  member.publicSchool = !schooled ? ANSWER.BLANK : isPublic ? ANSWER.YES : ANSWER.NO;
  if (!schooled) member.level = LEVEL.BLANK;
  else if (ageInDecember <= 11) member.level = LEVEL.PRIMARY;
  else if (ageInDecember <= 14) member.level = LEVEL.LOWER_SECONDARY;
  else if (ageInDecember <= 17 || general) member.level = LEVEL.UPPER_SECONDARY;
  else member.level = LEVEL.OTHER;
}

/** Chance that a schoolchild of that age in December does not come back in September. */
function leavingRate(age: number): number {
  if (age <= 11) return 0.003;
  if (age === 12 || age === 15) return 0.035;
  if (age === 18) return 0.16;
  return age < 18 ? 0.02 : 0.06;
}

/** In September children enter school, move up, leave it, or come back to it. */
function september(member: Member, prng: Prng, december: number): void {
  const age = Math.floor((december - member.birth) / 365.2425);
  if (age < 6 || age > 20) return;
  if (member.schooled === ANSWER.BLANK) {
    setSchool(member, prng.chance(0.985), prng.chance(PUBLIC), age, prng.chance(GENERAL));
    return;
  }
  const attends = member.schooled === ANSWER.YES ? !prng.chance(leavingRate(age)) : prng.chance(0.04);
  const wasPublic = member.publicSchool !== ANSWER.NO;
  const isPublic = prng.chance(0.98) ? wasPublic : !wasPublic;
  const general = member.level !== LEVEL.OTHER && (age !== 18 || prng.chance(0.7));
  setSchool(member, attends, isPublic, age, general);
}

/** What the month changes in the schooling of the household's children. */
export function schooling(family: Family, prng: Prng, month: Month): void {
  const december = schoolDecember(month);
  for (let i = 0; i < family.size; i++) {
    const member = family.members[i];
    if (!member || member.relation !== RELATION.CHILD || member.deceased !== ALIVE) continue;
    if (month.month === 9) september(member, prng, december);
    else if (
      member.schooled === ANSWER.YES &&
      member.birth <= (month.bornBy[12] ?? 0) &&
      prng.chance(DROP_OUT)
    ) {
      setSchool(member, false, false, 12, false);
    }
  }
}
