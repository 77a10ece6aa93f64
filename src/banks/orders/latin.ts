import { text } from '../../workspace/duckdb.js';
import { ALPHABETS, WORD_INITIALS } from './alphabets.js';

/**
 * Names in the Latin character set that ISO 20022 schemes exchange (EPC217-08): letters and digits without
 * accents, / - ? : ( ) . , ' + and the blank. None of its characters has a meaning in XML, so no name
 * needs escaping. Written as SQL, because there are millions of names, and most are in the set already.
 */
const LATIN_SET = "A-Za-z0-9/?:().,'+ -";

/** SQL of the text of `column` in the set. */
export function latin(column: string): string {
  const bare = `strip_accents(${column})`;
  return `CASE WHEN ${isLatin(column)} THEN ${column} WHEN ${isLatin(bare)} THEN ${bare} ELSE ${transliterated(bare)} END`;
}

/** A name as an order holds it: at most 140 characters (Max140Text); `orElse` where no letter or digit is left. */
export function latinName(column: string, orElse: string): string {
  const name = `trim(left(trim(${latin(column)}), 140))`;
  return `CASE WHEN regexp_matches(${name}, '[A-Za-z0-9]') THEN ${name} ELSE ${orElse} END`;
}

/**
 * Arabic letters as fonts join them (presentation forms), as some registries export them: each the plain letter, or the
 * two plain letters, that Unicode's compatibility decomposition gives.
 */
const JOINED: readonly (readonly [form: string, letters: string])[] = [
  ...range(0xfb50, 0xfbff),
  ...range(0xfe80, 0xfefc),
].map((form) => [form, form.normalize('NFKD').replace(/\p{M}/gu, '')] as const);

/** Joined letters as plain ones, without their marks, as strip_accents leaves plain letters. */
function plain(joined: string): string {
  const single = JOINED.filter(([, letters]) => letters.length === 1);
  let result = `translate(${joined}, ${text(single.map(([form]) => form).join(''))},
    ${text(single.map(([, letter]) => letter).join(''))})`;
  for (const [form, letters] of JOINED.filter(([, two]) => two.length === 2))
    result = `replace(${result}, ${text(form)}, ${text(letters)})`;
  return result;
}

function range(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, nth) => String.fromCodePoint(first + nth));
}

function isLatin(expression: string): string {
  return `regexp_full_match(${expression}, ${text(`[${LATIN_SET}]*`)})`;
}

/** Letter by letter; what no alphabet knows becomes a full stop, as EPC217-08 recommends. */
function transliterated(withoutAccents: string): string {
  const bare = `CASE WHEN regexp_matches(${withoutAccents}, '[\\x{FB50}-\\x{FBFF}\\x{FE80}-\\x{FEFC}]')
    THEN ${plain(withoutAccents)} ELSE ${withoutAccents} END`;
  const one = ALPHABETS.filter(([, written]) => written.length === 1);
  const others = ALPHABETS.filter(([, written]) => written.length !== 1);
  let result = replaced(bare, '[\\p{Cf}\\x{0640}]', ''); // marks of direction, and the line that stretches a word
  result = replaced(result, '[\\p{Z}\\p{Cc}]+', ' ');
  for (const [character, written] of WORD_INITIALS)
    result = replaced(result, `(^|[ -])${character}`, `\\1${written}`);
  result = `translate(${result}, ${text(one.map(([character]) => character).join(''))},
    ${text(one.map(([, written]) => written).join(''))})`;
  for (const [character, written] of others)
    result = `replace(${result}, ${text(character)}, ${text(written)})`;
  return replaced(result, `[^${LATIN_SET}]`, '.');
}

function replaced(expression: string, pattern: string, by: string): string {
  return `regexp_replace(${expression}, ${text(pattern)}, ${text(by)}, 'g')`;
}
