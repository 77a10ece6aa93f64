import { CODE_SETS_OF, REASON_CODES, STATUS_CODES } from '../banks/formats/codes.js';
import { ANSWER_CODES, FIELD_CODES, LINE_CODES, RELATION_CODES } from '../domain/codes.js';
import type { LanguageCode } from '../domain/language.js';
import { wordsOf } from '../explain/languages/languages.js';
import { readData } from '../files/read-data.js';
import { INDICATORS } from '../indicators/definitions.js';
import { CONTROL_MEANINGS } from '../month/controls/meanings.js';
import { loadRules } from '../rules/load.js';
import { CONFIGURATION_KEYS, EXTRACT_COLUMNS, FILE_COLUMNS, filesWith, INDICATORS_FR } from './help-names.js';

/** A meaning of a code: where it is shown, in words, and what it means. */
export type Meaning = { readonly code: string; readonly where: string; readonly meaning: string };

type Word = { readonly code: string; readonly where: string } & Readonly<Record<LanguageCode, string>>;

/** Of the codes of rows and of exceptions, which domain/codes.ts has in English. */
const FRENCH = new Map(
  readData<{ readonly code: string; readonly fr: string }>(
    new URL('../domain/codes-fr.csv', import.meta.url),
  ).map(({ code, fr }) => [code, fr]),
);

/** Words of screens and files that no other table has. */
const WORDS = readData<Word>(new URL('../manual/words.csv', import.meta.url));

const WHERE = {
  en: {
    control: 'control of a run',
    quarantine: 'code of a row in audit/quarantine.csv',
    exception: 'code of exceptions.csv',
    household: 'reason of a decision on a household',
    resident: 'reason of a decision on a resident',
    status: `status that institutions say (ISO 20022, ${CODE_SETS_OF})`,
    reason: `reason that institutions say (ISO 20022, ${CODE_SETS_OF})`,
    see: 'look into',
    column: 'column of',
    extract: 'column of the extract, in',
    key: 'key of the configuration',
    parameter: 'parameter of the rules: sarf rules',
    indicator: 'indicator: sarf indicators',
  },
  fr: {
    control: "contrôle d'un traitement",
    quarantine: "code d'une ligne de audit/quarantine.csv",
    exception: 'code de exceptions.csv',
    household: "motif d'une décision sur un ménage",
    resident: "motif d'une décision sur un résident",
    status: `statut que disent les organismes (ISO 20022, ${CODE_SETS_OF})`,
    reason: `motif que disent les organismes (ISO 20022, ${CODE_SETS_OF})`,
    see: 'voir',
    column: 'colonne de',
    extract: "colonne de l'extraction, dans",
    key: 'clé de la configuration',
    parameter: 'paramètre des règles : sarf rules',
    indicator: 'indicateur : sarf indicators',
  },
} as const satisfies Record<LanguageCode, unknown>;

/** Every code, reason, control and status that a screen or a file shows, in the order of the places where it is shown. */
export function meanings(language: LanguageCode): Meaning[] {
  const where = WHERE[language];
  const words = wordsOf(language);
  const of = (place: string, table: Readonly<Record<string, string>>) =>
    Object.entries(table).map(([code, meaning]) => ({ code, where: place, meaning }));
  const ofRows = (place: string, table: Readonly<Record<string, string>>) =>
    of(place, table).map((one) => ({
      ...one,
      meaning: language === 'fr' ? (FRENCH.get(one.code) ?? '') : one.meaning,
    }));
  const said = (one: { readonly meaning: string; readonly meaning_fr: string }) =>
    language === 'fr' ? one.meaning_fr : one.meaning;
  return [
    ...CONTROL_MEANINGS.map((one) => ({
      code: one.control,
      where: where.control,
      meaning: `${one[language]}; ${where.see} ${one.file}`,
    })),
    ...WORDS.map((one) => ({ code: one.code, where: placeOf(one.where, language), meaning: one[language] })),
    ...of(where.household, words.reason),
    ...of(where.resident, words.resident.reason),
    ...ofRows(where.quarantine, { ...LINE_CODES, ...FIELD_CODES, ...RELATION_CODES }),
    ...ofRows(where.exception, ANSWER_CODES),
    ...STATUS_CODES.map((one) => ({ code: one.code, where: where.status, meaning: said(one) })),
    ...REASON_CODES.map((one) => ({ code: one.code, where: where.reason, meaning: said(one) })),
  ].filter(({ code }) => code !== '');
}

/** Of the places that words.csv names, in English there. */
const PLACES_FR: ReadonlyMap<string, string> = new Map(
  readData<{ readonly where: string; readonly fr: string }>(
    new URL('../manual/places.csv', import.meta.url),
  ).map(({ where, fr }) => [where, fr]),
);

function placeOf(where: string, language: LanguageCode): string {
  return language === 'fr' ? (PLACES_FR.get(where) ?? '') : where;
}

/** Columns of files, keys of the configuration, parameters of the rules and indicators: each has a page of its own. */
export function names(language: LanguageCode): Meaning[] {
  const where = WHERE[language];
  return [
    ...INDICATORS.map((one) => ({
      code: one.code,
      where: where.indicator,
      meaning: language === 'fr' ? (INDICATORS_FR.get(one.code) ?? '') : one.definition,
    })),
    ...Object.entries(loadRules().parameters).map(([code, { label }]) => ({
      code,
      where: where.parameter,
      meaning: label[language],
    })),
    ...CONFIGURATION_KEYS.map((one) => ({ code: one.key, where: where.key, meaning: one[language] })),
    ...EXTRACT_COLUMNS.map((one) => ({
      code: one.column,
      where: `${where.extract} ${one.kind}*.csv`,
      meaning: one[language].replaceAll('`', ''),
    })),
    ...FILE_COLUMNS.filter(({ column }) => filesWith(column).length > 0).map((one) => ({
      code: one.column,
      where: `${where.column} ${filesWith(one.column).join(', ')}`,
      meaning: one[language],
    })),
  ];
}

/**
 * The meanings of one code or name, in capitals or not, with a blank or "_" between its words; of a key of the
 * configuration, its last part is enough. None where nothing shows it.
 */
export function meaningsOf(code: string, language: LanguageCode): Meaning[] {
  const asked = code.trim().toUpperCase().replace(/\s+/g, '_');
  return [...meanings(language), ...names(language)].filter((one) => {
    const known = one.code.toUpperCase();
    return known === asked || known.endsWith(`.${asked}`);
  });
}
