/**
 * Persons in care institutions, the same ones month after month. No figure on them is published: their number,
 * ages, scholarships and comings and goings are assumed, so that every rule on residents has somebody to apply to.
 */
import { birthAtAge } from './base.js';
import { ageAt, isoDate, type Month } from './calendar.js';
import { CHILDREN_DEPOSITORY, INSTITUTIONS, type Institution } from './institutions.js';
import { FAMILY_NAMES, nameField } from './names.js';
import type { Registry } from './order.js';
import type { Places } from './places.js';
import { cumulate, type Prng } from './prng.js';

/** Residents for each family of the registry: 9,000 children and 6,000 elderly at 3.9 million families. */
const CHILDREN_PER_FAMILY = 9_000 / 3_900_000;
const ELDERLY_PER_FAMILY = 6_000 / 3_900_000;

/** Where residents' streams of numbers start, apart from the families'; the elderly are numbered behind the children. */
const STREAM = 0x7e51de47;
const FIRST_ELDERLY = 2 ** 26;

/** `left` of a resident who has not left. */
const STAYS = -1;
/** Months in which somebody who has left is still listed, the month of leaving counted. */
const MONTHS_LISTED = 2;

const RATES = {
  orphan: 0.35,
  newAccount: 0.002,
  scholarship: 0.3,
  leaveChild: 0.007,
  /** After the eighteenth birthday. */
  leaveAdult: 0.12,
  enterChild: 0.0105,
  enterElderly: 0.0125,
} as const;
/** Chance that an elderly person leaves, or dies, in a month. */
const leaveElderly = (age: number) => (age < 70 ? 0.006 : age < 80 ? 0.012 : 0.022);

/** Chance that a child, or who came here as one, leaves in a month: never in that of the eighteenth birthday. */
function leaveYoung(month: Month, birth: number): number {
  const daysOfAge = (month.bornBy[18] ?? 0) - birth;
  if (daysOfAge < 0) return RATES.leaveChild;
  return daysOfAge > 31 ? RATES.leaveAdult : 0;
}

/** Ages 0 to 17, in hundredths. */
const CHILD_AGES = cumulate([2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 7, 8, 8, 8, 7, 6, 4]);
/** Five-year bands from 60. */
const OLD_AGES = cumulate([180, 200, 210, 190, 130, 60, 30]);
const YOUNGEST_SCHOLAR = 12;
/** A month's scholarship; one is above the aid, which it then takes away. */
const SCHOLARSHIPS = ['150.00', '180', '233.33', '250', '400.5', '500', '633.00'];
/** Positions in INSTITUTIONS where the elderly have their accounts. */
const ELDERLY_ACCOUNTS = [0, 1, 1, 1, 2, 3, 3];
const HOUSES_PER_PROVINCE = 4;

export const RESIDENT_COLUMNS = [
  'person_id',
  'name',
  'birth_date',
  'category',
  'institution_id',
  'province_code',
  'admitted_on',
  'left_on',
  'scholarship',
  'provider',
  'account',
] as const;

/** One resident. The same object is filled again for each. Days are day numbers. */
export interface Resident {
  /** Everything about the resident comes from it and the seed. */
  index: number;
  personId: string;
  /** As CSV bytes. */
  name: string;
  birth: number;
  category: 'ORPHAN' | 'ABANDONED' | 'ELDERLY';
  /** Number of the house in its province, from 1. */
  house: number;
  province: number;
  admitted: number;
  left: number;
  /** As the row has it; blank for none. */
  scholarship: string;
  institution: Institution;
  account: string;
  accountsHad: number;
  monthsSinceLeft: number;
  /** No longer in the extract. */
  gone: boolean;
}

/** A resident to be filled by `admit`: one object serves for all of them. */
export function blankResident(): Resident {
  return {
    index: 0,
    personId: '',
    name: '',
    birth: 0,
    category: 'ORPHAN',
    house: 1,
    province: 0,
    admitted: 0,
    left: STAYS,
    scholarship: '',
    institution: CHILDREN_DEPOSITORY,
    account: '',
    accountsHad: 0,
    monthsSinceLeft: 0,
    gone: false,
  };
}

/** Who lives in institutions in the first month, and who enters later. */
export interface Population {
  readonly index: number;
  /** Position of the month in which the resident is first listed. */
  readonly entry: number;
}

/** Every resident of so many months, one after the other. */
export function* residentsOf(families: number, months: number): Generator<Population> {
  const kinds = [
    { offset: 0, count: Math.max(4, Math.round(families * CHILDREN_PER_FAMILY)), rate: RATES.enterChild },
    {
      offset: FIRST_ELDERLY,
      count: Math.max(2, Math.round(families * ELDERLY_PER_FAMILY)),
      rate: RATES.enterElderly,
    },
  ];
  for (const { offset, count, rate } of kinds) {
    let index = offset;
    for (; index < offset + count; index++) yield { index, entry: 0 };
    for (let entry = 1; entry < months; entry++) {
      const due = offset + count + Math.floor(count * rate * entry);
      for (; index < due; index++) yield { index, entry };
    }
  }
}

