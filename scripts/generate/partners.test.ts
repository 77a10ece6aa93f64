import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { monthSerial } from './calendar.js';
import { generate } from './registry.js';

type Row = Record<string, string>;

const out = mkdtempSync(join(tmpdir(), 'sarf-partners-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));
generate({
  families: 6000,
  from: monthSerial('2026-08') ?? 0,
  months: 3,
  seed: 1,
  defects: 0,
  out,
  partners: true,
});

const rows = (month: string, file: string) =>
  parse(readFileSync(join(out, month, file)), { columns: true }) as Row[];
const members = (month: string) => new Map(rows(month, 'members.csv').map((one) => [one.person_id, one]));

/** Persons whose schooling the ministry and the registry see differently, with how. */
function otherSchooling(month: string, year: string): Map<string, string> {
  const registry = members(month);
  const found = new Map<string, string>();
  for (const one of rows(month, 'schooling.csv')) {
    const member = registry.get(one.person_id);
    if (one.school_year !== year || member === undefined) continue;
    const ours = member.schooled === 'Y' ? `${member.school_level},${member.public_school},Y` : ',,N';
    const theirs = `${one.level},${one.public},${one.enrolled}`;
    if (ours !== theirs) found.set(one.person_id ?? '', `${ours} → ${theirs}`);
  }
  return found;
}

describe('schooling', () => {
  it.each([
    ['2026-08', '2025-2026'],
    ['2026-09', '2026-2027'],
  ])('of %s is that of the school year %s, for every child of 6 to 20 but a few', (month, year) => {
    const end = `${month.slice(5) === '08' ? '08-31' : '09-30'}`;
    const children = [...members(month).values()].filter(
      (one) =>
        one.relation === 'CHILD' &&
        one.deceased_on === '' &&
        (one.birth_date ?? '') <= `2020-${end}` &&
        (one.birth_date ?? '') > `2005-${end}`,
    );
    const listed = rows(month, 'schooling.csv');
    const known = new Set(listed.map((one) => one.person_id));
    const missing = children.filter((one) => !known.has(one.person_id));
    expect(missing.length).toBeGreaterThan(0);
    expect(missing.length / children.length).toBeLessThan(0.006);
    expect(known.size).toBe(listed.length);
    const other = listed.filter((one) => one.school_year !== year);
    expect(other.length / listed.length).toBeLessThan(0.005);
    const differ = otherSchooling(month, year).size / listed.length;
    expect(differ).toBeGreaterThan(0.005);
    expect(differ).toBeLessThan(0.025);
  });

  it('differs for the same children, in the same way, all the school year', () => {
    const [september, october] = ['2026-09', '2026-10'].map((month) => otherSchooling(month, '2026-2027'));
    const both = [...(september?.keys() ?? [])].filter((id) => october?.has(id));
    expect(both.length / (september?.size ?? 0)).toBeGreaterThan(0.95);
    expect(both.filter((id) => september?.get(id) !== october?.get(id)).length).toBeLessThan(3);
  });
});

describe('social security', () => {
  const covers = rows('2026-09', 'social_security.csv');
  const registry = members('2026-09');
  const coverOf = (one: Row) => registry.get(one.person_id)?.social_cover ?? '';
  const inForce = (one: Row) =>
    (one.from ?? '') <= '2026-09-30' && (one.to === '' || (one.to ?? '') >= '2026-09-30');

  it('names everybody whom the registry has as covered', () => {
    const covered = [...registry.values()].filter(
      (one) => one.deceased_on === '' && !['', 'NONE'].includes(one.social_cover ?? ''),
    );
    const named = new Set(covers.map((one) => one.person_id));
    expect(covered.length).toBeGreaterThan(10);
    expect(covered.filter((one) => !named.has(one.person_id))).toEqual([]);
  });

  it('knows a few covers that the registry does not, and some that are past', () => {
    const unknown = covers.filter((one) => inForce(one) && coverOf(one) === 'NONE');
    expect(unknown.length).toBeGreaterThan(0);
    expect(unknown.length).toBeLessThan(8);
    expect(covers.filter((one) => !inForce(one)).length).toBeGreaterThan(0);
    expect(covers.filter((one) => (one.to ?? '') !== '' && (one.to ?? '') < (one.from ?? ''))).toEqual([]);
  });
});
