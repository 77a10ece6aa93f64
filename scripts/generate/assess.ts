/**
 * The generator's own reading of the programme's rules, kept apart from the program's: it tells what an extract
 * should cost, and which households would be paid.
 */

import type { Month } from './calendar.js';
import { ALIVE, ANSWER, COVER, type Family, LEVEL, type Member, RELATION, STATUS } from './family.js';
import { THRESHOLD } from './standing.js';

/** Monthly amounts in centimes, by rank band (ranks 1-3, then 4-6). */
interface Tariff {
  /** First month it applies to, as `Month.serial`. */
  readonly from: number;
  readonly young: readonly [number, number];
  readonly unschooled: readonly [number, number];
  readonly fatherless: readonly [number, number];
}

const FLOOR = 500_00;
const DISABILITY = 100_00;
const SCHOOL_GRANT = 200_00;
const SCHOOL_GRANT_UPPER = 300_00;
const FIRST_SCHOOL_GRANT = 2024 * 12 + 8;
/** For a household's first birth, and for its second. */
const BIRTH_GRANTS = [2000_00, 1000_00];
const MOST_PAID = 6;

const TARIFFS: readonly Tariff[] = [
  { from: 2026 * 12, young: [300_00, 36_00], unschooled: [200_00, 24_00], fatherless: [400_00, 36_00] },
  { from: 2025 * 12 + 10, young: [250_00, 36_00], unschooled: [175_00, 24_00], fatherless: [375_00, 36_00] },
  { from: 0, young: [200_00, 36_00], unschooled: [150_00, 24_00], fatherless: [350_00, 36_00] },
];

/** What the month makes of one household; amounts in centimes. */
export interface Assessment {
  /** It would get an order. */
  paid: boolean;
  /** It would be held: no living member, or no living adult payee. */
  held: boolean;
  /** No paid child. */
  flat: boolean;
  /** Monthly aid. */
  aid: number;
  schoolGrant: number;
  /** Children the school-return grant is for. */
  schoolChildren: number;
  birthGrant: number;
}

/** A blank to be filled again and again by `assess`. */
export function blankAssessment(): Assessment {
  return { paid: false, held: false, flat: false, aid: 0, schoolGrant: 0, schoolChildren: 0, birthGrant: 0 };
}

/** Children's order: birth date, then person id. */
function before(a: Member, b: Member): boolean {
  return a.birth < b.birth || (a.birth === b.birth && a.personId < b.personId);
}

const children: Member[] = [];

/** The living children under 21, in rank order; returns how many of `children` they are. */
function rankChildren(family: Family, month: Month): number {
  let count = 0;
  for (let i = 0; i < family.size; i++) {
    const member = family.members[i];
    if (!member || member.relation !== RELATION.CHILD || member.deceased !== ALIVE) continue;
    if (member.birth <= (month.bornBy[21] ?? 0)) continue;
    let place = count;
    for (; place > 0 && before(member, children[place - 1] ?? member); place--) {
      children[place] = children[place - 1] ?? member;
    }
    children[place] = member;
    count++;
  }
  return count;
}

function childAmount(tariff: Tariff, child: Member, rank: number, month: Month): number {
  const band = rank < 3 ? 0 : 1;
  const supplement = child.disabled ? DISABILITY : 0;
  const studies = child.schooled === ANSWER.YES || child.disabled;
  if (!studies && child.birth <= (month.bornBy[6] ?? 0)) return tariff.unschooled[band] + supplement;
  return (child.fatherless === ANSWER.YES ? tariff.fatherless[band] : tariff.young[band]) + supplement;
}

function schoolGrant(child: Member, month: Month): number {
  if (month.month !== 9 || month.serial < FIRST_SCHOOL_GRANT) return 0;
  if (child.schooled !== ANSWER.YES || child.publicSchool !== ANSWER.YES) return 0;
  if (child.level === LEVEL.UPPER_SECONDARY) return SCHOOL_GRANT_UPPER;
  return child.level === LEVEL.PRIMARY || child.level === LEVEL.LOWER_SECONDARY ? SCHOOL_GRANT : 0;
}

/** Children of the household before this one, of any age, living or not. */
function olderChildren(family: Family, child: Member): number {
  let older = 0;
  for (let i = 0; i < family.size; i++) {
    const other = family.members[i];
    if (other?.relation === RELATION.CHILD && before(other, child)) older++;
  }
  return older;
}

/**
 * The birth grants of a household that is paid: first and second births of the last six months, each once.
 * The child remembers, as the ledger would. The grant is for the birth, whether the child lives or not.
 */
function grantBirths(family: Family, month: Month): number {
  let granted = 0;
  for (let i = 0; i < family.size; i++) {
    const child = family.members[i];
    if (!child || child.relation !== RELATION.CHILD || child.birth <= month.sixMonthsBefore) continue;
    if (child.birthGranted) continue;
    const grant = BIRTH_GRANTS[olderChildren(family, child)];
    if (grant === undefined) continue;
    child.birthGranted = true;
    granted += grant;
  }
  return granted;
}

/** Whether the household is in the programme, and whether something about its people holds the payment. */
function decide(family: Family, month: Month, result: Assessment): void {
  let living = 0;
  let covered = false;
  for (let i = 0; i < family.size; i++) {
    const member = family.members[i];
    if (member?.deceased !== ALIVE) continue;
    living++;
    if (member.cover > COVER.NONE) covered = true;
  }
  const active = family.status === STATUS.ACTIVE && family.score <= THRESHOLD && !covered;
  const { payee } = family;
  const payeeStands = payee.deceased === ALIVE && payee.birth <= (month.bornBy[18] ?? 0);
  result.held = active && (living === 0 || !payeeStands);
  result.paid = active && !result.held;
}

/** Fills `result` with the household's month. */
export function assess(family: Family, month: Month, result: Assessment): void {
  const tariff = TARIFFS.find((t) => month.serial >= t.from);
  if (!tariff) throw new Error(`no tariff for ${month.label}`);
  decide(family, month, result);
  const count = Math.min(rankChildren(family, month), MOST_PAID);
  let aid = 0;
  result.schoolGrant = 0;
  result.schoolChildren = 0;
  for (let rank = 0; rank < count; rank++) {
    const child = children[rank];
    if (!child) continue;
    aid += childAmount(tariff, child, rank, month);
    const grant = schoolGrant(child, month);
    result.schoolGrant += grant;
    if (grant > 0) result.schoolChildren++;
  }
  result.birthGrant = result.paid ? grantBirths(family, month) : 0;
  result.flat = count === 0;
  result.aid = Math.max(aid, FLOOR);
}
