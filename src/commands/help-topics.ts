import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { REASON_CODES, STATUS_CODES } from '../banks/formats/codes.js';
import type { LanguageCode } from '../domain/language.js';
import type { Line } from '../domain/printable.js';
import { wrapped } from '../domain/wrapped.js';
import { isFile } from '../files/there.js';
import { markdownLines } from '../terminal/markdown.js';
import type { Style } from '../terminal/style.js';
import { left, textTable } from '../terminal/table.js';
import { meaningsOf } from './help-codes.js';

/** The widest line in which places are listed. */
const WIDEST = 110;

const MANUAL = fileURLToPath(new URL('../manual/', import.meta.url));

/** The topics of the manual, and of the institutions' codes, in the order of the alphabet. */
export function topics(): string[] {
  const pages = readdirSync(MANUAL).filter((name) => name.endsWith('.md'));
  return [...pages.map((name) => name.slice(0, -'.md'.length)), 'statuses', 'reasons'].sort();
}

/**
 * What `sarf help` prints besides commands: a page of the manual, the institutions' codes in their order, or what one
 * word means that a screen or a file shows; of a word that names a page too, the page and then the meaning. A page that is not in the language asked for is given in English. Null where
 * nothing bears the name.
 */
export function helpTopic(name: string, language: LanguageCode, style: Style): Line[] | null {
  if (name === 'statuses') return statuses();
  if (name === 'reasons') return reasons();
  const found = meaningsOf(name, language).flatMap(({ code, where, meaning }) => [
    style.bold(`${code}: ${meaning}`),
    ...wrapped(where, 4, 2, WIDEST),
  ]);
  if (topics().includes(name))
    return [
      ...markdownLines(page(name, language), style.bold),
      ...(found.length === 0 ? [] : ['', ...found]),
    ];
  return found.length === 0 ? null : found;
}

function page(name: string, language: LanguageCode): string {
  const translated = join(MANUAL, language, `${name}.md`);
  return readFileSync(isFile(translated) ? translated : join(MANUAL, `${name}.md`), 'utf8');
}

function statuses(): Line[] {
  return [
    'What institutions say of orders and files (ISO 20022, external code sets, first quarter of 2025):',
    '',
    ...textTable(
      [left(), left(0, 2), left(0, 2)],
      [
        ['code', 'an order is', 'meaning'],
        ...STATUS_CODES.map((one) => [one.code, CONSEQUENCES[one.consequence], one.meaning]),
      ],
    ),
  ];
}

const CONSEQUENCES = {
  ACCEPTED: 'ACCEPTED',
  PAID: 'PAID',
  REJECTED: 'REJECTED',
  RETURNED: 'RETURNED',
  PENDING: 'nothing yet',
  EXCEPTION: 'an exception',
} as const;

function reasons(): Line[] {
  return [
    'Why institutions reject and return (ISO 20022, external code sets, first quarter of 2025):',
    '  holds      the household is not paid until its account, or its payee, is another',
    '  duplicate  it is another sending that is rejected: what was sent first stands',
    '  sending    of a whole file: it may be sent again',
    '',
    ...textTable(
      [left(), left(0, 2), left(0, 2)],
      [
        ['code', 'follows', 'meaning'],
        ...REASON_CODES.map((one) => [
          one.code,
          one.holds === 'Y'
            ? 'holds'
            : one.duplicate === 'Y'
              ? 'duplicate'
              : one.sending === 'Y'
                ? 'sending'
                : '',
          one.meaning,
        ]),
      ],
    ),
  ];
}
