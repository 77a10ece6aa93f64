import type { PageWords } from '../words.js';

/** "de" and a month, as "de janvier 2026" or "d'avril 2026". */
export function of(month: string): string {
  return /^[ao]/.test(month) ? `d'${month}` : `de ${month}`;
}

/** The titles and labels of the page, in French. */
export const frenchPage: PageWords = {
  household: 'Ménage',
  run: 'traitement',
  supplementary: (number) => `traitement complémentaire ${number},`,
  seal: 'sceau',
  unreleased: {
    HELD: "Le traitement est en attente, non libéré : rien n'en est payé.",
    SUPERSEDED: "Un autre traitement a remplacé celui-ci avant toute libération : rien n'en est payé.",
    PUBLISHING: "Le traitement est en cours de publication : rien n'en est payé.",
  },
  since: {
    REJECTED: (on) => `Mais l'ordre a été rejeté (${on}) : l'argent est dû`,
    FILE_REJECTED: (on) => `Mais le fichier de l'ordre a été rejeté (${on}) : à renvoyer, ou à trancher`,
    RETURNED: (on) => `Mais l'argent est revenu (${on}) : il est dû`,
    RETURN_SAID: (on) => `Mais l'argent serait revenu (${on}) ; le compte ne le montre pas encore`,
    CONTRADICTORY: (on) => `Mais payé et non payé sont tous deux dits de l'ordre (${on}) : à trancher`,
  },
  paid: (money, order, provider, payee) =>
    `${money} DH payés : ordre ${order}, par ${provider}, à la personne ${payee}`,
  owed: (money) => `Rien n'est versé : ${money} DH sont dus et s'accumulent`,
  owedEarlier: "Rien n'est versé : le mois est dû",
  owedUnknown: "Rien n'est versé : le mois est dû, et le montant n'est pas encore connu (null au registre)",
  held: (money) => `Rien n'est versé : ${money} DH sont retenus jusqu'à correction des données`,
  unknown: "Rien n'est versé : le montant n'est pas connu (null au registre) jusqu'à correction des données",
  nothing: "Rien n'est versé : aucun droit ce mois-ci",
  decision: 'Décision',
  line: (decision, line) => `${decision}, ligne ${line} de la table de décision`,
  notAssessed: 'Non examiné ce mois-ci',
  quarantined: (file, line, column, code) =>
    `${file}, ligne ${line}${column === '' ? '' : `, colonne ${column}`} : ${code}`,
  overrides: 'Faits changés par les ministères partenaires',
  override: (person, field, before, after, file, line) =>
    `${person} : ${field} ${before || 'vide'} → ${after || 'vide'} (${file}, ligne ${line})`,
  aid: (month, reference) => `Aide mensuelle ${of(month)} (âges au ${reference})`,
  born: (date, id) => `né(e) le ${date} (${id})`,
  total: 'aide mensuelle',
  notCounted: 'Non comptés parmi les enfants payés',
  notChildren: (list) => `pas des enfants du ménage : ${list}`,
  grants: 'Primes',
  unnamedChild: 'un enfant',
  noGrant: (grant, why) => `pas ${of(grant)} : ${why}`,
  toPay: 'À payer',
  entitlement: 'droit',
  arrears: 'arriérés',
  recovery: 'récupération',
  net: 'net, payé',
  notPaidNet: 'net, non payé',
  against: (month) => `Par rapport à ${month}`,
  firstRun: "Premier traitement : il n'y a pas de mois précédent à comparer.",
  stood: (decision) => `alors : ${decision}`,
  notThere: 'alors : dans aucune ligne du registre',
  unchanged: 'Le net est le même.',
  change: (net, before) => `${net} maintenant, ${before} alors`,
  sources: 'Sources',
};
