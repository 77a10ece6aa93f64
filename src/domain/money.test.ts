import { describe, expect, it } from 'vitest';
import {
  amount,
  countToPeople,
  decimal,
  larger,
  relativeChange,
  share,
  shareToText,
  sum,
  toPeople,
  toPeopleSigned,
  toText,
} from './money.js';

describe('amounts are exact decimals of dirhams', () => {
  it('a tenth ten times is one, which binary floating point gets wrong', () => {
    expect(toText(sum(Array.from({ length: 10 }, () => amount('0.10'))))).toBe('1.00');
    expect(toText(sum([]))).toBe('0.00');
  });

  it('a centime is not lost in the largest total', () => {
    expect(toText(amount('999999999999999.99').plus(amount('0.01')))).toBe('1000000000000000.00');
  });

  it.each([
    ['0', '0.00'],
    ['500', '500.00'],
    ['1008.5', '1008.50'],
    ['-36.25', '-36.25'],
  ])('%s is read, and written with two decimals', (text, written) => {
    expect(toText(amount(text))).toBe(written);
  });

  it.each([
    '',
    ' 5',
    '5 ',
    '1,5',
    '1.234',
    '1e3',
    '.5',
    '5.',
    '+5',
    'NaN',
    '0x10',
    '1_000',
    '1234567890123456',
  ])('%j is no amount', (text) => {
    expect(() => amount(text)).toThrow(RangeError);
  });

  it('a third decimal is never dropped in silence', () => {
    expect(() => toText(decimal('0.001'))).toThrow('more than two decimals');
  });

  it('the larger of two', () => {
    expect(toText(larger(amount('500'), amount('499.99')))).toBe('500.00');
    expect(toText(larger(amount('499.99'), amount('500')))).toBe('500.00');
  });
});

describe('shares and changes, which the controls hold against limits', () => {
  it('a share of nothing is 0', () => {
    expect(share(0, 0).toString()).toBe('0');
    expect(share(5n, 0n).toString()).toBe('0');
    expect(share(1, 4).toString()).toBe('0.25');
  });

  it('is shown with six decimals and never rounded before that', () => {
    expect(shareToText(share(1, 3))).toBe('0.333333');
    expect(shareToText(share(2, 3))).toBe('0.666667');
    expect(share(5_000_001, 100_000_000).greaterThan(decimal('0.05'))).toBe(true);
  });

  it('a change has no sign, and none can be told from zero', () => {
    expect(relativeChange(amount('95'), amount('100'))?.toString()).toBe('0.05');
    expect(relativeChange(amount('105'), amount('100'))?.toString()).toBe('0.05');
    expect(relativeChange(amount('1'), amount('0'))).toBeNull();
  });

  it.each(['1e-7', '', '0,05', ' 0.05', '-.5'])('%j is no decimal number', (text) => {
    expect(() => decimal(text)).toThrow(RangeError);
  });
});

describe('text for people', () => {
  it('has separators that do not depend on the machine', () => {
    expect(toPeople('2318402150')).toBe('2,318,402,150.00');
    expect(toPeople('999.5')).toBe('999.50');
    expect(toPeople('-1234.5')).toBe('-1,234.50');
    expect(toPeopleSigned('1200')).toBe('+1,200.00');
    expect(toPeopleSigned('-1200')).toBe('-1,200.00');
    expect(countToPeople(3_900_000)).toBe('3,900,000');
    expect(countToPeople(999n)).toBe('999');
  });
});
