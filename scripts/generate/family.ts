/** What the registry knows of a person and a household, in a form cheap to change millions of times. */

export const RELATION = { HEAD: 0, SPOUSE: 1, CHILD: 2, OTHER: 3 } as const;
/** A `Y`/`N` column that may be blank. */
export const ANSWER = { BLANK: 0, YES: 1, NO: 2 } as const;
export const LEVEL = { BLANK: 0, PRIMARY: 1, LOWER_SECONDARY: 2, UPPER_SECONDARY: 3, OTHER: 4 } as const;
export const COVER = {
  BLANK: 0,
  NONE: 1,
  STATE_EMPLOYEE: 2,
  FAMILY_ALLOWANCE: 3,
  PENSION: 4,
  CONTRIBUTIONS_DUE: 5,
} as const;
export const STATUS = { ACTIVE: 0, BLOCKED: 1, SUSPENDED: 2, CLOSED: 3 } as const;

/** `deceased` of a living person. */
export const ALIVE = -1;

/** One person. Days are day numbers (see calendar.ts); codes are those above. */
export interface Member {
  personId: string;
  birth: number;
  male: boolean;
  relation: number;
  schooled: number;
  publicSchool: number;
  disabled: boolean;
  fatherless: number;
  level: number;
  cover: number;
  /** Day of death, or ALIVE. */
  deceased: number;
  /** The birth grant has been paid for this child. */
  birthGranted: boolean;
}

function blankMember(): Member {
  return {
    personId: '',
    birth: 0,
    male: false,
    relation: RELATION.OTHER,
    schooled: ANSWER.BLANK,
    publicSchool: ANSWER.BLANK,
    disabled: false,
    fatherless: ANSWER.BLANK,
    level: LEVEL.BLANK,
    cover: COVER.NONE,
    deceased: ALIVE,
    birthGranted: false,
  };
}

/**
 * One household. The same object is filled again for every family of the registry, so that memory
 * does not grow with their number.
 */
export class Family {
  /** Position in the registry: everything about the family comes from it and the seed. */
  index = 0;
  id = '';
  /** Position in `Places.codes`. */
  province = 0;
  rural = false;
  /** Millionths of a point. */
  score = 0;
  status: number = STATUS.ACTIVE;
  reason = '';
  /** Months the household has been CLOSED in the extract, and how many it stays there. */
  monthsClosed = 0;
  monthsKept = 0;
  /** No longer in the extract. */
  gone = false;
  /** Position in the list of family names. */
  surname = 0;
  payee: Member = blankMember();
  /** `payee_name` as CSV bytes. */
  payeeName = '';
  /** Position in INSTITUTIONS. */
  institution = 0;
  cash = false;
  /** RIB, or blank for cash. */
  account = '';
  accountsHad = 0;
  enrolled = 0;
  /** HEAD and SPOUSE are the children's own parents. */
  parents = false;
  /** Members are the first `size` of `members`; those behind are spare objects. */
  readonly members: Member[] = [];
  size = 0;
  /** Next member number: never used twice, even when a member leaves. */
  nextNumber = 0;

  /** Makes the object the family of another index. */
  reset(index: number, id: string): void {
    this.index = index;
    this.id = id;
    this.status = STATUS.ACTIVE;
    this.reason = '';
    this.monthsClosed = 0;
    this.monthsKept = 0;
    this.gone = false;
    this.accountsHad = 0;
    this.parents = false;
    this.size = 0;
    this.nextNumber = 0;
  }

  /** A new member at the end of the list, alive, an adult's blanks everywhere. */
  add(personId: string, birth: number, male: boolean, relation: number): Member {
    const member = this.members[this.size] ?? blankMember();
    this.members[this.size] = member;
    this.size++;
    this.nextNumber++;
    member.personId = personId;
    member.birth = birth;
    member.male = male;
    member.relation = relation;
    member.schooled = ANSWER.BLANK;
    member.publicSchool = ANSWER.BLANK;
    member.disabled = false;
    member.fatherless = ANSWER.BLANK;
    member.level = LEVEL.BLANK;
    member.cover = COVER.NONE;
    member.deceased = ALIVE;
    member.birthGranted = false;
    return member;
  }

  /** Takes the member at a position out of the household. */
  remove(position: number): void {
    const [member] = this.members.splice(position, 1);
    if (member) this.members.push(member);
    this.size--;
  }
}

/** The first living person of that relation, if there is one. */
export function livingRelation(family: Family, relation: number): Member | undefined {
  for (let i = 0; i < family.size; i++) {
    const member = family.members[i];
    if (member && member.relation === relation && member.deceased === ALIVE) return member;
  }
  return undefined;
}
