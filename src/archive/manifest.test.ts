import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson, digest, type Json } from '../domain/canonical.js';
import { MANIFEST_FILE, MANIFEST_FORMAT, type ManifestBody, manifestText, seal } from './manifest.js';
import { manifestSchema } from './manifest-schema.js';
import { readManifest } from './read-manifest.js';

const body: ManifestBody = {
  format: MANIFEST_FORMAT,
  programme: 'ASD',
  period: '2026-01',
  kind: 'regular',
  run_id: '0123456789ab',
  prior: null,
  software: { name: 'sarf', version: '0.0.0' },
  rules: { sha256: 'r' },
  configuration: { sha256: 'c' },
  inputs: [],
  counts: {
    households: 0,
    members: 0,
    quarantined_rows: 0,
    compositions: 0,
    above_usual_maximum: 0,
    decisions: [],
  },
  totals: { entitlement: '0.00', arrears: '0.00', recovery: '0.00', net: '0.00', orders: 0 },
  bridge: [],
  controls: [],
  status: 'PASS',
  files: [],
};
const sealed = seal(body);
const folder = mkdtempSync(join(tmpdir(), 'sarf-manifest-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the seal is the SHA-256 of the canonical JSON of everything else', () => {
  it('and so does not depend on itself', () => {
    const { seal: bore, ...rest } = sealed;
    expect(bore).toBe(digest(body));
    expect(bore).toBe(digest(rest));
  });

  it('one manifest has one text: canonical keys, two blanks a level, a newline at the end', () => {
    const text = manifestText(sealed);
    expect(text).toBe(`${JSON.stringify(JSON.parse(canonicalJson(sealed)), null, 2)}\n`);
    expect(text).toMatch(/^\{\n {2}"bridge": \[\],\n {2}"configuration"/);
  });
});

describe('a manifest is read back only when it is what was sealed', () => {
  const write = (text: string | Buffer) => writeFileSync(join(folder, MANIFEST_FILE), text);
  beforeEach(() => rmSync(join(folder, MANIFEST_FILE), { recursive: true, force: true }));

  it('the text that was sealed', () => {
    write(manifestText(sealed));
    expect(readManifest(folder)).toEqual({ manifest: sealed, problem: '' });
  });

  const { seal: _, ...unsealed } = sealed;
  it.each([
    [
      'another total under the old seal',
      manifestText({ ...sealed, status: 'HOLD' }),
      'does not bear the seal',
    ],
    ['another seal', manifestText({ ...sealed, seal: 'f'.repeat(64) }), 'does not bear the seal'],
    ['no seal', manifestText(unsealed), 'does not bear the seal'],
    [
      'the same keys in another order',
      `${JSON.stringify(sealed, null, 2)}\n`,
      'is not written as it was sealed',
    ],
    ['one blank more', manifestText(sealed).replace('": ', '":  '), 'is not written as it was sealed'],
    ['no newline at the end', manifestText(sealed).trimEnd(), 'is not written as it was sealed'],
    [
      'a key that stands twice',
      manifestText(sealed).replace('{', '{\n  "status": "PASS",'),
      'is not written as',
    ],
    ['another format', manifestText({ ...sealed, format: 'sarf-run/2' }), 'is of format "sarf-run/2"'],
    ['no JSON', '{', 'is no manifest'],
    ['a list', '[]\n', 'is no manifest'],
    ['null', 'null\n', 'is no manifest'],
    ['a fraction', '{\n  "a": 0.5\n}\n', 'is no manifest'],
    ['nothing', '', 'is no manifest'],
  ])('%s is a difference', (_, text, problem) => {
    write(text);
    expect(readManifest(folder)).toEqual({ manifest: null, problem: expect.stringContaining(problem) });
  });

  it('no file, or a folder in its place', () => {
    expect(readManifest(folder).problem).toBe('manifest.json is missing');
    mkdirSync(join(folder, MANIFEST_FILE));
    expect(readManifest(folder).problem).toBe('manifest.json is no plain file');
  });
});

describe('a manifest that bears its seal is refused unless it has the keys of a manifest', () => {
  const run = { run_id: '0123456789ab', seal: 's' };
  const line = { line: 'Net', families: 0, amount: '0.00' };
  const file = { path: 'orders/0001.csv', sha256: 'f', bytes: 1, rows: 1, orders: 1, total: '0.00' };
  const decision = { decision: 'PAY', reason: '', entitlement: '0.00' };
  const { counts, totals } = body;
  /** A manifest with every key that one may have. */
  const full: ManifestBody = {
    ...body,
    prior: run,
    prior_supplements: [run],
    gap: { decision: 'OWED', months: ['2026-08'], lapsed: ['2025-08'], accrued: 1, reason: 'note 1' },
    without_history: [{ month: '2026-05', state: 'LEFT_OUT', decided_in: '2026-07', reason: 'lost' }],
    supplement: { number: 1, regular: run, earlier: [run] },
    inputs: [
      { path: 'all.zip', entry: 'households.csv', sha256: 'i', content_sha256: 'i', bytes: 1, rows: 1 },
    ],
    extract: {
      newest: { birth: '2026-01-01', death: '2026-01-01', enrolment: '2026-01-01', admission: '2026-01-01' },
      compared: 1,
    },
    returned: [{ provider: 'POSTE', orders: 1, total: '1.00' }],
    parallel: {
      ...{ sha256: 'p', families: 1, other_net: '1.00', alike: 0 },
      causes: [{ cause: 'ONLY_HERE', families: 1, net: '1.00', other_net: '0.00', difference: '1.00' }],
    },
    opening: {
      grants: [{ kind: 'BIRTH', year: 0, grants: 1, amount: '2000.00' }],
      capital: { persons: 1, amount: '500.00' },
      with_composition: 0,
    },
    counts: {
      ...counts,
      decisions: [{ ...decision, households: 1 }],
      partners: [
        {
          ...{ source: 'school', rows: 0, followed: 0, not_in_force: 0, unknown_person: 0, untrusted: 0 },
          overrides: [{ field: 'schooled', members: 1 }],
        },
      ],
    },
    bridge: [line],
    residents: {
      rows: 0,
      quarantined_rows: 0,
      decisions: [{ ...decision, residents: 1 }],
      totals: { ...totals, monthly_aid: '0.00', capital_topup: '0.00' },
      bridge: [line],
    },
    owed: {
      basis: 'b',
      debts: {
        ...{ start: '0.00', accrued: '0.00', returned: '0.00', adjustments: '0.00', paid: '0.00' },
        ...{ cancelled: '0.00', end: '0.00', unknown_months: 0 },
      },
      recoveries: {
        ...{ start: '0.00', opened: '0.00', recovered: '0.00', written_off: '0.00', end: '0.00' },
        repaid: '0.00',
      },
      one_off: '0.00',
      adjustments: { rows: 0, applied: 0, known: 0, quarantined_rows: 0 },
      lapsing: {
        lapsed: { debts: 0, amount: '0.00' },
        soon: { debts: 0, amount: '0.00' },
        out_of_reach: { debts: 0, amount: '0.00' },
      },
    },
    finals: {
      payments: 1,
      net: '1.00',
      bridge: [{ line: 'FINALS_CURRENT_TOTAL', families: 1, amount: '1.00' }],
    },
    retroactive: { rows: 0, households: 0, arrears: '0.00', recovery: '0.00' },
    controls: [{ control: 'budget', measured: '0.00', limit: '', status: 'PASS', detail: '' }],
    files: [file],
  };

  type Part = {
    readonly type: string;
    readonly entries?: object;
    readonly item?: Part;
    readonly wrapped?: Part;
  };
  type Place = { readonly path: readonly (string | number)[]; readonly optional: boolean };
  /** Every key of the schema, in lists that of their first item. */
  function placesOf(part: Part, path: Place['path'] = []): Place[] {
    if (part.wrapped !== undefined) return placesOf(part.wrapped, path);
    if (part.item !== undefined) return placesOf(part.item, [...path, 0]);
    return Object.entries(part.entries ?? {}).flatMap(([key, entry]: [string, Part]) => [
      { path: [...path, key], optional: entry.type === 'exact_optional' },
      ...placesOf(entry, [...path, key]),
    ]);
  }
  const nameOf = (path: Place['path']) =>
    path
      .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
      .join('')
      .slice(1);
  const places = placesOf(manifestSchema)
    .filter(({ path }) => path[0] !== 'format' && path[0] !== 'seal')
    .map((place) => ({ ...place, name: nameOf(place.path) }));

  /** What is read of the full manifest when one of its keys is another value, or gone, and all is sealed again. */
  function readWith(path: Place['path'], to: Json | undefined) {
    const changed: ManifestBody = JSON.parse(JSON.stringify(full));
    let holder: object = changed;
    for (const key of path.slice(0, -1)) holder = Reflect.get(holder, key);
    const key = path[path.length - 1] ?? '';
    expect(holder).toHaveProperty([key]);
    if (to === undefined) Reflect.deleteProperty(holder, key);
    else Reflect.set(holder, key, to);
    const manifest = seal(changed);
    writeFileSync(join(folder, MANIFEST_FILE), manifestText(manifest));
    return { manifest, read: readManifest(folder) };
  }
  beforeEach(() => rmSync(join(folder, MANIFEST_FILE), { recursive: true, force: true }));

  it('the keys were found', () => expect(places.length).toBeGreaterThan(100));

  it.each(places)('$name of another type', ({ path, name }) => {
    const { read } = readWith(path, false);
    expect(read.manifest).toBeNull();
    expect(read.problem.startsWith(`manifest.json: ${name}: `), read.problem).toBe(true);
    expect(read.problem).toMatch(/ is expected$/);
  });

  it.each(places.filter(({ optional }) => !optional))('$name left out', ({ path, name }) => {
    expect(readWith(path, undefined).read).toEqual({
      manifest: null,
      problem: `manifest.json: ${name}: is missing`,
    });
  });

  it.each(places.filter(({ optional }) => optional))('but not for want of $name', ({ path }) => {
    const { manifest, read } = readWith(path, undefined);
    expect(read).toEqual({ manifest, problem: '' });
  });

  it.each([['prior'], ['owed', 'basis']])('nor where %s %s is null', (...path) => {
    expect(readWith(path, null).read.problem).toBe('');
  });

  it('nor for a key of a later version, which is kept', () => {
    const later = { ...full, totals: { ...totals, later: 'x' }, later: { a: [1] } };
    const manifest = seal(later);
    writeFileSync(join(folder, MANIFEST_FILE), manifestText(manifest));
    expect(readManifest(folder)).toEqual({ manifest, problem: '' });
    expect(readManifest(folder).manifest).toHaveProperty('totals.later', 'x');
  });

  it.each([
    ['a list for a mapping', ['totals'], [], 'totals: a mapping is expected'],
    ['a kind that is none', ['kind'], 'other', 'kind: regular or supplementary or opening is expected'],
    ['a number for a text', ['totals', 'net'], 0, 'totals.net: a text is expected'],
    ['a text for a number', ['files', 0, 'bytes'], '1', 'files[0].bytes: a whole number is expected'],
    ['a mapping for a list', ['files'], {}, 'files: a list is expected'],
  ])('%s', (_, path, to, problem) => {
    expect(readWith(path, to).read.problem).toBe(`manifest.json: ${problem}`);
  });

  it('and is checked in milliseconds, whatever the number of its files', () => {
    const files = Array.from({ length: 500 }, (_, n) => ({ ...file, path: `orders/${n}.csv` }));
    const manifest = seal({ ...full, files });
    writeFileSync(join(folder, MANIFEST_FILE), manifestText(manifest));
    readManifest(folder);
    const times = [1, 2, 3, 4, 5].map(() => {
      const start = performance.now();
      expect(readManifest(folder).problem).toBe('');
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(50);
  });
});
