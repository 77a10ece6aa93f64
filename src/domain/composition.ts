/**
 * A composition: what a household's amount depends on, and nothing else — its paid children in rank order,
 * each with age band, schooling, fatherlessness and severe disability, and the grants it takes this month.
 * Households with the same composition receive the same amount, by construction.
 *
 * Two forms. The compact one is one letter per child, then one digit per birth grant ("EF2"): cheap to group by.
 * The readable one is one token per child, joined by dots, then the grants ("S.Sd+B2+P1"): a band letter, then marks.
 */
export const BANDS = ['I', 'S', 'N'] as const;
/**
 * I: aged 0-5. S: 6-20 and schooled. N: 6-20 and not schooled. A fact of the child: whether one of "Nd" has the amount of a
 * schooled one is the month's rule, where it is priced (rules, 3a).
 */
export type Band = (typeof BANDS)[number];

export type PaidChild = { readonly band: Band; readonly fatherless: boolean; readonly disabled: boolean };

/** The grants of a month: for a first or second birth, and how many children take a school-return grant. */
export type Grants = {
  readonly firstBirth: boolean;
  readonly secondBirth: boolean;
  /** Children in primary or lower secondary school. */
  readonly lowerSchool: number;
  readonly upperSchool: number;
};

export const NO_GRANTS: Grants = { firstBirth: false, secondBirth: false, lowerSchool: 0, upperSchool: 0 };

/** The readable form of a household without a paid child. */
export const NO_CHILD = 'none';

/**
 * Every engine letter, in order: letter = 12 × school grant + 4 × band + 2 × fatherless + disabled, where the
 * school grant is 0 for none, 1 for primary or lower secondary, 2 for upper secondary.
 */
export const CHILD_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij';
/** Letters without a grant. A child with the lower (upper) school grant uses the letter 12 (24) places further. */
export const LETTERS_A_GRANT = 12;

const TOKEN = /^([ISN])(f?)(d?)$/;
const GRANTS = /^(\+B1)?(\+B2)?(?:\+P([1-9]\d*))?(?:\+U([1-9]\d*))?$/;

/** Reads the paid children of a compact form ("" is none). Throws RangeError for an unknown letter. */
export function fromLetters(letters: string): PaidChild[] {
  return childNumbers(letters).map((number) => {
    const index = number % LETTERS_A_GRANT;
    const band = BANDS[index >> 2] as Band;
    return { band, fatherless: (index & 2) !== 0, disabled: (index & 1) !== 0 };
  });
}

/** Reads the grants of a compact form. */
export function grantsFromLetters(letters: string): Grants {
  const schools = childNumbers(letters).map((number) => Math.trunc(number / LETTERS_A_GRANT));
  return {
    firstBirth: letters.includes('1'),
    secondBirth: letters.includes('2'),
    lowerSchool: schools.filter((school) => school === 1).length,
    upperSchool: schools.filter((school) => school === 2).length,
  };
}

function childNumbers(letters: string): number[] {
  return [...letters.replace(/1?2?$/, '')].map((letter) => {
    const number = CHILD_LETTERS.indexOf(letter);
    if (number < 0) throw new RangeError(`not a child letter: ${letter}`);
    return number;
  });
}

/** Reads the paid children of a readable form ("S.Nfd", "none", "S+B2"). Throws RangeError for anything else. */
export function fromText(text: string): PaidChild[] {
  const [children = ''] = text.split('+', 1);
  if (children === NO_CHILD) return [];
  return children.split('.').map((token) => {
    const match = TOKEN.exec(token);
    if (!match) throw new RangeError(`not a composition: ${JSON.stringify(text)}`);
    return { band: match[1] as Band, fatherless: match[2] === 'f', disabled: match[3] === 'd' };
  });
}

/** Reads the grants of a readable form. Throws RangeError for anything else. */
export function grantsFromText(text: string): Grants {
  const marks = text.includes('+') ? text.slice(text.indexOf('+')) : '';
  const match = GRANTS.exec(marks);
  if (!match) throw new RangeError(`not a composition: ${JSON.stringify(text)}`);
  return {
    firstBirth: match[1] !== undefined,
    secondBirth: match[2] !== undefined,
    lowerSchool: Number(match[3] ?? 0),
    upperSchool: Number(match[4] ?? 0),
  };
}

/** Writes the readable form of paid children, in rank order, and of a month's grants. */
export function compositionText(children: readonly PaidChild[], grants: Grants = NO_GRANTS): string {
  const tokens = children.map(
    (child) => `${child.band}${child.fatherless ? 'f' : ''}${child.disabled ? 'd' : ''}`,
  );
  return [
    children.length === 0 ? NO_CHILD : tokens.join('.'),
    grants.firstBirth ? '+B1' : '',
    grants.secondBirth ? '+B2' : '',
    grants.lowerSchool > 0 ? `+P${grants.lowerSchool}` : '',
    grants.upperSchool > 0 ? `+U${grants.upperSchool}` : '',
  ].join('');
}
