import type { Period } from '../../../domain/period.js';
import type { DatedValue } from '../../../rules/load.js';
import type { ParameterName } from '../../../rules/schema.js';
import type { ChildRef } from '../../effects/effects.js';
import { owedFor, parameterValue, reasonOf, sourceOf, wordOf } from '../lookup.js';
import type { Counts, Words } from '../words.js';
import { frenchAid } from './aid.js';
import { frenchOwed } from './owed.js';
import { frenchPage, of } from './page.js';
import { frenchResidentEffects, frenchResidents, money } from './residents.js';

const MONTHS = [
  'janvier',
  'février',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'août',
  'septembre',
  'octobre',
  'novembre',
  'décembre',
];

const month = (period: Period): string => `${MONTHS[Number(period.slice(5)) - 1]} ${period.slice(0, 4)}`;
const child = ({ birthDate, personId, twin }: ChildRef): string =>
  `l'enfant né(e) le ${birthDate}${twin ? ` (${personId})` : ''}`;
const some = (ref: ChildRef | null): string => (ref === null ? 'un enfant' : child(ref));

const decimal = (text: string): string => text.replace('.', ',');
const value = (name: ParameterName, text: string | null): string => parameterValue(name, text, french);
const source = (dated: DatedValue): string => sourceOf(dated, french);

const RELATION: Words['relation'] = {
  HEAD: 'chef de ménage',
  SPOUSE: 'conjoint',
  CHILD: 'enfant',
  OTHER: 'autre membre',
};
const LEVEL: Words['level'] = {
  FIRST: 'première naissance',
  SECOND: 'deuxième naissance',
  PRIMARY: 'primaire',
  LOWER_SECONDARY: 'collège',
  UPPER_SECONDARY: 'lycée',
};
const COVER: Words['cover'] = {
  STATE_EMPLOYEE: "agent de l'État",
  FAMILY_ALLOWANCE: "allocations familiales d'un autre régime",
  PENSION: 'pension',
  CONTRIBUTIONS_DUE: 'cotisations dues',
};

const GRANT = { BIRTH: 'prime de naissance', SCHOOL: 'aide à la rentrée scolaire' } as const;
const grant = (one: { grant: 'BIRTH' | 'SCHOOL'; level: string }): string =>
  `${GRANT[one.grant]}, ${wordOf(LEVEL, one.level)}`;

const covered: Words['decided'][''] = ({ covered: members }) =>
  `un membre vivant a une couverture sociale qui exclut le ménage : ${members
    .map((one) => `${one.personId}, né(e) le ${one.birthDate} (${wordOf(COVER, one.socialCover)})`)
    .join(' ; ')}`;

const first = ({ firstRanks }: Counts): string => `de rang 1 à ${firstRanks}`;
const later = ({ firstRanks, childrenPaid }: Counts): string => `de rang ${firstRanks + 1} à ${childrenPaid}`;
const schooled = ({ ageSchooling }: Counts): string => `de 0 à ${ageSchooling - 1} ans ou scolarisé`;
const not = ({ ageSchooling, ageChild }: Counts): string =>
  `de ${ageSchooling} à ${ageChild - 1} ans et non scolarisé`;

