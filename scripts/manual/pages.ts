import { meanings } from '#sarf/commands/help-codes.js';
import { LANGUAGE_CODES, type LanguageCode } from '#sarf/domain/language.js';

const MANUAL = 'src/manual/';

const SAYS = {
  en: {
    title: '# Codes',
    intro:
      'Every code, reason, control and status that a screen or a file shows. `sarf help CODE` says one of them.',
    head: '| code | is | means |',
  },
  fr: {
    title: '# Les codes',
    intro:
      "Chaque code, motif, contrôle et statut qu'un écran ou un fichier montre. `sarf help CODE --lang fr` en dit un seul.",
    head: '| code | est | signifie |',
  },
} as const satisfies Record<LanguageCode, unknown>;

/** The pages of the manual that are made of the program's own tables: path from the root, and text. */
export function generatedPages(): (readonly [path: string, text: string])[] {
  return LANGUAGE_CODES.map((language) => {
    const { title, intro, head } = SAYS[language];
    const rows = meanings(language).map(
      ({ code, where, meaning }) => `| \`${code}\` | ${where} | ${meaning} |`,
    );
    const path = language === 'en' ? `${MANUAL}codes.md` : `${MANUAL}${language}/codes.md`;
    return [path, [title, '', intro, '', head, '| --- | --- | --- |', ...rows, ''].join('\n')];
  });
}
