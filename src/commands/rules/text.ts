import type { LanguageCode } from '../../domain/language.js';
import type { Line } from '../../domain/printable.js';
import { quoted } from '../../domain/shell.js';
import { wordsOf } from '../../explain/languages/languages.js';
import { parameterValue, sourceOf } from '../../explain/languages/lookup.js';
import type { Style } from '../../terminal/style.js';
import { left, right, textTable } from '../../terminal/table.js';
import type { ShownRules } from './rules.js';

const SAYS = {
  en: {
    assumptions: 'Assumed, and why',
    none: 'not in force',
    nothing: 'Nothing is assumed in this month.',
    file: 'rules',
  },
  fr: {
    assumptions: 'Suppositions, et pourquoi',
    none: 'pas en vigueur',
    nothing: "Rien n'est supposé pour ce mois.",
    file: 'règles',
  },
} as const satisfies Record<LanguageCode, unknown>;

/** Each parameter in force with its value and source, then the assumptions. */
export function rulesText(shown: ShownRules, language: LanguageCode, style: Style): Line[] {
  const words = wordsOf(language);
  const says = SAYS[language];
  const assumed = shown.parameters.filter(({ inForce }) => inForce !== null && inForce.assumed !== null);
  return [
    style.bold(`${shown.title[language]} · ${words.month(shown.period)}`),
    `${says.file} ${shown.sha256}`,
    '',
    ...shown.parameters.flatMap(({ name, label, unit, inForce }) => [
      ...textTable(
        [left(76), right(12, 1), left(0, 1)],
        [
          [
            label[language],
            inForce === null ? says.none : parameterValue(name, inForce.value, words),
            unit === 'MAD' && inForce !== null && inForce.value !== null ? 'DH' : '',
          ],
        ],
      ),
      ...(inForce === null ? [] : [style.dim(`    ${name}: ${sourceOf(inForce, words)}`)]),
    ]),
    '',
    ...(assumed.length === 0
      ? [says.nothing]
      : [
          style.bold(says.assumptions),
          ...assumed.map(
            ({ label, inForce }) => `  ${label[language]}: ${inForce?.assumed?.[language] ?? ''}`,
          ),
        ]),
  ];
}

/** Where the built-in rules were written, and what to do with them. */
export function writtenText(path: string): Line[] {
  return [
    `${path}: the built-in rules, to start from`,
    `next: change it, then sarf simulate --period YYYY-MM --rules ${quoted(path)}, or sarf run … --rules ${quoted(path)}`,
  ];
}
