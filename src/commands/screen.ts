import type { LanguageCode } from '../domain/language.js';
import { type Amount, counted, countToPeople, toPeople, toPeopleSigned } from '../domain/money.js';
import type { Line } from '../domain/printable.js';
import { readData } from '../files/read-data.js';
import { left, textTable } from '../terminal/table.js';

/** Words and numbers of a screen in one language. English is what the program is written in; screens-fr.csv has the French. */
export type Screen = {
  readonly language: LanguageCode;
  /** A phrase, with what is put into it: say`Paid in ${month}`. */
  readonly say: (phrase: TemplateStringsArray, ...values: readonly string[]) => string;
  /** A word that is data, such as the name of a figure; as it is where the table does not have it. */
  readonly word: (text: string) => string;
  /** A count with what is counted: "1 family". @param many left out: the singular with an s */
  readonly counted: (count: number, one: string, many?: string) => string;
  readonly count: (count: number | bigint) => string;
  /** Dirhams, as "1,200.00" or "1 200,00". */
  readonly money: (value: Amount | string) => string;
  readonly signed: (value: Amount | string) => string;
  /** A number that is text already, such as a share. */
  readonly number: (text: string) => string;
};

const english: Screen = {
  language: 'en',
  say: (phrase, ...values) => String.raw({ raw: phrase }, ...values),
  word: (text) => text,
  counted,
  count: countToPeople,
  money: toPeople,
  signed: toPeopleSigned,
  number: (text) => text,
};

/** The phrase as screens-fr.csv has it: "Paid in {1}". */
const keyOf = (phrase: readonly string[]): string =>
  phrase.reduce((text, part, i) => (i === 0 ? part : `${text}{${i}}${part}`), '');

/** The narrow no-break space between thousands keeps a number on one line. */
const frenchNumber = (text: string) => text.replaceAll(',', '\u202f').replace('.', ',');

function inFrench(): Screen {
  const phrases = new Map(
    readData<{ readonly en: string; readonly fr: string }>(new URL('./screens-fr.csv', import.meta.url)).map(
      ({ en, fr }) => [en, fr],
    ),
  );
  const french = (text: string) => phrases.get(text) ?? text;
  return {
    language: 'fr',
    say: (phrase, ...values) =>
      french(keyOf(phrase)).replace(/\{(\d)\}/g, (_, place: string) => values[Number(place) - 1] ?? ''),
    word: french,
    // In French nothing, too, is counted in the singular.
    counted: (count, one, many = `${one}s`) =>
      `${frenchNumber(countToPeople(count))} ${french(Math.abs(count) < 2 ? one : many)}`,
    count: (count) => frenchNumber(countToPeople(count)),
    money: (value) => frenchNumber(toPeople(value)),
    signed: (value) => frenchNumber(toPeopleSigned(value)),
    number: frenchNumber,
  };
}

/** The screen in a language; in English where none is asked for. */
export function screenIn(language: LanguageCode = 'en'): Screen {
  return language === 'fr' ? inFrench() : english;
}

/** A line behind a word that says what it is; lines of one width stand below each other. */
export const labelled = (word: string, line: string, width = 10): Line[] =>
  textTable([left(width), left(0, 0)], [[word, line]]);
