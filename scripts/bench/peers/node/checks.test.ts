import { expect, test } from 'vitest';
import { FLAG, householdFlags, isDay, isRib, memberBits } from './checks.js';
import { BIT } from './rules.js';

const REFERENCE = '2026-10-31';

test('days are real days, written in full', () => {
  expect(['2024-02-29', '2026-10-31', '2000-02-29'].map(isDay)).toEqual([true, true, true]);
  expect(
    ['2026-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-1-01', '', '2026-10-00'].some(isDay),
  ).toBe(false);
});

test('a RIB has 24 digits and a right key', () => {
  expect(isRib('310810000000000000000079')).toBe(true);
  expect(isRib('310810000000000000000078')).toBe(false);
  expect(isRib('31081000000000000000007')).toBe(false);
});

const household = (score: string, name = 'A B', enrolled = REFERENCE) =>
  householdFlags(
    ['H1', '01.511', 'U', score, 'ACTIVE', '', 'P00001', name, 'CASH', 'POSTE', '', enrolled],
    REFERENCE,
  );

test('the score is compared exactly', () => {
  expect(household('9.743001')).toBe(FLAG.right);
  expect(household('9.743002')).toBe(FLAG.right | FLAG.above);
  expect(household('9.7430010')).toBe(0);
  expect(household('100')).toBe(0);
});

test('nobody is enrolled after the reference date', () => {
  expect(household('1', 'A B', '2026-11-01')).toBe(0);
});

test.each([
  ['PRIMARY', 'Y', BIT.lower],
  ['LOWER_SECONDARY', 'Y', BIT.lower],
  ['UPPER_SECONDARY', 'Y', BIT.upper],
  ['OTHER', 'Y', 0],
  ['', 'Y', 0],
  ['PRIMARY', 'N', 0],
  ['PRIMARY', '', 0],
])('level %s, public school %s', (level, isPublic, bits) => {
  const row = ['H1', 'P00001', '2014-01-02', 'F', 'CHILD', 'Y', isPublic, '', '', level, '', ''];
  expect(memberBits(row, REFERENCE)).toBe(BIT.right | BIT.child | BIT.schooled | bits);
});

test('a name of spaces is none', () => {
  expect(household('1', '  ')).toBe(0);
});

test('a member that dies before birth is no good', () => {
  const row = (died: string) => ['H1', 'P00001', '1990-01-02', 'F', 'HEAD', '', '', '', '', '', '', died];
  expect(memberBits(row('1990-01-02'), REFERENCE)).toBe(1);
  expect(memberBits(row('1990-01-01'), REFERENCE)).toBe(0);
});
