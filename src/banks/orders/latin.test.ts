import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workspace } from '../../workspace/duckdb.js';
import { ALPHABETS } from './alphabets.js';
import { latin, latinName } from './latin.js';

/** The Latin character set of ISO 20022 schemes (EPC217-08, and the EPC's implementation guidelines). */
const SET = /^[A-Za-z0-9/?:().,'+ -]*$/;

const spill = mkdtempSync(join(tmpdir(), 'sarf-latin-'));
let workspace: Workspace;
beforeAll(async () => {
  workspace = await Workspace.open(':memory:', spill, { memory: '1GB', threads: 1 });
});
afterAll(() => {
  workspace.close();
  rmSync(spill, { recursive: true });
});

async function latinOf(name: string, sql = latin('name')): Promise<string> {
  return (await workspace.one(`SELECT ${sql} AS latin_name FROM (SELECT $name AS name)`, { name })).text(
    'latin_name',
  );
}
const named = (name: string) => latinOf(name, latinName('name', "'P1HEAD'"));

describe('names in the Latin character set', () => {
  it.each([
    ['what is in the set stays', "M'Barka (Ould) /Taleb: 1? +2.,-", "M'Barka (Ould) /Taleb: 1? +2.,-"],
    ['accents', 'Aïcha Benchekroun-Étienne Ñuñez Çelik Łódź', 'Aicha Benchekroun-Etienne Nunez Celik Lodz'],
    ['accents as characters of their own', 'Ai\u0308cha', 'Aicha'],
    ['letters that are two', 'Œuvrard æ Straße Ægir œ', 'OEuvrard ae Strasse AEgir oe'],
    ['what XML reserves', `<a b="c" d='e'> & </a>`, `.a b.'c' d.'e'. + ./a.`],
    ['quotation marks', '“Ben” «Said» d’Agadir `x´', "'Ben' 'Said' d'Agadir 'x'"],
    ['signs', 'a_b–c—d;e@f#g', 'a-b-c-d,e.f.g'],
    ['blanks and controls', 'a\u00a0b\tc\u2003\u2003d\u0001e', 'a b c d e'],
    ['marks of direction', '\u200fa\u200eb\u202bc\u202c', 'abc'],
    ['a character beyond the basic plane is one', 'a😀b', 'a.b'],
    ['Arabic: long vowels and consonants', 'فاطمة الزهراء', 'FATMA ALZHRA'],
    ['Arabic: short vowels and doubling signs, which are not written as a rule', 'مُحَمَّد', 'MHMD'],
    [
      'Arabic: alef and its seats of hamza',
      'أسماء إيمان آمنة ٱلنور مؤمن عائشة',
      'ASMA AIMAN AMNA ALNOUR MOUMN AAICHA',
    ],
    ['Arabic: و and ي begin a word as consonants', 'وفاء يوسف نور سعيد', 'WFA YOUSF NOUR SAID'],
    ['Arabic: also after a hyphen', 'عبد-يحيى', 'ABD-YHIA'],
    ['Arabic: sounds of two letters', 'شيماء خديجة غزلان', 'CHIMA KHDIJA GHZLAN'],
    ['Arabic: the line that stretches a word', 'محـــمد', 'MHMD'],
    ['Arabic: Darija and Persian letters', 'ݣنون گڭ پڤچ کی', 'GNOUN GG PVCH KI'],
    ['Arabic: digits and signs', '٠١٢٣٤٥٦٧٨٩ ۰۹ ،؛؟', '0123456789 09 ,,?'],
    // "أسماء لالة فاطمة" as a font joins it: alef with hamza above, lam-alef, final and initial forms.
    [
      'Arabic: letters as fonts join them',
      '\uFE83\uFEB3\uFEE4\uFE8E\uFE80 \uFEFB\uFEDF\uFE94 \uFED3\uFE8E\uFEC3\uFEE4\uFE94',
      'ASMA LALA FATMA',
    ],
    ['Tifinagh', 'ⴰⵎⵣⵉⵖ ⵜⵉⴼⵉⵏⴰⵖ', 'AMZIGH TIFINAGH'],
    ['both scripts in one name', 'Zahra بنت Ali', 'Zahra BNT Ali'],
    ['no alphabet here', 'Иван 李', '.... .'],
    ['nothing', '', ''],
  ])('%s: %s', async (_, name, written) => {
    expect(await latinOf(name)).toBe(written);
    expect(written).toMatch(SET);
  });

  it('every letter of every alphabet is written as the table says, and in the set', async () => {
    expect(new Set(ALPHABETS.map(([character]) => character)).size).toBe(ALPHABETS.length);
    for (const [character, written] of ALPHABETS) {
      expect(written).toMatch(SET);
      // Not at the beginning of a word, where و and ي are consonants.
      expect(await latinOf(`م${character}`), character).toBe(`M${written}`);
    }
  });

  // The alphabets' blocks whole, and of all other characters one in 31: the whole range takes a quarter of a minute.
  it('every character becomes one of the set', async () => {
    const row = await workspace.one(
      `SELECT count(*) FILTER (NOT regexp_full_match(${latin('name')}, '[A-Za-z0-9/?:().,''+ -]*')) AS outside,
        count(*) AS n FROM (SELECT 'x' || chr(CAST(i AS INTEGER)) AS name FROM range(1, 1114112) r(i)
          WHERE (i < 55296 OR i > 57343) AND (i < 12288 OR i BETWEEN 64256 AND 65535 OR i % 31 = 0))`,
    );
    expect(row.count('n')).toBe(49_002);
    expect(row.count('outside')).toBe(0);
  });
});

describe('a name as an order holds it (Max140Text: 1 to 140 characters)', () => {
  it.each([
    ['140 stay', 'x'.repeat(140), 'x'.repeat(140)],
    ['140 letters of two are cut', 'ش'.repeat(140), 'CH'.repeat(70)],
    ['no blank around, also where it was cut', ` ${'x'.repeat(139)} ${'ش'.repeat(9)} `, 'x'.repeat(139)],
    ['no letter or digit is left: the payee’s id', '😀 — !', 'P1HEAD'],
    ['only signs that are drawn above a letter', 'ًٌ', 'P1HEAD'],
    ['one digit is enough', '— 7', '- 7'],
  ])('%s', async (_, name, written) => expect(await named(name)).toBe(written));
});
