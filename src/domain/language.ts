/**
 * The languages that the program explains in, by their ISO 639-1 codes and with their English names, in the order in
 * which they are shown. Each has a folder in explain/languages; the rules file may give a title or a reference in each.
 */
export const LANGUAGE_NAMES = { fr: 'French', en: 'English' } as const;
export type LanguageCode = keyof typeof LANGUAGE_NAMES;
export const LANGUAGE_CODES = Object.keys(LANGUAGE_NAMES) as LanguageCode[];
