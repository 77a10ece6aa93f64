/** The rules of the month for the plain Node peer, written once more in whole centimes. */
import { RATES, type Rates, type TheMonth } from '../the-month.js';

/** A living or dead member as it stands in the peer's database. Days are ISO text, which sorts as days do. */
export interface Member {
  readonly personId: string;
  readonly birth: string;
  readonly died: string | null;
  readonly bits: number;
}

/**
 * Meaning of a member's bits; the cover's number stands above them. `lower` and `upper`: in a public school,
 * up to lower secondary or in upper secondary.
 */
export const BIT = {
  right: 1,
  child: 2,
  schooled: 4,
  fatherless: 8,
  disabled: 16,
  lower: 32,
  upper: 64,
} as const;
export const COVER_SHIFT = 7;

/** Covers that exclude, in the order in which they are named. */
export const COVERS = ['NONE', 'STATE_EMPLOYEE', 'FAMILY_ALLOWANCE', 'PENSION', 'CONTRIBUTIONS_DUE'] as const;

/** What is known of a household from its members. */
export interface Facts {
  readonly persons: number;
  readonly children: number;
  readonly elderly: number;
  /** Rows that are no good. */
  readonly bad: number;
  /** Number of the first excluding cover of a living member, 0 when there is none. */
  readonly cover: number;
  readonly payeeFit: boolean;
  /** Composition on the reference date, grants behind a "+"; and as the same facts look on the prior one, without. */
  readonly now: string;
  readonly before: string;
  /** The children whose birth grants these are. */
  readonly births: readonly string[];
}

/** Children to whom a grant was made before. */
export interface Persons {
  readonly has: (personId: string) => boolean;
}
export interface Granted {
  readonly births: Persons;
  /** Of the month's year. */
  readonly pupils: Persons;
}

/** A paid child as in compositions; blank when the member does not count as a child on the day. */
function token(
  member: Member,
  day: string,
  cutoffs: { readonly child: string; readonly infant: string },
): string {
  const { birth, died, bits } = member;
  if ((bits & BIT.child) === 0 || birth <= cutoffs.child || birth > day) return '';
  if (died !== null && died <= day) return '';
  const band = birth > cutoffs.infant ? 'I' : (bits & BIT.schooled) !== 0 ? 'S' : 'N';
  return `${band}${(bits & BIT.fatherless) !== 0 ? 'f' : ''}${(bits & BIT.disabled) !== 0 ? 'd' : ''}`;
}

/**
 * The grants of a household as in compositions. A birth counts for its rank among all children ever
 * listed, living or not; a child whose grant was paid in an earlier month has none.
 */
class Grants {
  readonly takers: string[] = [];
  private births = 0;
  private text = '';
  private lower = 0;
  private upper = 0;

  constructor(
    private readonly month: TheMonth,
    private readonly granted: Granted,
  ) {}

  born({ personId, birth }: Member): void {
    this.births++;
    if (this.births > RATES.births.length || birth <= this.month.cutoffs.now.newborn) return;
    if (birth > this.month.reference) return;
    if (this.granted.births.has(personId)) return;
    this.text += `+B${this.births}`;
    this.takers.push(personId);
  }

  paid({ personId, bits }: Member): void {
    if (!this.month.september || (bits & BIT.schooled) === 0 || this.granted.pupils.has(personId)) return;
    if ((bits & BIT.lower) !== 0) this.lower++;
    if ((bits & BIT.upper) !== 0) this.upper++;
  }

  asText(): string {
    return `${this.text}${this.lower > 0 ? `+P${this.lower}` : ''}${this.upper > 0 ? `+U${this.upper}` : ''}`;
  }
}

/**
 * `members` in order of birth, then person id. Of a month gone by, those who were not born yet are nobody.
 */
export function factsOf(
  members: readonly Member[],
  payeeId: string,
  month: TheMonth,
  granted: Granted,
): Facts {
  const { reference, priorReference, cutoffs } = month;
  let [persons, children, elderly, bad, cover] = [0, 0, 0, 0, 0];
  let payeeFit = false;
  const now: string[] = [];
  const before: string[] = [];
  const grants = new Grants(month, granted);
  for (const member of members) {
    const { birth, died, bits } = member;
    if ((bits & BIT.right) === 0) {
      bad++;
      continue;
    }
    if ((bits & BIT.child) !== 0) grants.born(member);
    const today = token(member, reference, cutoffs.now);
    const then = token(member, priorReference, cutoffs.before);
    if (today !== '' && now.length < RATES.childrenPaid) {
      now.push(today);
      grants.paid(member);
    }
    if (then !== '' && before.length < RATES.childrenPaid) before.push(then);
    if ((died !== null && died <= reference) || birth > reference) continue;
    persons++;
    if (today !== '') children++;
    if (birth <= cutoffs.now.elderly) elderly++;
    if (member.personId === payeeId && birth <= cutoffs.now.adult) payeeFit = true;
    const own = bits >> COVER_SHIFT;
    if (own > 0 && (cover === 0 || own < cover)) cover = own;
  }
  return {
    persons,
    children,
    elderly,
    bad,
    cover,
    payeeFit,
    now: `${now.join('.') || 'none'}${grants.asText()}`,
    before: before.join('.') || 'none',
    births: grants.takers,
  };
}

/** A composition's amounts in centimes. */
export interface Amounts {
  readonly children: number;
  readonly allowance: number;
  readonly disability: number;
  readonly topup: number;
  readonly flat: number;
  /** Monthly aid: the four above. */
  readonly aid: number;
  readonly birth: number;
  readonly school: number;
}

/** The monthly aid of a composition without grants ("S.Nfd", "none"). */
function monthlyOf(children: string, rates: Rates): Omit<Amounts, 'birth' | 'school'> {
  if (children === 'none')
    return { children: 0, allowance: 0, disability: 0, topup: 0, flat: rates.flat, aid: rates.flat };
  let [allowance, disability] = [0, 0];
  const tokens = children.split('.');
  tokens.forEach((child, i) => {
    const {
      schooled: yes,
      not,
      fatherlessSchooled,
      fatherlessNot,
    } = i < rates.firstRanks ? rates.first : rates.later;
    const schooled = !child.startsWith('N') || child.endsWith('d');
    if (child.includes('f')) allowance += schooled ? fatherlessSchooled : fatherlessNot;
    else allowance += schooled ? yes : not;
    if (child.endsWith('d')) disability += rates.disability;
  });
  const topup = Math.max(0, rates.floor - allowance - disability);
  return {
    children: tokens.length,
    allowance,
    disability,
    topup,
    flat: 0,
    aid: allowance + disability + topup,
  };
}

/** The amounts of a composition with grants ("I.S+B1+P1"). */
export function amountsOf(composition: string, rates: Rates = RATES): Amounts {
  const [children = '', ...grants] = composition.split('+');
  let [birth, school] = [0, 0];
  for (const grant of grants) {
    const number = Number(grant.slice(1));
    if (grant.startsWith('B')) birth += rates.births[number - 1] ?? 0;
    else school += number * (grant.startsWith('P') ? rates.school.lower : rates.school.upper);
  }
  return { ...monthlyOf(children, rates), birth, school };
}