function openAccount(resident: Resident, prng: Prng, registry: Registry): void {
  const { banks } = resident.institution;
  const bank = banks[prng.below(banks.length)] ?? '';
  const city = 10 + resident.province * 10;
  resident.account = registry.ids.residentAccount(resident.index, bank, city, resident.accountsHad);
  resident.accountsHad++;
}

function drawScholarship(resident: Resident, prng: Prng, month: Month): void {
  const studies = ageAt(month, resident.birth) >= YOUNGEST_SCHOLAR && prng.chance(RATES.scholarship);
  const none = prng.chance(0.1) ? '0' : '';
  resident.scholarship = studies ? (SCHOLARSHIPS[prng.below(SCHOLARSHIPS.length)] ?? '') : none;
}

/**
 * Fills `resident` as the month in which it is first listed sees it. The first child comes of age in the second
 * month, so that even the smallest registry shows a capital that is paid out.
 */
export function admit(
  resident: Resident,
  prng: Prng,
  registry: Registry,
  month: Month,
  { index, entry }: Population,
): void {
  prng.seed(registry.seed ^ STREAM, index, 0);
  const elderly = index >= FIRST_ELDERLY;
  const male = prng.chance(elderly ? 0.55 : 0.5);
  resident.index = index;
  resident.personId = registry.ids.resident(index);
  resident.name = nameField(prng, prng.below(FAMILY_NAMES), male);
  resident.province = prng.pick(registry.places.cumulative);
  resident.house = 1 + prng.below(HOUSES_PER_PROVINCE);
  resident.left = STAYS;
  resident.monthsSinceLeft = 0;
  resident.gone = false;
  resident.scholarship = '';
  resident.accountsHad = 0;
  if (elderly) {
    resident.category = 'ELDERLY';
    // A few are admitted before they are sixty.
    const age = prng.chance(0.02) ? 59 : 60 + prng.pick(OLD_AGES) * 5 + prng.below(5);
    resident.birth = birthAtAge(prng, month, age);
    resident.institution = INSTITUTIONS[ELDERLY_ACCOUNTS[prng.below(7)] ?? 0] ?? CHILDREN_DEPOSITORY;
  } else {
    resident.category = prng.chance(RATES.orphan) ? 'ORPHAN' : 'ABANDONED';
    resident.birth = birthAtAge(prng, month, prng.pick(CHILD_AGES));
    if (index === 0) resident.birth = (month.bornBy[18] ?? 0) + 1 + prng.below(28);
    resident.institution = CHILDREN_DEPOSITORY;
    drawScholarship(resident, prng, month);
  }
  const earliest = Math.max(resident.birth, elderly ? month.first - 4000 : 0);
  const enters = entry > 0 || earliest >= month.first;
  resident.admitted = enters
    ? Math.max(earliest, prng.between(month.first, month.last))
    : prng.between(earliest, month.first - 1);
  openAccount(resident, prng, registry);
}

/** Leads the resident from the month before into `month`. */
export function liveOn(resident: Resident, prng: Prng, registry: Registry, month: Month): void {
  if (resident.gone) return;
  if (resident.left !== STAYS) {
    resident.monthsSinceLeft++;
    resident.gone = resident.monthsSinceLeft >= MONTHS_LISTED;
    return;
  }
  prng.seed(registry.seed ^ STREAM, resident.index, month.serial);
  const age = ageAt(month, resident.birth);
  const elderly = resident.category === 'ELDERLY';
  if (prng.chance(elderly ? leaveElderly(age) : leaveYoung(month, resident.birth)))
    resident.left = prng.between(month.first, month.last);
  else if (prng.chance(RATES.newAccount)) openAccount(resident, prng, registry);
  if (!elderly && month.month === 9) drawScholarship(resident, prng, month);
}

/** The resident's fields, in the order of RESIDENT_COLUMNS, each written as CSV has it. */
export function residentFields(resident: Resident, places: Places): string[] {
  const province = places.codes[resident.province] ?? '';
  return [
    resident.personId,
    resident.name,
    isoDate(resident.birth),
    resident.category,
    `EPS${province.replace('.', '')}${resident.house}`,
    province,
    isoDate(resident.admitted),
    resident.left === STAYS ? '' : isoDate(resident.left),
    resident.scholarship,
    resident.institution.code,
    resident.account,
  ];
}
