import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { SOFTWARE } from '../version.js';
import { BUILT_IN_RULES } from './built-in.js';
import { compareRules } from './compare.js';
import { builtInRules, loadRules, textsOf } from './load.js';

const fileOf = (file: string) => new URL(`./${file}`, import.meta.url);
const EARLIER = BUILT_IN_RULES.filter((one) => one.file !== 'asd.yaml');

describe('the built-in rules of every version are kept: its runs are explained with them', () => {
  test.each(BUILT_IN_RULES)('$version: $file is the file of that version, byte by byte', (one) => {
    const sha256 = createHash('sha256')
      .update(readFileSync(fileOf(one.file)))
      .digest('hex');
    expect(
      sha256,
      `the rules of ${one.version} are gone: copy them as they were to built-in/${one.version}.yaml, and name that file in built-in.ts`,
    ).toBe(one.sha256);
  });

  test('a version stands once, this version among them', () => {
    const versions = BUILT_IN_RULES.map((one) => one.version);
    expect([...new Set(versions)]).toEqual(versions);
    expect(versions, `built-in.ts needs a line of version ${SOFTWARE.version}`).toContain(SOFTWARE.version);
  });

  test('no other file is kept', () => {
    const kept = readdirSync(fileOf('built-in')).map((name) => `built-in/${name}`);
    expect(kept.sort()).toEqual([...new Set(EARLIER.map((one) => one.file))].sort());
  });
});

test.each(BUILT_IN_RULES)('the rules of $version are found by their hash', ({ sha256 }) => {
  expect(builtInRules(sha256)?.sha256).toBe(sha256);
});

test('no rules are found by the hash of another file', () => {
  expect(builtInRules('0'.repeat(64))).toBeNull();
});

test('version 0.1.0 has the values of 0.2.0: its own file differs in texts alone', () => {
  const [older, newer] = ['0.1.0', '0.2.0'].map((version) => {
    const sha256 = BUILT_IN_RULES.find((one) => one.version === version)?.sha256 ?? '';
    return builtInRules(sha256);
  });
  if (!older || !newer) throw new Error('the rules of 0.1.0 and 0.2.0 are not kept');
  for (const month of ['2023-12', '2024-09', '2025-11', '2025-12', '2026-01'])
    expect(compareRules(older, month, newer, month)).toEqual([]);
});

describe('an earlier file that has its texts in English alone', () => {
  /** The title of a French publication. */
  const SAME_IN_BOTH = ["ANSS, Typologies d'aides"];

  it.each(EARLIER)('$version: each text has its French, found or given as --rules', ({ file, sha256 }) => {
    const found = builtInRules(sha256);
    if (found === null) throw new Error(`${file} is not kept`);
    const texts = textsOf(found);
    expect(texts.length).toBeGreaterThan(60);
    const untold = texts.filter((text) => text.fr === text.en).map((text) => text.en);
    expect([...new Set(untold)]).toEqual(SAME_IN_BOTH);
    expect(loadRules(fileOf(file).pathname)).toEqual(found);
  });

  it.each(EARLIER)('$version: the English is that of the file', ({ file, sha256 }) => {
    const written = readFileSync(fileOf(file), 'utf8');
    const found = builtInRules(sha256);
    for (const text of found === null ? [] : textsOf(found)) expect(written).toContain(text.en);
  });

  it('an English text has one French in all built-in files', () => {
    const french = new Map<string, Set<string>>();
    for (const { sha256 } of BUILT_IN_RULES)
      for (const { en, fr } of textsOf(builtInRules(sha256) ?? loadRules()))
        french.set(en, (french.get(en) ?? new Set()).add(fr));
    expect([...french].filter(([, all]) => all.size > 1)).toEqual([]);
  });
});
