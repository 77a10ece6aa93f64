import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson, digest, type Json } from '../domain/canonical.js';
import { MANIFEST_FILE, MANIFEST_FORMAT, type ManifestBody, manifestText, seal } from './manifest.js';
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
const sealed = seal(body) as unknown as { readonly [key: string]: Json };
const folder = mkdtempSync(join(tmpdir(), 'sarf-manifest-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the seal is the SHA-256 of the canonical JSON of everything else', () => {
  it('and so does not depend on itself', () => {
    const { seal: bore, ...rest } = sealed;
    expect(bore).toBe(digest(body as unknown as Json));
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
