import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { isRib } from '#sarf/domain/rib.js';
import { monthOf, monthSerial } from './calendar.js';
import { DefectList } from './defect-list.js';
import { Identifiers } from './ids.js';
import { placesFor } from './places.js';
import { Prng } from './prng.js';
import { ResidentSheet } from './resident-sheet.js';
import { admit, blankResident, liveOn, residentsOf } from './residents.js';

type Row = Record<string, string>;

const root = mkdtempSync(join(tmpdir(), 'sarf-residents-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const MONTHS = ['2026-08', '2026-09', '2026-10', '2026-11', '2026-12', '2027-01'];
const ENDS = ['2026-08-31', '2026-09-30', '2026-10-31', '2026-11-30', '2026-12-31', '2027-01-31'];

/** Writes the residents of so many families, which are not made themselves; the folder. */
function written(families: number, defects: number): string {
  const folder = mkdtempSync(join(root, 'x'));
  const registry = { seed: 1, ids: new Identifiers(1), places: placesFor(families) };
  const sheets = MONTHS.map((label) => {
    const month = monthOf(monthSerial(label) ?? 0);
    const list = defects > 0 ? new DefectList(folder, label) : undefined;
    const path = join(folder, `residents-${label}.csv`);
    const sheet = new ResidentSheet(path, month, registry, defects, list);
    for (let i = 0; i < 200; i++) sheet.rememberChild(`P${100_000 + i}`);
    return { month, list, sheet };
  });
  const resident = blankResident();
  const prng = new Prng();
  for (const one of residentsOf(families, sheets.length)) {
    sheets.forEach(({ month, sheet }, i) => {
      if (i < one.entry) return;
      if (i === one.entry) admit(resident, prng, registry, month, one);
      else liveOn(resident, prng, registry, month);
      if (!resident.gone) sheet.put(resident);
    });
  }
  for (const { sheet, list } of sheets) {
    sheet.close();
    list?.close();
  }
  return folder;
}

const rowsOf = (path: string): Row[] => parse(readFileSync(path), { columns: true }) as Row[];
const monthsIn = (folder: string) => MONTHS.map((label) => rowsOf(join(folder, `residents-${label}.csv`)));

describe('residents of a national registry', () => {
  const rows = monthsIn(written(3_900_000, 0));

  it('are as many as assumed, in every month', () => {
    rows.forEach((month, i) => {
      const here = month.filter((one) => one.left_on === '');
      const children = here.filter((one) => one.category !== 'ELDERLY');
      const minors = children.filter(
        (one) => (one.birth_date ?? '') > `${Number(ENDS[i]?.slice(0, 4)) - 18}${ENDS[i]?.slice(4)}`,
      );
      expect(Math.abs(minors.length / 9_000 - 1)).toBeLessThan(0.02);
      expect(Math.abs((here.length - children.length) / 6_000 - 1)).toBeLessThan(0.02);
    });
  });

  it('keep to the contract', () => {
    rows.forEach((month, i) => {
      const end = ENDS[i] ?? '';
      expect(new Set(month.map((one) => one.person_id)).size).toBe(month.length);
      const bad = month.filter(
        (one) =>
          !/^R[0-9]{10}$/.test(one.person_id ?? '') ||
          !isRib(one.account ?? '') ||
          !['ORPHAN', 'ABANDONED', 'ELDERLY'].includes(one.category ?? '') ||
          (one.birth_date ?? '') > (one.admitted_on ?? '') ||
          (one.admitted_on ?? '') > end ||
          (one.left_on !== '' &&
            ((one.left_on ?? '') < (one.admitted_on ?? '') || (one.left_on ?? '') > end)) ||
          !/^([0-9]+(\.[0-9]{1,2})?)?$/.test(one.scholarship ?? '') ||
          (one.category === 'ELDERLY' && one.scholarship !== '') ||
          (one.provider === 'CDG') === (one.category === 'ELDERLY'),
      );
      expect(bad).toEqual([]);
    });
  });

  it('come of age, leave, enter, and keep what they were born', () => {
    const adults = rows.map(
      (month, i) =>
        month.filter(
          (one) =>
            one.category !== 'ELDERLY' &&
            (one.birth_date ?? '') <= `${Number(ENDS[i]?.slice(0, 4)) - 18}${ENDS[i]?.slice(4)}`,
        ).length,
    );
    expect(adults[0]).toBe(0);
    expect(adults[1]).toBeGreaterThan(15);
    for (let i = 1; i < rows.length; i++) {
      const before = new Map(rows[i - 1]?.map((one) => [one.person_id, one]));
      const after = new Map(rows[i]?.map((one) => [one.person_id, one]));
      const kept = [...before.keys()].filter((id) => after.has(id));
      const constant = ['name', 'birth_date', 'category', 'institution_id', 'province_code', 'admitted_on'];
      expect(
        kept.filter((id) => constant.some((column) => before.get(id)?.[column] !== after.get(id)?.[column])),
      ).toEqual([]);
      const label = MONTHS[i] ?? '';
      const entered = [...after.values()].filter((one) => !before.has(one.person_id));
      expect(entered.length).toBeGreaterThan(100);
      expect(entered.filter((one) => one.admitted_on?.slice(0, 7) !== label)).toEqual([]);
      const leaving = [...after.values()].filter((one) => one.left_on?.slice(0, 7) === label);
      expect(leaving.length).toBeGreaterThan(80);
      // Who has left is listed once more, then no longer.
      const dropped = [...before.values()].filter((one) => !after.has(one.person_id));
      expect(dropped.every((one) => one.left_on !== '')).toBe(true);
    }
  });
});

it('the smallest registry has a child that comes of age in the second month', () => {
  const rows = monthsIn(written(100, 0));
  expect(rows[0]?.length).toBe(6);
  const first = rows[1]?.[0];
  expect((first?.birth_date ?? '') > '2008-08-31' && (first?.birth_date ?? '') <= '2008-09-30').toBe(true);
});

describe('defects', () => {
  const [clean, spoilt] = [written(3_900_000, 0), written(3_900_000, 0.02)];

  it.each(MONTHS.slice(0, 2))(
    'of %s are listed with their lines, each kind as often as the others',
    (month) => {
      const lines = (folder: string) =>
        readFileSync(join(folder, `residents-${month}.csv`), 'latin1')
          .trimEnd()
          .split('\n');
      const sound = new Set(lines(clean));
      const text = lines(spoilt);
      const changed = text.flatMap((line, i) => (sound.has(line) ? [] : [i + 1]));
      const twice = text.flatMap((line, i) => (text.indexOf(line) === text.lastIndexOf(line) ? [] : [i + 1]));
      const listed = rowsOf(join(spoilt, `defects-${month}.csv`));
      const numbers = (rows: readonly Row[]) => rows.map((one) => Number(one.line)).sort((a, b) => a - b);
      const repeated = listed.filter(({ code }) => code === 'DUPLICATE_RESIDENT');
      expect(numbers(repeated)).toEqual(twice);
      expect(numbers(listed.filter((one) => !repeated.includes(one)))).toEqual(changed);
      expect(Math.abs(listed.length / text.length / 0.02 - 1)).toBeLessThan(0.12);
      const counts = new Map<string, number>();
      for (const { code = '' } of listed) counts.set(code, (counts.get(code) ?? 0) + 1);
      expect(counts.size).toBe(23);
      expect(counts.get('PERSON_IN_HOUSEHOLD')).toBeGreaterThan(5);
    },
  );
});
