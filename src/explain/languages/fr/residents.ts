import { type Amount, amount, toPeople } from '../../../domain/money.js';
import { wordOf } from '../lookup.js';
import type { EffectSentences, ResidentEffectKind, ResidentWords } from '../words.js';

const CATEGORY: ResidentWords['category'] = {
  ORPHAN: 'orphelin(e)',
  ABANDONED: 'enfant abandonné(e)',
  ELDERLY: 'personne âgée',
};

/**
 * An amount as "1 234,50". Thousands are separated by a narrow no-break space, so that a number stays on one line.
 */
export const money = (value: Amount): string => toPeople(value).replaceAll(',', '\u202f').replace('.', ',');

/** The words for residents of care institutions, in French. */
export const frenchResidents: ResidentWords = {
  title: 'Résident(e)',
  category: CATEGORY,
  reason: {
    ALREADY_PAID: 'la personne a déjà été payée ce mois-ci',
    DUPLICATE_RESIDENT: 'la personne figure sur plusieurs lignes de résidents',
    DEPARTED: "la personne a quitté l'établissement",
    PROGRAMME_NOT_IN_FORCE: "le programme n'est pas en vigueur ce mois-ci",
    UNDER_AGE: "pas encore l'âge d'une personne âgée",
    OVER_AGE: "majeur(e), et aucun capital n'est dû",
    DEATH_CONTRADICTED: 'le décès de la personne a été signalé',
    PERSON_ALREADY_PAID: 'un ménage a été payé pour la personne ce mois-ci',
    PERSON_IN_HOUSEHOLD: "la personne est aussi un enfant payé d'un ménage, ou son seul membre vivant",
    REFERENCE_TAKEN: 'son ordre ne peut avoir de référence propre',
    PROVIDER_UNKNOWN: "son organisme payeur n'est pas configuré",
    ACCOUNT_INVALID: "son numéro de compte n'est pas juste",
    ACCOUNT_SHARED: 'un autre porte son compte',
    NOT_IN_EXTRACT: "la personne n'est pas dans l'extrait de ce mois",
    RESIDENT_ROW_INVALID: 'la ligne de la personne est illisible',
    '': 'payé(e)',
  },
  decided: {
    ALREADY_PAID: () =>
      'un traitement précédent du mois a payé la personne : un traitement complémentaire ne paie personne deux fois',
    DUPLICATE_RESIDENT: () => "la personne figure sur plusieurs lignes de résidents de l'extrait",
    DEPARTED: ({ row }) => `a quitté l'établissement ${row.institutionId} le ${row.leftOn}`,
    PROGRAMME_NOT_IN_FORCE: ({ row }) =>
      `rien n'est en vigueur ce mois-ci pour cette catégorie (${wordOf(CATEGORY, row.category)})`,
    UNDER_AGE: ({ row, elderly }) =>
      `inscrit(e) comme personne âgée, à ${row.age} ans${elderly === null ? '' : `, moins de ${elderly.value}`}`,
    OVER_AGE: ({ row, majority }) =>
      `${row.age} ans${majority === null ? '' : `, ${majority.value} ou plus`} : le capital est complet ou a été complété (${money(row.paidBefore)} versés jusqu'ici), ou n'est pas garanti`,
    DEATH_CONTRADICTED: () =>
      "une extraction de ce mois ou d'un mois antérieur signale le décès de la personne ; l'attente dure jusqu'à décision (sarf unhold)",
    PERSON_ALREADY_PAID: ({ households }) =>
      `un traitement précédent du mois a payé un ménage pour la personne : ${households.join(', ')}`,
    PERSON_IN_HOUSEHOLD: ({ households }) =>
      `la personne est aussi un enfant payé d'un ménage, ou son seul membre vivant ; le ménage est retenu de même${households.length === 0 ? '' : ` : ${households.join(', ')}`}`,
    REFERENCE_TAKEN: () =>
      "un ménage porte la référence même qu'aurait son ordre, ou elle dépasserait 35 caractères",
    PROVIDER_UNKNOWN: ({ row }) => `l'organisme payeur ${row.provider} n'est pas configuré`,
    ACCOUNT_INVALID: () => "le numéro de compte n'est pas un RIB de 24 chiffres à la clé juste",
    ACCOUNT_SHARED: () =>
      'un autre résident qui pourrait être payé, ou un ménage qui est payé, porte le même compte',
    '': ({ row }) =>
      `aucune ligne précédente ne s'applique : ${wordOf(CATEGORY, row.category)}, ${row.age} ans, à ${row.institutionId}${row.admittedOn === null ? '' : ` depuis le ${row.admittedOn}`} ; organisme et compte sont en ordre`,
  },
  line: (decision, line) => `${decision}, ligne ${line} de la table des résidents`,
  paid: (sum, order, provider) =>
    `${sum} DH payés : ordre ${order}, par ${provider}, sur le compte de la personne`,
  zero: "Rien à payer : la bourse couvre l'aide, il n'y a donc pas d'ordre",
  components: 'Montant',
  aid: (who, age) => `${who}, ${age} ans, dans un établissement d'accueil`,
  scholarship: "moins la bourse (jusqu'à 0,00)",
  monthly: 'aide mensuelle',
  guaranteed: 'capital garanti à la majorité',
  paidBefore: "moins tout ce qui a été versé jusqu'ici",
  topup: 'complément du capital, une fois',
  account: (paid) => `versé lors des mois antérieurs : ${paid}`,
};

/** The sentences of the effects that only residents have, in French. */
export const frenchResidentEffects: EffectSentences<ResidentEffectKind> = {
  resident_birth_date: ({ before, after }) =>
    `date de naissance corrigée par l'établissement, ${before} → ${after}`,
  category: ({ before, after }) =>
    `la catégorie est passée de ${wordOf(CATEGORY, before)} à ${wordOf(CATEGORY, after)}`,
  scholarship: ({ before, after }) =>
    `la bourse est passée de ${money(amount(before))} à ${money(amount(after))}`,
  majority: ({ on, age }) => `l'enfant a eu ${age} ans le ${on} : l'aide mensuelle prend fin`,
  elderly: ({ on, age }) => `la personne a eu ${age} ans le ${on}`,
  capital: () => 'le capital garanti est complété, une fois',
  resident_left: ({ reason }) => `n'est plus payé(e) : ${wordOf(frenchResidents.reason, reason)}`,
  capital_before: () => "le complément du capital n'est versé qu'une fois",
};
