import type { PaidChild } from '../../../domain/composition.js';
import type { AidWords } from '../words.js';
import { frenchPage } from './page.js';

const facts = ({ band, fatherless, disabled }: PaidChild, age: number): string =>
  [
    `${age} ${age < 2 ? 'an' : 'ans'}`,
    ...(band === 'I' ? [] : [band === 'S' ? 'scolarisé(e)' : 'non scolarisé(e)']),
    ...(fatherless ? ['orphelin(e) de père'] : []),
    ...(disabled ? ['handicap sévère'] : []),
  ].join(', ');

/** The words of the monthly aid, component by component, in French. */
export const frenchAid: AidWords = {
  line: {
    child_allowance: ({ rank, member, child }, age, asSchooled) =>
      `rang ${rank}  ${frenchPage.born(member.birthDate, member.personId)}, ${facts(child, age)}${asSchooled ? ' : compte comme scolarisé(e)' : ''}`,
    disability_supplement: ({ rank }) => `handicap sévère, rang ${rank}`,
    floor_topup: ({ value, isZero }) => {
      if (value === null) return "aucun plancher n'est en vigueur";
      return isZero ? `le plancher de ${value} est atteint` : `complément jusqu'au plancher de ${value}`;
    },
    flat_rate: () => 'aucun enfant payé : forfait',
  },
  part: {
    child: "l'enfant",
    children: 'les enfants',
    others: 'le rang des autres enfants',
    floor_topup: "complément jusqu'au plancher",
    flat_rate: 'forfait',
  },
};
