/** The household as the first month's extract shows it. The weights are calibrated on the published totals. */
import { ageAt, dayNumber, type Month } from './calendar.js';
import { ANSWER, COVER, type Family, livingRelation, type Member, RELATION } from './family.js';
import { FAMILY_NAMES } from './names.js';
import type { Registry } from './order.js';
import { choosePayment, setPayee } from './payment.js';
import { cumulate, type Prng } from './prng.js';
import { schoolDecember, schoolOf } from './schooling.js';
import { drawCover, drawScore, drawStatus, THRESHOLD } from './standing.js';

/** Nobody could enrol before the registry of the programme opened. */
const PROGRAMME_START = dayNumber(2023, 12, 1);

/** Kinds of household, with their share in thousandths. The first four have children under 21. */
const KINDS = {
  COUPLE_WITH_CHILDREN: 491,
  WIDOW_WITH_CHILDREN: 14,
  MOTHER_WITH_CHILDREN: 86,
  GRANDPARENTS: 19,
  WIDOW: 85,
  MAN_ALONE: 97,
  OLD_COUPLE: 125,
  COUPLE: 83,
} as const;
const KIND_NAMES = Object.keys(KINDS) as (keyof typeof KINDS)[];
const KIND_WEIGHTS = cumulate(Object.values(KINDS));

/** Families with 1, 2, ... children under 21, in thousandths. */
const CHILDREN_RURAL = cumulate([260, 347, 242, 98, 35, 12, 5, 1]);
const CHILDREN_URBAN = cumulate([285, 350, 235, 90, 28, 9, 2, 1]);
/** Ages of the children, 0 to 20: a quarter under six, and few births (the population is closed to most). */
const CHILD_AGES = cumulate([
  165, 330, 440, 500, 530, 545, 540, 550, 550, 550, 540, 530, 520, 510, 500, 490, 480, 470, 450, 430, 390,
]);
/** Five-year bands from 60. */
const OLD_AGES = cumulate([330, 260, 190, 120, 65, 25, 10]);
/** Days between two births of one mother, at least. */
export const BIRTH_SPACING = 300;

/** A birth day of somebody who has completed exactly `age` years. */
export function birthAtAge(prng: Prng, month: Month, age: number): number {
  const latest = month.bornBy[age] ?? 0;
  return latest - prng.below(latest - (month.bornBy[age + 1] ?? 0));
}

function oldAge(prng: Prng): number {
  return 60 + prng.pick(OLD_AGES) * 5 + prng.below(5);
}

/** Adds an adult of that age. */
function adult(
  family: Family,
  prng: Prng,
  month: Month,
  registry: Registry,
  age: number,
  male: boolean,
  relation: number,
): Member {
  const id = registry.ids.person(family.index, family.nextNumber);
  const member = family.add(id, birthAtAge(prng, month, age), male, relation);
  member.disabled = prng.chance(age >= 60 ? 0.055 : 0.025);
  return member;
}

const births = new Int32Array(16);

/** Birth days of `count` children under 21, oldest first, a mother's births apart; twins now and then. */
function drawBirths(prng: Prng, month: Month, count: number): Int32Array {
  const drawn = births.subarray(0, count);
  for (let attempt = 0; attempt < 8; attempt++) {
    for (let i = 0; i < count; i++) drawn[i] = birthAtAge(prng, month, prng.pick(CHILD_AGES));
    drawn.sort();
    const twins = count > 1 && prng.chance(0.02);
    for (let i = count - 2; i >= 0; i--) {
      const next = drawn[i + 1] ?? 0;
      if (twins && i === 0) drawn[i] = next;
      else drawn[i] = Math.min(drawn[i] ?? 0, next - BIRTH_SPACING);
    }
    if ((drawn[0] ?? 0) > (month.bornBy[21] ?? 0)) return drawn;
  }
  // Many children rarely fit by chance: lay them out evenly.
  const step = Math.floor(6200 / count);
  for (let i = 0; i < count; i++)
    drawn[i] = month.last - 900 - (count - 1 - i) * step - prng.below(step - BIRTH_SPACING);
  return drawn;
}

