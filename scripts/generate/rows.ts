/** Registry rows as CSV bytes: every string here has one character a byte, so lengths are byte counts. */
import { isoDate } from './calendar.js';
import { ALIVE, type Family, type Member } from './family.js';
import { INSTITUTIONS } from './institutions.js';
import type { Places } from './places.js';

export const HOUSEHOLD_COLUMNS = [
  'household_id',
  'province_code',
  'milieu',
  'ise_score',
  'status',
  'status_reason',
  'payee_id',
  'payee_name',
  'channel',
  'provider',
  'account',
  'enrolled_on',
] as const;

export const MEMBER_COLUMNS = [
  'household_id',
  'person_id',
  'birth_date',
  'sex',
  'relation',
  'schooled',
  'public_school',
  'severe_disability',
  'father_deceased',
  'school_level',
  'social_cover',
  'deceased_on',
] as const;

const STATUSES = ['ACTIVE', 'BLOCKED', 'SUSPENDED', 'CLOSED'];
const RELATIONS = ['HEAD', 'SPOUSE', 'CHILD', 'OTHER'];
const ANSWERS = ['', 'Y', 'N'];
const LEVELS = ['', 'PRIMARY', 'LOWER_SECONDARY', 'UPPER_SECONDARY', 'OTHER'];
const COVERS = ['', 'NONE', 'STATE_EMPLOYEE', 'FAMILY_ALLOWANCE', 'PENSION', 'CONTRIBUTIONS_DUE'];

/** A score in millionths as the registry writes it, without trailing zeros. */
export function scoreText(millionths: number): string {
  const whole = Math.floor(millionths / 1_000_000);
  const fraction = millionths % 1_000_000;
  if (fraction === 0) return String(whole);
  return `${whole}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`;
}

/** The household's fields, in the order of HOUSEHOLD_COLUMNS, each written as CSV has it. */
export function householdFields(family: Family, places: Places): string[] {
  return [
    family.id,
    places.codes[family.province] ?? '',
    family.rural ? 'R' : 'U',
    scoreText(family.score),
    STATUSES[family.status] ?? '',
    family.reason,
    family.payee.personId,
    family.payeeName,
    family.cash ? 'CASH' : 'ACCOUNT',
    INSTITUTIONS[family.institution]?.code ?? '',
    family.account,
    isoDate(family.enrolled),
  ];
}

/** A row of fields, line break included. */
export function rowOf(fields: readonly string[]): string {
  return `${fields.join(',')}\n`;
}

/** What follows the birth date, by the codes it depends on: few combinations, written once each. */
const endings: string[] = [];

function ending(member: Member): string {
  let key = member.male ? 1 : 0;
  key = key * 4 + member.relation;
  key = key * 3 + member.schooled;
  key = key * 3 + member.publicSchool;
  key = key * 2 + (member.disabled ? 1 : 0);
  key = key * 3 + member.fatherless;
  key = key * 5 + member.level;
  key = key * 6 + member.cover;
  const known = endings[key];
  if (known !== undefined) return known;
  const fields = [
    member.male ? 'M' : 'F',
    RELATIONS[member.relation],
    ANSWERS[member.schooled],
    ANSWERS[member.publicSchool],
    member.disabled ? 'Y' : 'N',
    ANSWERS[member.fatherless],
    LEVELS[member.level],
    COVERS[member.cover],
    '',
  ];
  const text = `,${fields.join(',')}`;
  endings[key] = text;
  return text;
}

/** The member's row, line break included. None of its fields ever needs a quote. */
export function memberRow(householdId: string, member: Member): string {
  const row = `${householdId},${member.personId},${isoDate(member.birth)}${ending(member)}`;
  return member.deceased === ALIVE ? `${row}\n` : `${row}${isoDate(member.deceased)}\n`;
}
