import { describe, expect, it } from 'vitest';
import { styleFor } from './style.js';
import { left, right, textTable, widthOf } from './table.js';

describe('a table', () => {
  it('sets texts to the left, figures to the right, and leaves no blank at the end', () => {
    expect(
      textTable(
        [left(10), right(6), left(0, 2)],
        [
          ['cause', 'count', 'note'],
          ['BLOCKED', '1,200'],
          ['HELD', '7', 'at last'],
        ],
      ),
    ).toEqual(['cause       count  note', 'BLOCKED     1,200', 'HELD            7  at last']);
  });

  it('a column grows with its longest cell, in all its rows', () => {
    expect(
      textTable(
        [left(2), right(2)],
        [
          ['a', '1'],
          ['abcd', '100'],
        ],
      ),
    ).toEqual(['a      1', 'abcd 100']);
  });

  it('a line of its own widens no column, and a painted row is painted as a whole', () => {
    const { warn } = styleFor(true, {});
    expect(
      textTable([left(), right(3)], ['By region, in all', ['a', '1'], { cells: ['b', '2'], paint: warn }]),
    ).toEqual(['By region, in all', 'a   1', warn('b   2')]);
  });
});

describe('the width of a text', () => {
  it.each([
    ['Latin', 'Aïcha', 5],
    ['accents apart from their letters', 'Ai\u0308cha', 5],
    ['Arabic', 'فاطمة', 5],
    ['Arabic with its vowels', 'فَاطِمَة', 5],
    ['a joiner', 'می\u200cخواهم', 7],
    ['Tifinagh', 'ⵜⴰⴳⵍⴷⵉⵜ', 7],
    ['wide letters', '漢字', 4],
    ['a letter beyond the first plane', '𝒜', 1],
    ['what is escaped when it is printed', 'a\u001bb', 6],
    ['nothing', '', 0],
  ])('%s', (_, text, width) => expect(widthOf(text)).toBe(width));

  it('holds columns straight', () => {
    const lines = textTable(
      [left(), left()],
      [
        ['فَاطِمَة', '|'],
        ['漢字漢字', '|'],
      ],
    ) as string[];
    expect(lines.map((line) => widthOf(line.slice(0, line.indexOf('|'))))).toEqual([9, 9]);
  });
});
