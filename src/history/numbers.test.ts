import { describe, expect, it } from 'vitest';
import { FamilyNumbers, type Renumbering, sinceOf } from './numbers.js';

const renumbered = (...lines: readonly string[]): FamilyNumbers =>
  new FamilyNumbers(
    lines.map((line): Renumbering => {
      const [since = '', from = '', to = ''] = line.split(' ');
      return { since, from, to };
    }),
  );

describe('the numbers that a family had', () => {
  const twice = renumbered('2026-02 A B', '2026-04 B C');
  it.each([
    ['2026-01', ['B', 'C'], 'C'],
    ['2026-02', [], 'A'], // the first month of B: in it, A is no number of the family
  ])('A in %s: since and now', (month, since, now) => {
    expect(twice.since('A', month)).toEqual(since);
    expect(twice.last('A', month).id).toBe(now);
  });

  it.each([
    ['2026-01', ['B', 'A']],
    ['2026-02', ['B']],
    ['2026-03', ['B']],
    ['2026-04', []],
  ])('C, before in %s', (month, before) => {
    expect(twice.before('C', month)).toEqual(before);
  });

  const supplementary = new FamilyNumbers([{ since: sinceOf('2026-02', 1), from: 'A', to: 'B' }]);
  it.each([
    ['2026-01', ['A'], 'B'],
    ['2026-02', ['A'], 'B'], // its regular run knew A
    ['2026-03', [], 'A'],
  ])('by a supplementary run of 2026-02: in %s', (month, before, now) => {
    expect(supplementary.before('B', month)).toEqual(before);
    expect(supplementary.last('A', month).id).toBe(now);
  });

  it('a regular run says it from its month on, the supplementary ones after it', () => {
    const since = [
      sinceOf('2026-02', 0),
      sinceOf('2026-02', 1),
      sinceOf('2026-02', 2),
      sinceOf('2026-03', 0),
    ];
    expect(since).toEqual(['2026-02', '2026-02 S1', '2026-02 S2', '2026-03']);
    expect([...since].sort()).toEqual(since);
  });

  it('a number that another family took later is no number of it', () => {
    const taken = renumbered('2026-02 A B', '2026-04 X A', '2026-05 A Y');
    expect(taken.since('A', '2026-01')).toEqual(['B']);
    expect(taken.last('A', '2026-01').id).toBe('B');
    expect(taken.before('B', '2026-01')).toEqual(['A']);
    expect(taken.since('X', '2026-03')).toEqual(['A', 'Y']);
    expect(taken.before('Y', '2026-03')).toEqual(['A', 'X']);
    expect(taken.before('Y', '2026-01')).toEqual(['X']);
  });

  it('a family that split has no number now, and each part had the old one', () => {
    const split = renumbered('2026-02 A B', '2026-02 A C');
    expect(split.last('A', '2026-01').id).toBe('A');
    expect(split.since('A', '2026-01')).toEqual(['B', 'C']);
    expect([split.before('B', '2026-01'), split.before('C', '2026-01')]).toEqual([['A'], ['A']]);
  });

  it('a family that came back to a number has it now', () => {
    expect(renumbered('2026-02 A B', '2026-04 B A').last('A', '2026-01').id).toBe('A');
  });
});
