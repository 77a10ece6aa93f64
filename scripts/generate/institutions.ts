/** A paying institution the generated registry uses. */
export interface Institution {
  /** Provider code, as the `provider` column has it. */
  readonly code: string;
  readonly name: string;
  /** It pays in cash at a counter. */
  readonly cash: boolean;
  /** First three digits of the accounts it pays into; empty when it pays cash only. */
  readonly banks: readonly string[];
}

/** Every provider code a generated extract may hold, unless a defect puts another. */
export const INSTITUTIONS: readonly Institution[] = [
  { code: 'POSTE', name: 'Poste', cash: true, banks: ['350'] },
  { code: 'BARIDBANK', name: 'Al Barid Bank', cash: false, banks: ['350'] },
  { code: 'CREDITAGRI', name: 'Crédit Agricole du Maroc', cash: false, banks: ['225'] },
  { code: 'BANQUEPOP', name: 'Banque Populaire', cash: false, banks: ['181', '190'] },
  { code: 'ATTIJARI', name: 'Attijariwafa bank', cash: false, banks: ['007'] },
  { code: 'CASHPLUS', name: 'Cash Plus', cash: true, banks: [] },
];

/** Keeps the accounts of the children in care, in their names. Its RIB prefix is assumed: no list at hand has it. */
export const CHILDREN_DEPOSITORY: Institution = {
  code: 'CDG',
  name: 'Caisse de dépôt et de gestion',
  cash: false,
  banks: ['330'],
};
