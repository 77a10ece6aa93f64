import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { isRib } from '#sarf/domain/rib.js';
import { monthSerial } from './calendar.js';
import { INSTITUTIONS } from './institutions.js';
import type { Order } from './order.js';
import { generate } from './registry.js';

type Row = Record<string, string>;

const root = mkdtempSync(join(tmpdir(), 'sarf-generate-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;

/** Generates into a folder of its own; returns the folder. */
function generated(order: Partial<Order>) {
  const out = join(root, String(folders++));
  const from = monthSerial('2026-09') ?? 0;
  const { tallies } = generate({ families: 3000, from, months: 2, seed: 1, defects: 0, ...order, out });
  return { out, tallies };
}

function rows(out: string, month: string, file: string): Row[] {
  return parse(readFileSync(join(out, month, file)), { columns: true }) as Row[];
}

function digest(out: string, path: string): string {
  return createHash('sha256')
    .update(readFileSync(join(out, path)))
    .digest('hex');
}

const FILES = ['households.csv', 'members.csv', 'control.csv'];
const OPTIONAL = ['residents.csv', 'schooling.csv', 'social_security.csv'];

describe('the same order', () => {
  it('gives the same bytes twice, defects included', () => {
    const order = { defects: 0.02, residents: true, partners: true };
    const [a, b] = [generated(order), generated(order)];
    for (const month of ['2026-09', '2026-10']) {
      for (const file of [...FILES, ...OPTIONAL])
        expect(digest(a.out, `${month}/${file}`)).toBe(digest(b.out, `${month}/${file}`));
      expect(digest(a.out, `defects-${month}.csv`)).toBe(digest(b.out, `defects-${month}.csv`));
    }
  });

  it('gives a month the same bytes however many months follow it', () => {
    const order = { residents: true, partners: true };
    const [short, long] = [generated({ ...order, months: 2 }), generated({ ...order, months: 4 })];
    for (const file of [...FILES, ...OPTIONAL])
      expect(digest(short.out, `2026-10/${file}`)).toBe(digest(long.out, `2026-10/${file}`));
  });

  it('gives the registry the same bytes with residents and partners as without', () => {
    const [plain, full] = [generated({}), generated({ residents: true, partners: true })];
    for (const file of ['households.csv', 'members.csv'])
      expect(digest(plain.out, `2026-10/${file}`)).toBe(digest(full.out, `2026-10/${file}`));
    for (const file of OPTIONAL) {
      expect(existsSync(join(plain.out, '2026-10', file))).toBe(false);
      expect(rows(full.out, '2026-10', file).length).toBeGreaterThan(5);
    }
    for (const { file, rows: count } of rows(full.out, '2026-10', 'control.csv'))
      expect(rows(full.out, '2026-10', file ?? '').length).toBe(Number(count));
  });

  it('gives other bytes for another seed', () => {
    expect(digest(generated({ seed: 2 }).out, '2026-09/members.csv')).not.toBe(
      digest(generated({ seed: 1 }).out, '2026-09/members.csv'),
    );
  });
});

describe('a clean extract', () => {
  const { out } = generated({ months: 6, from: monthSerial('2026-06') ?? 0 });
  const months = ['2026-06', '2026-07', '2026-08', '2026-09', '2026-10', '2026-11'];
  const ends = ['2026-06-30', '2026-07-31', '2026-08-31', '2026-09-30', '2026-10-31', '2026-11-30'];

  it.each(months)('of %s names nobody twice and has right accounts, each of one household', (month) => {
    const households = rows(out, month, 'households.csv');
    const members = rows(out, month, 'members.csv');
    expect(new Set(households.map((h) => h.household_id)).size).toBe(households.length);
    expect(new Set(members.map((m) => m.person_id)).size).toBe(members.length);
    const accounts = households.flatMap((h) => (h.account ? [h.account] : []));
    expect(accounts.filter((account) => !isRib(account))).toEqual([]);
    expect(new Set(accounts).size).toBe(accounts.length);
    expect(households.filter((h) => (h.channel === 'ACCOUNT') !== (h.account !== ''))).toEqual([]);
  });

  it.each(months)('of %s keeps to the contract', (month) => {
    const end = ends[months.indexOf(month)] ?? '';
    const codes = new Set(INSTITUTIONS.map((i) => i.code));
    for (const h of rows(out, month, 'households.csv')) {
      expect(h.household_id).toMatch(/^[A-Z0-9][A-Z0-9-]{0,19}$/);
      expect(h.ise_score).toMatch(/^[0-9]{1,2}(\.[0-9]{1,6})?$/);
      expect(h.payee_name).toMatch(/^.{1,140}$/);
      expect(codes.has(h.provider ?? '')).toBe(true);
      expect((h.enrolled_on ?? '') <= end).toBe(true);
    }
    const living = new Map<string, Row[]>();
    for (const m of rows(out, month, 'members.csv')) {
      expect(m.person_id).toMatch(/^[A-Z0-9]{6,20}$/);
      expect(m.birth_date).toMatch(/^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$/);
      expect((m.birth_date ?? '') <= end).toBe(true);
      if (m.deceased_on) expect(m.deceased_on >= (m.birth_date ?? '') && m.deceased_on <= end).toBe(true);
      else living.set(m.household_id ?? '', [...(living.get(m.household_id ?? '') ?? []), m]);
    }
    const held = rows(out, month, 'households.csv').filter((h) => {
      const payee = living.get(h.household_id ?? '')?.find((m) => m.person_id === h.payee_id);
      return h.status === 'ACTIVE' && (!payee || Number(payee.birth_date?.slice(0, 4)) > 2008);
    });
    expect(held.length).toBeLessThanOrEqual(3);
  });

  it('shows the same families again, a little changed', () => {
    for (let i = 1; i < months.length; i++) {
      const [before, after] = [months[i - 1] ?? '', months[i] ?? ''].map(
        (month) => new Map(rows(out, month, 'households.csv').map((h) => [h.household_id, h])),
      );
      const kept = [...(before?.keys() ?? [])].filter((id) => after?.has(id));
      expect(kept.length).toBeGreaterThan(2940);
      expect(kept.length).toBeLessThan(3000);
      const changed = kept.filter((id) => JSON.stringify(before?.get(id)) !== JSON.stringify(after?.get(id)));
      expect(changed.length).toBeGreaterThan(5);
      expect(changed.length).toBeLessThan(90);
      const moved = kept.filter((id) => before?.get(id)?.province_code !== after?.get(id)?.province_code);
      expect(moved).toEqual([]);
      const entered = [...(after?.keys() ?? [])].filter((id) => !before?.has(id));
      expect(entered.length).toBe(8);
      expect(entered.filter((id) => after?.get(id)?.enrolled_on?.slice(0, 7) !== months[i])).toEqual([]);
    }
  });

  it('keeps a person what he or she was born', () => {
    const birth = (month: string) => new Map(rows(out, month, 'members.csv').map((m) => [m.person_id, m]));
    const [first, last] = [birth('2026-06'), birth('2026-11')];
    const both = [...first.keys()].filter((id) => last.has(id));
    expect(both.length).toBeGreaterThan(9000);
    const other = both.filter((id) => {
      const [a, b] = [first.get(id), last.get(id)];
      return a?.birth_date !== b?.birth_date || a?.sex !== b?.sex || a?.household_id !== b?.household_id;
    });
    expect(other).toEqual([]);
  });

  it('lets children move up in September, never down, and stay in their level until the next', () => {
    const order = ['PRIMARY', 'LOWER_SECONDARY', 'UPPER_SECONDARY', 'OTHER'];
    const levels = (month: string) =>
      new Map(
        rows(out, month, 'members.csv').flatMap((m): [string, Row][] =>
          m.schooled === 'Y' ? [[m.person_id ?? '', m]] : [],
        ),
      );
    for (let i = 1; i < months.length; i++) {
      const [before, after] = [levels(months[i - 1] ?? ''), levels(months[i] ?? '')];
      const both = [...before.keys()].filter((id) => after.has(id));
      expect(both.length).toBeGreaterThan(2000);
      const steps = both.map((id) => {
        const [was, is] = [before.get(id)?.school_level ?? '', after.get(id)?.school_level ?? ''];
        return order.indexOf(is) - order.indexOf(was);
      });
      expect(steps.filter((step) => step < 0 || step > 1)).toEqual([]);
      if (months[i] === '2026-09') expect(steps.filter((step) => step === 1).length).toBeGreaterThan(300);
      else expect(steps.every((step) => step === 0)).toBe(true);
    }
  });

  it('does not keep the rows of a household together', () => {
    const members = rows(out, '2026-09', 'members.csv');
    expect(members.filter((m, i) => m.household_id === members[i + 1]?.household_id)).toEqual([]);
  });

  it('says in its control file how many rows it holds', () => {
    for (const { file, rows: count } of rows(out, '2026-09', 'control.csv')) {
      expect(rows(out, '2026-09', file ?? '').length).toBe(Number(count));
    }
  });

  it('holds names with accents, quotes, commas and Arabic letters', () => {
    const names = rows(out, '2026-09', 'households.csv').map((h) => h.payee_name ?? '');
    for (const kind of [/[ïâé]/, /"/, /,/, /'/, /[\u0600-\u06ff]/]) {
      expect(names.some((name) => kind.test(name))).toBe(true);
    }
  });
});

describe('20,000 families', () => {
  const { tallies } = generated({ families: 20_000, months: 3 });

  it('resemble the published population', () => {
    for (const tally of tallies) {
      const scale = tally.families / 3_900_000;
      const near = (measured: number, published: number, tolerance: number) =>
        expect(Math.abs(measured / (published * scale) - 1)).toBeLessThan(tolerance);
      near(tally.persons, 12_500_000, 0.03);
      near(tally.children, 5_500_000, 0.03);
      near(tally.elderly, 1_700_000, 0.05);
      near(tally.widows, 386_000, 0.1);
      near(tally.fatherless, 130_000, 0.25);
      near(tally.aid, 2_300_000_000_00, 0.045);
      expect(Math.abs(tally.paidFlat / tally.paid - 0.39)).toBeLessThan(0.015);
      expect(Math.abs(tally.ruralChildren / tally.children - 0.61)).toBeLessThan(0.02);
      expect(Math.abs(tally.schoolAged / tally.children - 0.75)).toBeLessThan(0.02);
      expect(Math.abs(tally.schooled / tally.schoolAged - 0.9)).toBeLessThan(0.02);
    }
  });

  it('get the grants of the published size in a September', () => {
    const [september, october] = tallies;
    if (!september || !october) throw new Error('a month is missing');
    const scale = september.families / 3_900_000;
    expect(Math.abs(september.schoolChildren / (3_100_000 * scale) - 1)).toBeLessThan(0.03);
    expect(Math.abs(september.schoolGrant / (700_600_000_00 * scale) - 1)).toBeLessThan(0.03);
    expect(Math.abs(september.schoolGrant / september.schoolChildren / 226_00 - 1)).toBeLessThan(0.03);
    expect([october.schoolChildren, october.schoolGrant]).toEqual([0, 0]);
  });

  it('get six months of birth grants in a first run, and then a month of them each month', () => {
    // Few of them in a small registry: five are taken together.
    const [backlog, monthly] = [2, 3, 4, 5, 6].reduce(
      ([first = 0, later = 0], seed) => {
        const [a, b, c] = generated({ families: 20_000, months: 3, seed }).tallies;
        return [
          first + (a?.birthHouseholds ?? 0),
          later + ((b?.birthHouseholds ?? 0) + (c?.birthHouseholds ?? 0)) / 2,
        ];
      },
      [0, 0],
    );
    const published = (42_800 / 14) * (100_000 / 3_900_000);
    expect(Math.abs((backlog ?? 0) / (published * 6) - 1)).toBeLessThan(0.12);
    expect(Math.abs((monthly ?? 0) / published - 1)).toBeLessThan(0.2);
  });

  it('change little from one month to the next, in every province', () => {
    for (let i = 1; i < tallies.length; i++) {
      const [before, after] = [tallies[i - 1], tallies[i]];
      if (!before || !after) throw new Error('a month is missing');
      expect(Math.abs(after.paid / before.paid - 1)).toBeLessThan(0.01);
      expect(Math.abs(after.aid / before.aid - 1)).toBeLessThan(0.02);
      expect(after.held / after.families).toBeLessThan(0.001);
      after.aidByProvince.forEach((aid, province) => {
        expect(Math.abs(aid / (before.aidByProvince[province] ?? 0) - 1)).toBeLessThan(0.05);
      });
    }
  });
});

describe('the folder', () => {
  it('is refused when it holds a file that would be read as part of the extract', () => {
    const out = join(root, 'foreign');
    mkdirSync(join(out, '2026-09'), { recursive: true });
    writeFileSync(join(out, '2026-09', 'members-2.csv'), '');
    const order = { families: 10, from: monthSerial('2026-09') ?? 0, months: 1, seed: 1, defects: 0, out };
    expect(() => generate(order)).toThrow('members-2.csv');
  });

  it('loses the list of defects and the files not asked for when it is generated again', () => {
    const { out } = generated({ defects: 0.05, families: 300, residents: true, partners: true });
    expect(existsSync(join(out, 'defects-2026-09.csv'))).toBe(true);
    for (const file of OPTIONAL) expect(existsSync(join(out, '2026-09', file))).toBe(true);
    generate({ families: 300, from: monthSerial('2026-09') ?? 0, months: 1, seed: 1, defects: 0, out });
    expect(existsSync(join(out, 'defects-2026-09.csv'))).toBe(false);
    for (const file of OPTIONAL) expect(existsSync(join(out, '2026-09', file))).toBe(false);
  });
});
