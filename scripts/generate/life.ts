/** What a month changes in a household. Rates are chances per month, small, so that a month resembles the last. */
import { BIRTH_SPACING, birthAtAge } from './base.js';
import { ageAt, type Month } from './calendar.js';
import {
  ALIVE,
  ANSWER,
  COVER,
  type Family,
  LEVEL,
  livingRelation,
  type Member,
  RELATION,
  STATUS,
} from './family.js';
import { MEMBER_NUMBERS } from './ids.js';
import type { Registry } from './order.js';
import { choosePayment, openAccount, setPayee } from './payment.js';
import type { Prng } from './prng.js';
import { schooling } from './schooling.js';
import { drawCover, drawScore, REASONS, THRESHOLD } from './standing.js';

const RATES = {
  vanish: 0.0003,
  close: 0.0021,
  block: 0.0004,
  suspend: 0.0005,
  restore: 0.17,
  rescore: 0.004,
  rescoreAbove: 0.03,
  gainCover: 0.0002,
  loseCover: 0.05,
  newAccount: 0.003,
  newPayment: 0.001,
  newPayee: 0.0007,
  leave: 0.0008,
  leaveGrown: 0.005,
  twins: 0.012,
  /** Share of deaths after which the registry has a new payee, or is closed, in the same month. */
  settledAtOnce: 0.93,
} as const;

/** Families that enter in a month, for each family of the first month: as many as leave. */
export const ENTRY_RATE = 0.0027;

/** Chance of a birth in a couple that has 0, 1, 2 or more children so far and a wife young enough. */
const BIRTH_RATES = [0.0106, 0.0058, 0.0032, 0.0022];
const OLDEST_MOTHER = 42;
/** Age from which a couple that has no children any more has none again. */
const OLDEST_FIRST_MOTHER = 36;

function deathRate(age: number): number {
  if (age < 1) return 0.0012;
  if (age < 21) return 0.00003;
  if (age < 60) return 0.00016;
  if (age < 70) return 0.001;
  if (age < 80) return 0.0026;
  return 0.007;
}

function isAdult(member: Member, month: Month): boolean {
  return member.deceased === ALIVE && member.birth <= (month.bornBy[18] ?? 0);
}

function close(family: Family, prng: Prng, reason: string): void {
  family.status = STATUS.CLOSED;
  family.reason = reason;
  family.monthsClosed = 0;
  family.monthsKept = prng.between(2, 3);
}

/** The oldest living adult. */
function oldestAdult(family: Family, month: Month): Member | undefined {
  let oldest: Member | undefined;
  for (let i = 0; i < family.size; i++) {
    const member = family.members[i];
    if (member && isAdult(member, month) && (!oldest || member.birth < oldest.birth)) oldest = member;
  }
  return oldest;
}

function hasLiving(family: Family): boolean {
  for (let i = 0; i < family.size; i++) if (family.members[i]?.deceased === ALIVE) return true;
  return false;
}

/** Orphans come under a relative, who joins the household. */
function addGuardian(family: Family, prng: Prng, registry: Registry, month: Month): Member | undefined {
  if (family.nextNumber >= MEMBER_NUMBERS - 2) return undefined;
  const birth = birthAtAge(prng, month, prng.between(28, 62));
  const id = registry.ids.person(family.index, family.nextNumber);
  return family.add(id, birth, prng.chance(0.4), RELATION.OTHER);
}

/** A grown-up child who heads the household is described as an adult. */
function leaveChildhood(member: Member): void {
  member.schooled = ANSWER.BLANK;
  member.publicSchool = ANSWER.BLANK;
  member.level = LEVEL.BLANK;
  member.cover = COVER.NONE;
}

/** After deaths: closes an empty household, names a new head and a new payee. */
function reseat(family: Family, prng: Prng, registry: Registry, month: Month): void {
  if (!hasLiving(family)) {
    if (family.status !== STATUS.CLOSED) close(family, prng, 'DECEASED');
    return;
  }
  let head = livingRelation(family, RELATION.HEAD);
  if (!head || !isAdult(head, month)) {
    head =
      livingRelation(family, RELATION.SPOUSE) ??
      oldestAdult(family, month) ??
      addGuardian(family, prng, registry, month);
    if (!head) return;
    for (let i = 0; i < family.size; i++) {
      const member = family.members[i];
      if (member?.relation === RELATION.HEAD) member.relation = RELATION.SPOUSE;
    }
    if (head.relation === RELATION.CHILD) leaveChildhood(head);
    head.relation = RELATION.HEAD;
  }
  if (!isAdult(family.payee, month)) {
    setPayee(family, prng, head);
    // The account was the late payee's own.
    if (!family.cash) openAccount(family, prng, registry);
  }
}

/** Fathers' deaths are written on their children. */
function bereave(family: Family, dead: Member): void {
  if (!family.parents) return;
  if (!dead.male || (dead.relation !== RELATION.HEAD && dead.relation !== RELATION.SPOUSE)) return;
  for (let i = 0; i < family.size; i++) {
    const member = family.members[i];
    if (member?.relation === RELATION.CHILD) member.fatherless = ANSWER.YES;
  }
}

/** Deaths of the month. True when there was one. */
function deaths(family: Family, prng: Prng, month: Month): boolean {
  let died = false;
  for (let i = 0; i < family.size; i++) {
    const member = family.members[i];
    if (!member || member.deceased !== ALIVE) continue;
    if (!prng.chance(deathRate(ageAt(month, member.birth)))) continue;
    member.deceased = Math.max(member.birth, month.first + prng.below(month.last - month.first + 1));
    bereave(family, member);
    died = true;
  }
  return died;
}