const PARAMETER: Words['parameter'] = {
  child_first_ranks_schooled: (counts) => `enfant ${first(counts)}, ${schooled(counts)}`,
  child_first_ranks_not_schooled: (counts) => `enfant ${first(counts)}, ${not(counts)}`,
  child_later_ranks_schooled: (counts) => `enfant ${later(counts)}, ${schooled(counts)}`,
  child_later_ranks_not_schooled: (counts) => `enfant ${later(counts)}, ${not(counts)}`,
  fatherless_first_ranks_schooled: (counts) => `orphelin de père ${first(counts)}, ${schooled(counts)}`,
  fatherless_first_ranks_not_schooled: (counts) => `orphelin de père ${first(counts)}, ${not(counts)}`,
  fatherless_later_ranks_schooled: (counts) => `orphelin de père ${later(counts)}, ${schooled(counts)}`,
  fatherless_later_ranks_not_schooled: (counts) => `orphelin de père ${later(counts)}, ${not(counts)}`,
  disability_supplement: () => "supplément pour handicap sévère d'un enfant",
  severe_disability_counts_as_schooled: () =>
    'un enfant en situation de handicap sévère compte comme scolarisé',
  floor: () => "plancher d'un ménage qui a un enfant payé",
  flat_rate: () => "forfait d'un ménage sans enfant payé",
  birth_grant_first: () => 'prime de naissance, première naissance',
  birth_grant_window: () => 'mois après la naissance pendant lesquels la prime peut être prise',
  birth_grant_second: () => 'prime de naissance, deuxième naissance',
  school_grant_lower: () => 'aide à la rentrée scolaire, primaire ou collège',
  school_grant_upper: () => 'aide à la rentrée scolaire, lycée',
  first_ranks: () => 'rangs payés au premier taux',
  institution_child: () => "enfant en établissement d'accueil, par mois",
  institution_elderly: () => "personne âgée en établissement d'accueil, par mois",
  institution_capital: () => 'capital garanti à cet enfant à la majorité',
  age_child: () => "âge auquel un enfant n'est plus payé",
  age_schooling: () => "âge jusqu'auquel un enfant compte comme scolarisé",
  age_majority: () => 'âge de la majorité',
  age_elderly: () => 'âge à partir duquel une personne est âgée',
  children_paid: () => 'enfants payés dans un ménage',
  recovery_share: () => "plus grande part de l'aide d'un mois qu'une récupération peut reprendre",
  arrears_months: () => 'mois en arrière pour lesquels des arriérés sont payés',
  ise_threshold: () => "indice au-delà duquel un ménage n'est pas éligible",
  usual_maximum: () => 'montant au-delà duquel un ménage est examiné',
  reference_day: () => 'jour auquel âges et faits sont examinés',
};