/** Adds the children under 21 and returns the ages of the oldest and the youngest. */
function addChildren(
  family: Family,
  prng: Prng,
  month: Month,
  registry: Registry,
  fatherless: number,
): [number, number] {
  const count = prng.pick(family.rural ? CHILDREN_RURAL : CHILDREN_URBAN) + 1;
  const drawn = drawBirths(prng, month, count);
  const december = schoolDecember(month);
  for (let i = 0; i < count; i++) {
    const birth = drawn[i] ?? 0;
    const child = family.add(
      registry.ids.person(family.index, family.nextNumber),
      birth,
      prng.chance(0.51),
      RELATION.CHILD,
    );
    child.cover = COVER.BLANK;
    child.fatherless = fatherless;
    child.disabled = prng.chance(0.022);
    schoolOf(child, prng, Math.floor((december - birth) / 365.2425));
  }
  return [ageAt(month, drawn[0] ?? 0), ageAt(month, drawn[count - 1] ?? 0)];
}

/** Now and then a grown-up child still lives with the parents. */
function addGrownChild(
  family: Family,
  prng: Prng,
  month: Month,
  registry: Registry,
  chance: number,
  motherAge: number,
  fatherless: number,
): void {
  if (motherAge < 40 || !prng.chance(chance)) return;
  const age = Math.min(40, prng.between(21, motherAge - 18));
  const child = adult(family, prng, month, registry, age, prng.chance(0.55), RELATION.CHILD);
  child.fatherless = fatherless;
}

/** An elderly or other relative in the house. */
function addKin(family: Family, prng: Prng, month: Month, registry: Registry, chance: number): void {
  if (!prng.chance(chance)) return;
  const age = prng.chance(0.85) ? oldAge(prng) : prng.between(21, 59);
  adult(family, prng, month, registry, age, prng.chance(0.3), RELATION.OTHER);
}

/** A plausible age of the mother, from those of her oldest and youngest child. */
function motherAge(prng: Prng, oldest: number, youngest: number): number {
  const atFirstBirth = 18 + prng.below(8) + prng.below(9);
  return Math.min(oldest + atFirstBirth, Math.max(oldest + 16, youngest + 46));
}

function husbandAge(prng: Prng, wife: number): number {
  return Math.max(21, wife + prng.between(-2, 11));
}

/** The late husband is still listed when he died after the household enrolled. */
function lateHusband(family: Family, prng: Prng, month: Month, registry: Registry, wife: number): void {
  if (!prng.chance(0.2)) return;
  const husband = adult(family, prng, month, registry, husbandAge(prng, wife), true, RELATION.SPOUSE);
  husband.deceased = month.first - 1 - prng.below(500);
}

