import type { OwedWords } from '../words.js';
import { of } from './page.js';
import { FRENCH_RETURN_REASONS } from './return-reasons.js';

/** The words of debts and recoveries, in French. */
export const frenchOwed: OwedWords = {
  arrears: 'Arriérés',
  month: (month, why) => `${month}, non versé alors : ${why}`,
  grants: (month, why) => `primes ${of(month)}, dues depuis que le mois n'a pas été versé : ${why}`,
  moved: ({ grant, personId, month, from, order, why }) =>
    `${grant} de ${personId}, due pour ${month} au ménage ${from}, où l'enfant ne vit plus (${order === null ? '' : `ordre ${order} revenu, `}${why})`,
  movedAway: 'Primes parties avec un enfant',
  movedTo: ({ grant, personId, origin, to, month, waits }) =>
    `${grant} (${personId}), due ici pour ${origin} : ${waits ? 'due depuis' : 'versée en'} ${month} au ménage ${to}, où vit l'enfant`,
  order: (order, month, rejected, why) =>
    `ordre ${order} ${of(month)}, ${rejected ? 'rejeté' : 'revenu'} : ${why}`,
  meaning: FRENCH_RETURN_REASONS,
  noReason: 'sans raison donnée',
  said: (words) => `l'organisme payeur dit « ${words} »`,
  and: ' ; ',
  adjustment: (id, reason) => `correction décidée ${id}${reason === '' ? '' : ` : ${reason}`}`,
  oneOff: (id, reason) => `prime exceptionnelle ${id}${reason === '' ? '' : ` : ${reason}`}`,
  notDue: 'Mois antérieurs qui ne sont pas versés',
  paidInAnother: ({ month, person, paidTo }) =>
    `${month} : ${person} vivait dans le ménage ${paidTo}, à qui ce mois-là a été versé. Un agent peut en décider par une correction (ARREARS).`,
  accountPaid: ({ month, person, paidTo }) =>
    `${month} : le compte de ${person} a reçu ce mois-là, pour le ménage ${paidTo}. Un agent peut en décider par une correction (ARREARS).`,
  waitsFor: ({ month, person, paidTo }) =>
    `${month} : ${person} vivait dans le ménage ${paidTo}, à qui ce mois-là est encore dû. Si c'est une seule famille, sarf transfer le déplace.`,
  finals: 'Versements pour solde, à leurs propres bénéficiaires',
  final: (id, payee, provider, order) => `${id} à ${payee} par ${provider}, ordre ${order}`,
  finalOf: (id, reason) => `versement pour solde ${id}${reason === '' ? '' : ` : ${reason}`}`,
  finalAgain:
    'Versé de nouveau quand une extraction répète la ligne de la correction avec un compte qui peut être crédité.',
  computed: (reference, composition) =>
    `calculé maintenant, d'après les faits de ce mois-ci examinés au ${reference} selon les paramètres de ce mois-là (${composition}) :`,
  notCounted: (children) => `non comptés, car ce mois est payé pour eux ailleurs : ${children}`,
  recovery: 'Récupération de trop-perçus',
  taken: ({ id, opened, decidedOn, before, after }) =>
    `${id} ${of(opened)} (décidée le ${decidedOn}) : solde ${before} → ${after}`,
  ceiling: (share, aid) => `au plus ${share} de l'aide mensuelle de ${aid}, arrondi par défaut`,
  ownShare: (share) => `au plus ${share}, décidé pour elle`,
  takenOnce: (id, month) => `ce qui a été repris en ${month} pour ${id} ne l'a été qu'une fois`,
  reductions: 'Remboursé ou remis sur ce qui est à rendre',
  reduced: {
    REPAY: (id, reason) => `${id}, remboursé par le ménage (${reason})`,
    WAIVE: (id, reason) => `${id}, remise partielle (${reason})`,
    WRITE_OFF: (id, reason) => `${id}, abandon de la créance (${reason})`,
  },
  lately: 'Connu depuis le paiement de mois antérieurs',
  late: ({ month, cause, paid, due, source }) =>
    `${month} : ${paid} DH payés, ${due} dus, par ${cause} (${source}).`,
  lateCause: {
    DEATH: 'un décès signalé tardivement',
    BIRTH: 'une naissance signalée tardivement',
    COVER: 'une couverture sociale dont les dates ont été connues tardivement',
    ENROLMENT: 'une scolarisation connue tardivement',
    CHILD_MOVED: 'un enfant compté dans aucun ménage',
    EXTRACT_CUT: "des membres absents de l'extraction du mois",
    RULES: 'un barème à effet antérieur',
  },
  lateDecided: "Rien n'est dû ni repris de ce fait avant une décision : audit/adjustments-proposed.csv.",
  owed: 'Ce qui est dû',
  known: (money, month) => `${money} DH sont dus pour ${month}.`,
  unknown: (month, reference) =>
    `${month} est dû. Le montant n'est pas connu : il sera calculé au moment du paiement, d'après les faits du ménage à ce moment-là, examinés au ${reference} selon les paramètres ${of(month)}, avec ses primes.`,
  earlier: (month, householdId) =>
    `${month} est dû, selon le traitement du mois qui le premier ne l'a pas versé : sarf owed ${householdId} montre combien.`,
  waits: (what, until) => `${what} ; ${until}`,
  until: (month) => `peut être versé jusqu'au traitement ${of(month)}`,
  never: 'sans échéance',
  notKnown: 'pas encore connu',
  again: 'Versé en entier par le premier traitement qui paie de nouveau le ménage.',
  extend: (name) => `Pour lui laisser plus de temps : sarf owed extend ${name} --to AAAA-MM --reason "…".`,
  when: ({ ends, next, last, months, mark }) =>
    `Versement : dès ${/^[aeiou]/.test(ends) ? "qu'" : 'que '}${ends}, à partir du traitement ${of(next)}, ou plus tôt par un traitement complémentaire ; au plus tard par celui ${of(last)} (${months} mois en arrière${mark}).`,
  ends: {
    DUPLICATE_HOUSEHOLD: () => 'son identifiant figure sur une seule ligne de ménages',
    MEMBER_ROW_INVALID: () => 'les lignes de tous ses membres sont lisibles',
    PERSON_DUPLICATED: () => 'aucun de ses membres ne figure sur plusieurs lignes',
    HOUSEHOLD_REPLACED: () =>
      "un membre de la famille d'avant y figure de nouveau, ou l'on met fin à l'attente",
    DEATH_CONTRADICTED: () => "le registre social signale de nouveau le décès, ou l'on met fin à l'attente",
    NO_LIVING_MEMBER: () => 'une ligne valable montre un membre vivant',
    PERSON_ALREADY_PAID: () => "aucun de ses membres n'est payé ailleurs",
    PERSON_IN_INSTITUTION: () => "la personne n'est plus à la fois dans le ménage et dans un établissement",
    BLOCKED: () => 'le registre social ne dit plus BLOCKED',
    PAYEE_NOT_LIVING_MEMBER: () => 'la personne à payer est un membre vivant et majeur',
    PROVIDER_UNKNOWN: () => 'son organisme payeur est configuré',
    ACCOUNT_INVALID: () => 'son numéro de compte est juste',
    PAYEE_DECEASED: (payee) => `le registre social nomme une autre personne à payer que ${payee}`,
    ACCOUNT_REJECTED: () => 'le registre social donne un autre compte, ou un paiement en espèces sans compte',
    RETURNED_REPEATEDLY: () => 'des personnes le libèrent en donnant une raison (sarf unhold)',
    REFERENCE_TAKEN: () => "un traitement dont les ordres ont d'autres références le paie",
    ACCOUNT_SHARED: () => "aucun autre ménage n'a son compte",
    HOUSEHOLD_ROW_INVALID: () => 'sa ligne de ménage est lisible',
  },
};
