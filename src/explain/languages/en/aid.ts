import type { PaidChild } from '../../../domain/composition.js';
import type { AidWords } from '../words.js';
import { englishPage } from './page.js';

const facts = ({ band, fatherless, disabled }: PaidChild, age: number): string =>
  [
    `${age} ${age === 1 ? 'year' : 'years'}`,
    ...(band === 'I' ? [] : [band === 'S' ? 'schooled' : 'not schooled']),
    ...(fatherless ? ['fatherless'] : []),
    ...(disabled ? ['severely disabled'] : []),
  ].join(', ');

/** The words of the monthly aid, component by component, in English. */
export const englishAid: AidWords = {
  line: {
    child_allowance: ({ rank, member, child }, age, asSchooled) =>
      `rank ${rank}  ${englishPage.born(member.birthDate, member.personId)}, ${facts(child, age)}${asSchooled ? ': counts as schooled' : ''}`,
    disability_supplement: ({ rank }) => `severe disability, rank ${rank}`,
    floor_topup: ({ value, isZero }) => {
      if (value === null) return 'no floor is in force';
      return isZero ? `the floor of ${value} is reached` : `top-up to the floor of ${value}`;
    },
    flat_rate: () => 'no paid child: flat rate',
  },
  part: {
    child: 'the child',
    children: 'children',
    others: "the other children's ranks",
    floor_topup: 'top-up to the floor',
    flat_rate: 'flat rate',
  },
};