/** Fills the household with people of one kind. */
function populate(
  family: Family,
  prng: Prng,
  month: Month,
  registry: Registry,
  kind: keyof typeof KINDS,
): void {
  const person = (age: number, male: boolean, relation: number) =>
    adult(family, prng, month, registry, age, male, relation);
  switch (kind) {
    case 'COUPLE_WITH_CHILDREN': {
      family.parents = true;
      const [oldest, youngest] = addChildren(family, prng, month, registry, ANSWER.NO);
      const wife = motherAge(prng, oldest, youngest);
      person(husbandAge(prng, wife), true, RELATION.HEAD);
      person(wife, false, RELATION.SPOUSE);
      addGrownChild(family, prng, month, registry, 0.05, wife, ANSWER.BLANK);
      addKin(family, prng, month, registry, 0.08);
      return;
    }
    case 'WIDOW_WITH_CHILDREN': {
      const [oldest, youngest] = addChildren(family, prng, month, registry, ANSWER.YES);
      const age = motherAge(prng, oldest, youngest);
      person(age, false, RELATION.HEAD);
      lateHusband(family, prng, month, registry, age);
      addGrownChild(family, prng, month, registry, 0.1, age, ANSWER.YES);
      return;
    }
    case 'MOTHER_WITH_CHILDREN': {
      const [oldest, youngest] = addChildren(family, prng, month, registry, ANSWER.NO);
      person(motherAge(prng, oldest, youngest), false, RELATION.HEAD);
      addKin(family, prng, month, registry, 0.1);
      return;
    }
    case 'GRANDPARENTS': {
      addChildren(family, prng, month, registry, prng.chance(0.03) ? ANSWER.YES : ANSWER.NO);
      const age = Math.min(80, oldAge(prng));
      person(age, true, RELATION.HEAD);
      if (prng.chance(0.75)) person(Math.max(50, age - prng.below(10)), false, RELATION.SPOUSE);
      return;
    }
    case 'WIDOW': {
      const age = prng.chance(0.82) ? oldAge(prng) : prng.between(42, 59);
      person(age, false, RELATION.HEAD);
      lateHusband(family, prng, month, registry, age);
      addGrownChild(family, prng, month, registry, 0.08, age, ANSWER.YES);
      return;
    }
    case 'MAN_ALONE': {
      person(prng.chance(0.8) ? oldAge(prng) : prng.between(30, 59), true, RELATION.HEAD);
      return;
    }
    case 'OLD_COUPLE': {
      const age = oldAge(prng);
      const wife = Math.max(45, age - prng.below(11));
      person(age, true, RELATION.HEAD);
      person(wife, false, RELATION.SPOUSE);
      addGrownChild(family, prng, month, registry, 0.08, wife, ANSWER.BLANK);
      return;
    }
    case 'COUPLE': {
      family.parents = true;
      const young = prng.chance(0.25);
      const wife = young ? prng.between(20, 33) : prng.between(41, 56);
      person(Math.min(59, husbandAge(prng, wife)), true, RELATION.HEAD);
      person(wife, false, RELATION.SPOUSE);
      if (!young) addGrownChild(family, prng, month, registry, 0.08, wife, ANSWER.BLANK);
      return;
    }
  }
}

/**
 * Fills `family` with the household of that index as `month` sees it. A newcomer enrolled in that very month;
 * others enrolled any time since the programme began.
 */
export function settle(
  family: Family,
  prng: Prng,
  registry: Registry,
  month: Month,
  index: number,
  newcomer: boolean,
): void {
  prng.seed(registry.seed, index, 0);
  family.reset(index, registry.ids.household(index));
  family.surname = prng.below(FAMILY_NAMES);
  family.province = prng.pick(registry.places.cumulative);
  family.rural = prng.chance(registry.places.rural[family.province] ?? 0);
  family.score = drawScore(prng);
  populate(family, prng, month, registry, KIND_NAMES[prng.pick(KIND_WEIGHTS)] ?? 'COUPLE');
  const head = livingRelation(family, RELATION.HEAD);
  const wife = livingRelation(family, RELATION.SPOUSE);
  const payee = wife && prng.chance(0.35) ? wife : head;
  if (payee) setPayee(family, prng, payee);
  choosePayment(family, prng, registry);
  if (prng.chance(0.004)) drawCover(family, prng);
  if (newcomer || prng.chance(0.002)) {
    family.enrolled = prng.between(month.first, month.last);
    // A household enters because it is eligible: its score was just computed, and nothing is held against it.
    if (newcomer && family.score > THRESHOLD) family.score = THRESHOLD - prng.below(900_000);
  } else {
    const since = Math.max(0, month.first - PROGRAMME_START);
    // Two in five were there from the first weeks.
    family.enrolled = PROGRAMME_START + prng.below(prng.chance(0.4) ? Math.min(60, since + 1) : since + 1);
    drawStatus(family, prng);
  }
}
