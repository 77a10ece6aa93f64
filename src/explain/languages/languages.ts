import { LANGUAGE_CODES, type LanguageCode } from '../../domain/language.js';
import { english } from './en/english.js';
import { french } from './fr/french.js';
import type { Words } from './words.js';

/** Every language; one whose folder is not entered here does not compile. */
const BY_CODE: Readonly<Record<LanguageCode, Words>> = { fr: french, en: english };

/** The languages in the order in which a page in all of them, and the JSON, give them. */
export const LANGUAGES: readonly Words[] = LANGUAGE_CODES.map((code) => BY_CODE[code]);

/** Returns the words of one language. */
export function wordsOf(code: LanguageCode): Words {
  return BY_CODE[code];
}

/** Says one thing in every language. Returns `{ fr: …, en: … }`, in the order of the list. */
export function inEachLanguage<T>(say: (words: Words) => T): Record<LanguageCode, T> {
  return Object.fromEntries(LANGUAGES.map((words) => [words.code, say(words)])) as Record<LanguageCode, T>;
}