/** All words of explain, in French. */
export const french: Words = {
  code: 'fr',
  money,
  decimal,
  noValue: 'aucun',
  lastDay: 'dernier jour du mois',
  isSo: { true: 'oui', false: 'non' },
  month,
  colon: ' :',
  milieu: { U: 'urbain', R: 'rural' },
  relation: RELATION,
  cover: COVER,
  decision: {
    PAY: 'PAYÉ',
    HELD: 'RETENU',
    BLOCKED: 'BLOQUÉ',
    SUSPENDED: 'SUSPENDU',
    INELIGIBLE: 'NON ÉLIGIBLE',
  },
  reason: {
    '': 'payé',
    ALREADY_PAID: 'il a déjà été payé ce mois-ci',
    CLOSED: 'fermé au registre social',
    SUSPENDED: 'suspendu au registre social',
    DUPLICATE_HOUSEHOLD: 'son identifiant figure sur plusieurs lignes',
    ISE_ABOVE_THRESHOLD: 'son indice dépasse le seuil',
    MEMBER_ROW_INVALID: "la ligne d'un de ses membres est illisible",
    PERSON_DUPLICATED: 'un de ses membres figure sur plusieurs lignes',
    HOUSEHOLD_REPLACED: "son numéro porte une autre famille qu'auparavant",
    DEATH_CONTRADICTED: 'un membre figure comme vivant alors que son décès a été signalé',
    PERSON_ALREADY_PAID: 'un de ses membres a été payé ce mois-ci dans un autre ménage',
    NO_LIVING_MEMBER: "il n'a aucun membre vivant",
    STATE_EMPLOYEE: "un membre est agent de l'État",
    FAMILY_ALLOWANCE: "un membre a les allocations familiales d'un autre régime",
    PENSION: 'un membre touche une pension',
    CONTRIBUTIONS_DUE: 'un membre doit des cotisations',
    PERSON_IN_INSTITUTION:
      "un enfant payé, ou son seul membre vivant, réside aussi dans un établissement d'accueil",
    BLOCKED: 'bloqué au registre social',
    PAYEE_NOT_LIVING_MEMBER: "la personne à payer n'est pas un membre vivant et majeur",
    PROVIDER_UNKNOWN: "son organisme payeur n'est pas configuré",
    ACCOUNT_INVALID: "son numéro de compte n'est pas juste",
    PAYEE_DECEASED: 'un ordre est revenu parce que la personne à payer est décédée',
    ACCOUNT_REJECTED: 'un ordre est revenu à cause de son compte',
    RETURNED_REPEATEDLY: 'ses ordres sont revenus trois fois de suite',
    REFERENCE_TAKEN: 'un autre ménage porte la référence de son ordre',
    ACCOUNT_SHARED: 'un autre ménage porte son compte',
    NOT_IN_EXTRACT: "il n'est pas dans l'extrait de ce mois",
    HOUSEHOLD_ROW_INVALID: 'sa ligne est illisible',
    MONTH_NOT_RUN: "aucun lot de ce mois n'a été établi",
  },
  decided: {
    '': ({ status, score, threshold, payee }) =>
      `aucune ligne précédente ne s'applique : le registre social dit ${status} ; l'indice ${decimal(score)} ne dépasse pas le seuil${
        threshold === null ? '' : ` ${decimal(threshold.value ?? '')} (${source(threshold)})`
      } ; aucun membre vivant n'a de couverture sociale qui exclut ; la personne à payer ${payee.personId} est un membre vivant de ${payee.age} ans ; organisme et compte sont en ordre`,
    ALREADY_PAID: () =>
      "un traitement précédent du mois l'a payé : un traitement complémentaire ne paie personne deux fois",
    CLOSED: () => 'le registre social dit CLOSED',
    SUSPENDED: () => "le registre social dit SUSPENDED : l'aide du mois est perdue",
    DUPLICATE_HOUSEHOLD: () => "son identifiant figure sur plusieurs lignes de ménages de l'extrait",
    ISE_ABOVE_THRESHOLD: ({ score, threshold }) =>
      `l'indice ${decimal(score)} dépasse le seuil${threshold === null ? '' : ` ${decimal(threshold.value ?? '')} (${source(threshold)})`}`,
    MEMBER_ROW_INVALID: () => "la ligne d'un de ses membres est illisible, et rien n'est deviné",
    PERSON_DUPLICATED: ({ elsewhere }) =>
      elsewhere.length === 0
        ? "un de ses membres figure sur plusieurs lignes de l'extrait"
        : `un de ses membres figure sur plusieurs lignes : ${elsewhere
            .map((one) => `${one.personId}, aussi dans le ménage ${one.householdId}`)
            .join(' ; ')}`,
    HOUSEHOLD_REPLACED: () =>
      "son numéro porte une autre famille qu'auparavant : aucun de ceux qui y figurent n'y figurait dans les douze mois d'avant. À décider (sarf unhold)",
    DEATH_CONTRADICTED: () =>
      "l'extrait donne pour vivante une personne dont un extrait antérieur signalait le décès. À décider (sarf unhold)",
    PERSON_ALREADY_PAID: ({ paidElsewhere }) =>
      `un traitement précédent du mois a payé ailleurs pour des personnes de ce ménage : ${paidElsewhere
        .map((one) => `${one.personId}, dans ${one.paidTo}`)
        .join(' ; ')}`,
    NO_LIVING_MEMBER: ({ deceased }) =>
      `aucune ligne valable ne montre de membre vivant${deceased.map((one) => ` ; ${one.personId} est décédé(e) le ${one.deceasedOn}`).join('')}`,
    STATE_EMPLOYEE: covered,
    FAMILY_ALLOWANCE: covered,
    PENSION: covered,
    CONTRIBUTIONS_DUE: covered,
    PERSON_IN_INSTITUTION: ({ inInstitution }) =>
      `un enfant payé, ou le seul membre vivant, réside aussi dans un établissement d'accueil, et y est retenu de même : ${inInstitution
        .map((one) => `${one.personId}, à ${one.institutionId}`)
        .join(' ; ')}`,
    BLOCKED: () => "le registre social dit BLOCKED : ce qui est dû s'accumule et n'est pas versé",
    PAYEE_NOT_LIVING_MEMBER: ({ payee, majority }) => {
      if (payee.member === null) return `la personne à payer ${payee.personId} n'est pas membre du ménage`;
      if (!payee.living)
        return `la personne à payer ${payee.personId} est décédée le ${payee.member.deceasedOn}`;
      return `la personne à payer ${payee.personId}, née le ${payee.member.birthDate}, a ${payee.age} ans${majority === null ? '' : `, moins de ${majority.value} (${source(majority)})`}`;
    },
    PROVIDER_UNKNOWN: ({ provider }) => `l'organisme payeur ${provider} n'est pas configuré`,
    ACCOUNT_INVALID: ({ channel, accountGiven }) =>
      accountGiven
        ? `le numéro de compte n'est pas un RIB de 24 chiffres à la clé juste (canal ${channel})`
        : `aucun numéro de compte n'est donné (canal ${channel})`,
    PAYEE_DECEASED: ({ payee }) =>
      `un ordre est revenu parce que la personne à payer ${payee.personId} est décédée (MD07), et le registre social la nomme toujours : il est retenu jusqu'à ce que ce soit une autre personne`,
    ACCOUNT_REJECTED: () =>
      "un ordre est revenu à cause du compte auquel il était envoyé, et le registre social donne toujours ce compte : il est retenu jusqu'à ce que le compte soit un autre, ou qu'il soit payé en espèces sans compte",
    RETURNED_REPEATEDLY: () =>
      "trois ordres de suite sont revenus, quelles qu'en soient les raisons : il est retenu jusqu'à ce que des personnes le libèrent en donnant une raison (sarf unhold)",
    REFERENCE_TAKEN: () =>
      "un autre ménage porte la référence même qu'aurait son ordre d'un traitement complémentaire",
    ACCOUNT_SHARED: () => 'un autre ménage qui pourrait être payé porte le même compte',
  },
  effect: {
    ...frenchResidentEffects,
    tariff: ({ from, changes }, counts) =>
      `barème ${of(month(from))}${changes.length === 0 ? '' : ` (${changes.map((one) => `${PARAMETER[one.parameter](counts)} : ${value(one.parameter, one.before)} → ${value(one.parameter, one.after)}`).join(' ; ')})`}`,
    other_rules: () => 'autre fichier de règles : mêmes enfants, autre montant',
    counting_rules: () => "autres règles d'âge ou de nombre d'enfants payés",
    facts_changed: ({ before, after }) =>
      `les faits du registre social ont changé, ${before} → ${after} (le traitement précédent n'a pas gardé les membres)`,
    opened: ({ of, period }) =>
      ({
        aid: `les faits du registre social, comparés à ce qu'un autre système a payé en ${month(period)} : pour quels enfants n'est pas connu`,
        grants: `primes qu'un autre système a versées en ${month(period)}, une seule fois`,
        arrears: `arriérés qu'un autre système a payés en ${month(period)}, une seule fois`,
        recovery: `récupération qu'un autre système a faite en ${month(period)}, une seule fois`,
      })[of],
    entered: (what) => `${child(what.child)} est entré(e) dans le ménage`,
    left: (what) => `${child(what.child)} a quitté le ménage`,
    became_child: (what) => `le registre social donne désormais ${child(what.child)} comme enfant du ménage`,
    no_longer_child: (what) =>
      `le registre social donne désormais ${child(what.child)} comme ${wordOf(RELATION, what.relation)}`,
    birth_date: ({ before, after }) => `date de naissance corrigée au registre social, ${before} → ${after}`,
    schooled: (what) => `${child(what.child)} ${what.now ? 'est désormais' : "n'est plus"} scolarisé(e)`,
    disabled: (what) =>
      `${child(what.child)} ${what.now ? 'est désormais' : "n'est plus"} en situation de handicap sévère au registre social`,
    fatherless: (what) =>
      `${child(what.child)} ${what.now ? 'est désormais' : "n'est plus"} orphelin(e) de père au registre social`,
    death_recorded: (what) => `le registre social dit désormais ${child(what.child)} décédé(e) le ${what.on}`,
    death_withdrawn: (what) => `le registre social ne dit plus ${child(what.child)} décédé(e)`,
    paid_elsewhere: (what) =>
      what.to === null
        ? `${child(what.child)} est de nouveau payé(e) ici`
        : `${child(what.child)} est payé(e) pour ce mois dans ${what.to}`,
    born: (what) =>
      `naissance d'un enfant le ${what.child.birthDate}${what.child.twin ? ` (${what.child.personId})` : ''}`,
    died: (what) => `${child(what.child)} est décédé(e) le ${what.on}`,
    school_age: (what) =>
      `${child(what.child)} a eu ${what.age} ans le ${what.on} et ${what.schooled ? 'est' : "n'est pas"} scolarisé(e)`,
    of_age: (what) => `${child(what.child)} a eu ${what.age} ans le ${what.on}`,
    grant: (what) => `${grant(what)} : ${some(what.child)}`,
    grant_before: (what) =>
      `${grant(what)}, ${of(month(what.period))} : versée une seule fois, pour ${some(what.child)}`,
    arrears: ({ row }) => `arriérés : ${owedFor(row, french)}`,
    recovery: ({ row }) => `récupération ${row.recoveryId} : il reste ${money(row.balanceAfter)} à rendre`,
    arrears_before: ({ period, row }) =>
      `les arriérés ${of(month(period))} n'ont été payés qu'une fois : ${owedFor(row, french)}`,
    recovery_before: ({ period, row }) => frenchOwed.takenOnce(row.recoveryId, month(period)),
    first_payment: () => 'premier paiement',
    reinstated: () => "payé de nouveau, comme lors d'un mois antérieur",
    no_longer_paid: ({ reason }) => `n'est plus payé : ${reasonOf(reason, french)}`,
  },
  aid: frenchAid,
  parameter: PARAMETER,
  source: (from, reference) => `depuis ${from}, ${reference}`,
  assumed: (from, why) => `depuis ${from}, hypothèse : ${why}`,
  alsoAssumed: (why) => ` ; hypothèse : ${why}`,
  notCounted: (why, { on, age, rank, paid, paidTo }) =>
    ({
      not_a_child: "n'est pas un enfant du ménage",
      not_born: 'pas encore né(e)',
      deceased: `décédé(e) le ${on}`,
      of_age: `a eu ${age} ans le ${on}`,
      beyond_ranks: `rang ${rank} : ${paid} enfants sont payés`,
      paid_elsewhere: `payé(e) pour ce mois dans ${paidTo}`,
    })[why],
  grantName: GRANT,
  level: LEVEL,
  grant,
  noGrant: {
    already_granted: 'déjà versée',
    owed_elsewhere: 'due au ménage où le droit est né ; versée ici quand un traitement paie ce ménage-ci',
    paid_as_arrears: "versée avec les arriérés, telle qu'elle était due ailleurs",
    not_in_force: "aucune n'est en vigueur dans ce cas",
    not_public: "pas à l'école publique",
    no_level: "aucun niveau scolaire qui l'ouvre",
    same_birth_date:
      "le ménage l'a déjà reçue pour un enfant né le même jour qui n'est plus inscrit ; s'il s'agit d'un autre enfant, c'est aux agents d'en décider, par une correction décidée",
    same_level:
      "le ménage l'a déjà reçue pour un autre enfant ; c'est aux agents de décider si elle est due, par une correction décidée",
  },
  page: frenchPage,
  owed: frenchOwed,
  resident: frenchResidents,
};
