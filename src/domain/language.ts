/**
 * The languages that the program explains in, by their ISO 639-1 codes, in the order in which they are shown. Each
 * has a folder in explain/languages; the rules file may give a title or a reference in each.
 */
export const LANGUAGE_CODES = ['fr', 'en'] as const;
export type LanguageCode = (typeof LANGUAGE_CODES)[number];
