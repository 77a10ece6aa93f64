/** The rules of the month for the plain Node peer, written once more in whole centimes. */
import { CUTOFFS, PRIOR_REFERENCE, RATES, REFERENCE } from '../the-month.js';

/** A living or dead member as it stands in the peer's database. Days are ISO text, which sorts as days do. */
export interface Member {
  readonly personId: string;
  readonly birth: string;
  readonly died: string | null;
  readonly bits: number;
}

/** Meaning of a member's bits; the cover's number stands above them. */
export const BIT = { right: 1, child: 2, schooled: 4, fatherless: 8, disabled: 16 } as const;
export const COVER_SHIFT = 5;

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
  /** Composition on the reference date, and as the same facts look on the prior one. */
  readonly now: string;
  readonly before: string;
}

/** A paid child as compositions spell it; blank when the member is no child to be counted on the day. */
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

/** `members` in order of birth, then person id. */
export function factsOf(members: readonly Member[], payeeId: string): Facts {
  let [persons, children, elderly, bad, cover] = [0, 0, 0, 0, 0];
  let payeeFit = false;
  const now: string[] = [];
  const before: string[] = [];
  for (const member of members) {
    const { birth, died, bits } = member;
    if ((bits & BIT.right) === 0) {
      bad++;
      continue;
    }
    const today = token(member, REFERENCE, CUTOFFS.now);
    const then = token(member, PRIOR_REFERENCE, CUTOFFS.before);
    if (today !== '' && now.length < RATES.childrenPaid) now.push(today);
    if (then !== '' && before.length < RATES.childrenPaid) before.push(then);
    if (died !== null && died <= REFERENCE) continue;
    persons++;
    if (today !== '') children++;
    if (birth <= CUTOFFS.now.elderly) elderly++;
    if (member.personId === payeeId && birth <= CUTOFFS.now.adult) payeeFit = true;
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
    now: now.join('.') || 'none',
    before: before.join('.') || 'none',
  };
}

/** A composition's amounts in centimes. */
export interface Amounts {
  readonly children: number;
  readonly allowance: number;
  readonly disability: number;
  readonly topup: number;
  readonly flat: number;
  readonly aid: number;
}

/** The monthly aid of a composition as it is spelt ("S.Nfd", "none"). */
export function amountsOf(composition: string): Amounts {
  if (composition === 'none')
    return { children: 0, allowance: 0, disability: 0, topup: 0, flat: RATES.flat, aid: RATES.flat };
  let [allowance, disability] = [0, 0];
  const tokens = composition.split('.');
  tokens.forEach((child, i) => {
    const rates = i < RATES.firstRanks ? RATES.first : RATES.later;
    const schooled = !child.startsWith('N');
    if (child.includes('f')) allowance += schooled ? rates.fatherlessSchooled : rates.fatherlessNot;
    else allowance += schooled ? rates.schooled : rates.not;
    if (child.endsWith('d')) disability += RATES.disability;
  });
  const topup = Math.max(0, RATES.floor - allowance - disability);
  return {
    children: tokens.length,
    allowance,
    disability,
    topup,
    flat: 0,
    aid: allowance + disability + topup,
  };
}
