import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { strictLine, writeStrictCopy } from './strict-lines.js';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function judged(line: string | Buffer, fields = 3): string | null {
  return strictLine(Buffer.from(line), fields)?.toString() ?? null;
}

test('a row is kept as it is, quoted fields and empty ones too', () => {
  expect(judged('H1,"Arroub, Samir",x')).toBe('H1,"Arroub, Samir",x');
  expect(judged('H1,"say ""no""",')).toBe('H1,"say ""no""",');
  expect(judged(',,')).toBe(',,');
});

test('the carriage return of a Windows line is cut off', () => {
  expect(judged('H1,a,b\r')).toBe('H1,a,b');
});

test('a blank line is nothing', () => {
  expect(judged('')).toBeNull();
  expect(judged(' \t')).toBeNull();
});

test.each([
  ['too few fields', 'H1,a'],
  ['too many fields', 'H1,a,b,c'],
  ['a quote left open', 'H1,"a,b'],
  ['a quote in a bare field', 'H1,a"b",c'],
  ['text behind a closing quote', 'H1,"a"b,c'],
  ['a carriage return inside', 'H1,"a\r",b'],
  ['a NUL byte', 'H1,a\0,b'],
  ['no UTF-8', Buffer.from([0x48, 0x31, 0x2c, 0xe9, 0x2c, 0x62])],
  ['too long', `H1,${'a'.repeat(70_000)},b`],
])('%s: only the household_id is left', (_, line) => {
  expect(judged(line)).toBe('H1,,');
});

test('an id that is none does not survive its line', () => {
  expect(judged('h1,a')).toBe(',,');
  expect(judged('-H1,a')).toBe(',,');
});

test('a copy keeps the header and needs no newline at the end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sarf-strict-'));
  folders.push(folder);
  const [source, target] = [join(folder, 'a.csv'), join(folder, 'b.csv')];
  writeFileSync(source, 'id,name,x\nH1,"a\nH2,b,c\n\nH3,d,e');
  await writeStrictCopy(source, 3, target);
  expect(readFileSync(target, 'utf8')).toBe('id,name,x\nH1,,\nH2,b,c\nH3,d,e\n');
});