/** The day a child registered this month was born: most this month, some one or two months before. */
function birthDay(prng: Prng, month: Month): number {
  const delay = prng.below(100);
  const latest = delay < 75 ? month.last : delay < 95 ? month.first - 1 : month.first - 31;
  return latest - prng.below(28);
}

function newborn(family: Family, prng: Prng, registry: Registry, birth: number): void {
  if (family.nextNumber >= MEMBER_NUMBERS - 2) return;
  const id = registry.ids.person(family.index, family.nextNumber);
  const child = family.add(id, birth, prng.chance(0.51), RELATION.CHILD);
  child.cover = COVER.BLANK;
  child.fatherless = ANSWER.NO;
  child.disabled = prng.chance(0.01);
}

/** A couple young enough may have a child, or twins. */
function maybeBirth(family: Family, prng: Prng, registry: Registry, month: Month): void {
  if (!family.parents) return;
  let wife: Member | undefined;
  let husband: Member | undefined;
  let children = 0;
  let youngest = 0;
  for (let i = 0; i < family.size; i++) {
    const member = family.members[i];
    if (!member) continue;
    if (member.relation === RELATION.CHILD) {
      children++;
      youngest = Math.max(youngest, member.birth);
    } else if (member.relation !== RELATION.OTHER && member.deceased === ALIVE) {
      if (member.male) husband = member;
      else wife = member;
    }
  }
  if (!wife || !husband) return;
  if (wife.birth <= (month.bornBy[children === 0 ? OLDEST_FIRST_MOTHER : OLDEST_MOTHER] ?? 0)) return;
  if (!prng.chance(BIRTH_RATES[Math.min(children, 3)] ?? 0)) return;
  const birth = birthDay(prng, month);
  if (youngest > birth - BIRTH_SPACING) return;
  newborn(family, prng, registry, birth);
  if (prng.chance(RATES.twins)) newborn(family, prng, registry, birth);
}

/** Young adults who marry or move away are no longer listed. */
function leavers(family: Family, prng: Prng, month: Month): void {
  for (let i = family.size - 1; i >= 0; i--) {
    const member = family.members[i];
    if (!member || member.relation !== RELATION.CHILD || member === family.payee || !isAdult(member, month))
      continue;
    const grown = member.birth <= (month.bornBy[21] ?? 0);
    if (prng.chance(grown ? RATES.leaveGrown : RATES.leave)) family.remove(i);
  }
}

function changeStatus(family: Family, prng: Prng): void {
  if (family.status !== STATUS.ACTIVE) {
    if (!prng.chance(RATES.restore)) return;
    family.status = STATUS.ACTIVE;
    family.reason = '';
  } else if (prng.chance(RATES.block)) {
    family.status = STATUS.BLOCKED;
    family.reason = REASONS.BLOCKED[prng.below(3)] ?? '';
  } else if (prng.chance(RATES.suspend)) {
    family.status = STATUS.SUSPENDED;
    family.reason = REASONS.SUSPENDED[prng.below(3)] ?? '';
  }
}

/** Scores are computed again after a household has declared its situation again. */
function changeScore(family: Family, prng: Prng): void {
  const above = family.score > THRESHOLD;
  if (prng.chance(above ? RATES.rescoreAbove : RATES.rescore)) family.score = drawScore(prng);
  else if (!above && prng.chance(0.0003)) family.score = THRESHOLD + 1 + prng.below(250_000);
}

function changeCover(family: Family, prng: Prng): void {
  const head = livingRelation(family, RELATION.HEAD);
  if (!head) return;
  if (head.cover > COVER.NONE) {
    if (prng.chance(RATES.loseCover)) head.cover = COVER.NONE;
  } else if (prng.chance(RATES.gainCover)) drawCover(family, prng);
}

function changePayment(family: Family, prng: Prng, registry: Registry): void {
  if (prng.chance(RATES.newPayment)) choosePayment(family, prng, registry);
  else if (!family.cash && prng.chance(RATES.newAccount)) openAccount(family, prng, registry);
  if (!prng.chance(RATES.newPayee)) return;
  const head = livingRelation(family, RELATION.HEAD);
  const spouse = livingRelation(family, RELATION.SPOUSE);
  const other = family.payee === head ? spouse : head;
  if (!other || family.payee.deceased !== ALIVE) return;
  setPayee(family, prng, other);
  if (!family.cash) openAccount(family, prng, registry);
}

/** Leads the household from the month before into `month`; `gone` is set when it leaves the extract. */
export function live(family: Family, prng: Prng, registry: Registry, month: Month): void {
  if (family.gone) return;
  prng.seed(registry.seed, family.index, month.serial);
  if (family.status === STATUS.CLOSED) {
    family.monthsClosed++;
    if (family.monthsClosed >= family.monthsKept) family.gone = true;
    return;
  }
  if (prng.chance(RATES.vanish)) {
    family.gone = true;
    return;
  }
  if (prng.chance(RATES.close)) {
    close(family, prng, REASONS.CLOSED[prng.below(4)] ?? '');
    return;
  }
  reseat(family, prng, registry, month);
  if (deaths(family, prng, month) && prng.chance(RATES.settledAtOnce)) reseat(family, prng, registry, month);
  if ((family.status as number) === STATUS.CLOSED) return;
  maybeBirth(family, prng, registry, month);
  schooling(family, prng, month);
  leavers(family, prng, month);
  changeStatus(family, prng);
  changeScore(family, prng);
  changeCover(family, prng);
  changePayment(family, prng, registry);
}
