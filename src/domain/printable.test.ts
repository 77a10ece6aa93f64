import { describe, expect, it } from 'vitest';
import { firstUnprintable, isBlank, printable, printableJson } from './printable.js';

describe('escaped', () => {
  it.each<[string, string, string]>([
    ['an escape sequence', 'a\u001b[31mb', 'a\\x1b[31mb'],
    ['the C1 control that begins one', '\u009b31m', '\\x9b31m'],
    ['the C1 line end', 'a\u0085b', 'a\\x85b'],
    ['a title, a bell', '\u001b]0;x\u0007', '\\x1b]0;x\\x07'],
    ['nothing', '\u0000', '\\x00'],
    ['delete, backspace', '\u007f\b', '\\x7f\\x08'],
    ['line breaks and tabs', 'a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['line and paragraph separators', '\u2028\u2029', '\\u2028\\u2029'],
    ['marks of direction', '\u061c\u200e\u200f', '\\u061c\\u200e\\u200f'],
    ['overrides of direction', '\u202a\u202b\u202c\u202d\u202e', '\\u202a\\u202b\\u202c\\u202d\\u202e'],
    ['isolates', '\u2066\u2067\u2068\u2069', '\\u2066\\u2067\\u2068\\u2069'],
    ['blanks of no width', '\u200b\ufeff', '\\u200b\\ufeff'],
    ['a soft hyphen, a word joiner', 'a\u00adb\u2060c', 'a\\xadb\\u2060c'],
    ['fillers', '\u115f\u1160\u3164\uffa0\u2800', '\\u115f\\u1160\\u3164\\uffa0\\u2800'],
    ['variation selectors', 'a\ufe0fb\u{e0100}', 'a\\ufe0fb\\u{e0100}'],
    ['tags', 'a\u{e0041}', 'a\\u{e0041}'],
    ['notes between lines', '\ufff9a\ufffb', '\\ufff9a\\ufffb'],
    ['halves of a pair', 'a\ud83db\ude00', 'a\\ud83db\\ude00'],
  ])('%s', (_, text, escaped) => {
    expect(printable(text)).toBe(escaped);
    expect(firstUnprintable(text)).not.toBeNull();
    expect(printable(escaped), 'and then stays').toBe(escaped);
  });

  it('the first one is told, with its place among the characters', () => {
    expect(firstUnprintable('note 14/2026\nRELEASED\u001b')).toEqual({ shown: '\\n', place: 13 });
    expect(firstUnprintable('😀😀\u00ad')).toEqual({ shown: '\\xad', place: 3 });
  });
});

it.each<[string, string]>([
  ['French', "Arrêté n° 14 : l’œuvre « à l'essai » — 1 234,50 DH"],
  ['French with its own blanks', 'Total\u00a0: 1\u202f234'],
  ['Arabic', 'الوكالة الوطنية للدعم الاجتماعي'],
  ['Arabic with vowels', 'مُحَمَّدٌ'],
  ['joiners', 'می\u200cخواهم \u200d'],
  ['Arabic signs that enclose a number', '\u0600١٤ \u06dd١'],
  ['Tifinagh', 'ⵜⴰⵎⴰⵣⵉⵖⵜ'],
  ['a whole pair', '😀 𞤀'],
  ['what only looks like an escape', '\\x1b[31m'],
  ['bars and arrows', '▁█ → −'],
])('%s is printed as it is', (_, text) => {
  expect(printable(text)).toBe(text);
  expect(firstUnprintable(text)).toBeNull();
});

it.each<[string, string]>([
  ['nothing', ''],
  ['blanks', ' \t\n\u00a0\u202f\u3000'],
  ['joiners alone', '\u200c\u200d'],
  ['fillers', '\u115f\u1160\u3164\uffa0\u2800'],
  ['a soft hyphen, a word joiner, marks of direction', '\u00ad\u2060\u200e \u061c'],
  ['variation selectors and tags', '\ufe0f\u{e0100}\u{e0041}'],
])('%s: blank', (_, text) => {
  expect(isBlank(text)).toBe(true);
  expect(isBlank(`${text}.`)).toBe(false);
  expect(isBlank(`ن${text}م`)).toBe(false);
});

it('JSON means the same, and holds none of them', () => {
  const value = {
    'k\u202e\u001b': ['a\nb\u009b\u007f\u200f', '\ud83d', 'الجديدة 😀', 'a\u{e0041}\u00ad', null, 1.5],
  };
  const text = printableJson(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(firstUnprintable(text)).toBeNull();
  expect(text).toContain('الجديدة 😀');
});
