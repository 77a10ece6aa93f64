/**
 * The replacement of each letter outside the Latin character set, after accents are removed. Arabic and Tifinagh are
 * transliterated letter by letter, as Moroccan civil status writes their sounds in French (ش CH, خ KH, و OU), in
 * capitals: short vowels are not written in Arabic, and none is guessed at.
 */
const ARABIC: Readonly<Record<string, string>> = {
  ا: 'A',
  ٱ: 'A',
  ب: 'B',
  ت: 'T',
  ث: 'T',
  ج: 'J',
  ح: 'H',
  خ: 'KH',
  د: 'D',
  ذ: 'D',
  ر: 'R',
  ز: 'Z',
  س: 'S',
  ش: 'CH',
  ص: 'S',
  ض: 'D',
  ط: 'T',
  ظ: 'D',
  ع: 'A',
  غ: 'GH',
  ف: 'F',
  ق: 'K',
  ك: 'K',
  ل: 'L',
  م: 'M',
  ن: 'N',
  ه: 'H',
  و: 'OU',
  ي: 'I',
  ى: 'A',
  ة: 'A',
  ء: '',
  // Sounds of Darija, Amazigh and foreign names, and the Persian forms of two letters.
  گ: 'G',
  ݣ: 'G',
  ڭ: 'G',
  پ: 'P',
  ڤ: 'V',
  چ: 'CH',
  ک: 'K',
  ی: 'I',
};

const TIFINAGH: Readonly<Record<string, string>> = {
  ⴰ: 'A',
  ⴱ: 'B',
  ⴳ: 'G',
  ⴷ: 'D',
  ⴹ: 'D',
  ⴻ: 'E',
  ⴼ: 'F',
  ⴽ: 'K',
  ⵀ: 'H',
  ⵃ: 'H',
  ⵄ: 'A',
  ⵅ: 'KH',
  ⵇ: 'K',
  ⵉ: 'I',
  ⵊ: 'J',
  ⵍ: 'L',
  ⵎ: 'M',
  ⵏ: 'N',
  ⵓ: 'OU',
  ⵔ: 'R',
  ⵕ: 'R',
  ⵖ: 'GH',
  ⵙ: 'S',
  ⵚ: 'S',
  ⵛ: 'CH',
  ⵜ: 'T',
  ⵟ: 'T',
  ⵡ: 'W',
  ⵢ: 'Y',
  ⵣ: 'Z',
  ⵥ: 'Z',
  ⵯ: 'W',
};

/** Latin letters that are no letter with an accent. */
const LATIN: Readonly<Record<string, string>> = {
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ß: 'ss',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ı: 'i',
};

/** Digits, and signs with a like in the set; "&" is "+" as EPC217-08 recommends. */
const SIGNS: Readonly<Record<string, string>> = {
  ...digits('٠'),
  ...digits('۰'),
  '&': '+',
  ';': ',',
  '،': ',',
  '؛': ',',
  '؟': '?',
  '"': "'",
  '`': "'",
  '´': "'",
  '‘': "'",
  '’': "'",
  ʼ: "'",
  '“': "'",
  '”': "'",
  '«': "'",
  '»': "'",
  _: '-',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
};

/** The ten digits that begin with `zero`. */
function digits(zero: string): Record<string, string> {
  const first = zero.codePointAt(0) ?? 0;
  return Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => [String.fromCodePoint(first + i), String(i)]),
  );
}

/** Character → what is written for it: none, one or two characters of the Latin character set. */
export const ALPHABETS: readonly (readonly [character: string, latin: string])[] = [
  ...Object.entries(ARABIC),
  ...Object.entries(TIFINAGH),
  ...Object.entries(LATIN),
  ...Object.entries(SIGNS),
];

/** و and ي that begin a word are consonants. */
export const WORD_INITIALS: readonly (readonly [character: string, latin: string])[] = [
  ['و', 'W'],
  ['ي', 'Y'],
];
