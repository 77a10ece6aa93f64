import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keptSettings, settingChanges } from './settings.js';

const folder = mkdtempSync(join(tmpdir(), 'sarf-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ONE = 'providers:\n  - { code: POSTE }\n  - { code: CDG, ids: [B, A] }\n';
let n = 0;
function kept(text: string) {
  const file = join(folder, `${++n}.yaml`);
  writeFileSync(file, text);
  return keptSettings(file);
}
const changes = (before: string, after: string) => settingChanges(kept(before), kept(after));

test.each<[what: string, after: string]>([
  ['a default that is written out', `${ONE}limits: { total_change: 0.050 }\nprogramme: ASD\n`],
  ['another order', 'providers:\n  - { ids: [A, B], code: CDG }\n  - { code: POSTE, format: csv }\n'],
  [
    'what is set anew each month, or only reports',
    `${ONE}execution_date: 2026-05-29\nengine: { memory: 4GB }\noffices:\n  - { code: ELJADIDA, provinces: ["06.181"], opened_on: 2026-02-18 }\n`,
  ],
])('%s is no change', (_, after) => expect(changes(ONE, after)).toEqual([]));

test.each<[key: string, before: string | null, after: string | null, text: string]>([
  ['programme', 'ASD', 'AS2', `${ONE}programme: AS2\n`],
  [
    'debtor.account',
    null,
    '310810000000000000000079',
    `${ONE}debtor: { account: "310810000000000000000079" }\n`,
  ],
  ['limits.total_change', '0.05', '0.06', `${ONE}limits: { total_change: 0.06 }\n`],
  [
    'providers.POSTE.format',
    'csv',
    'pain.001.001.09',
    ONE.replace('POSTE', 'POSTE, format: pain.001.001.09'),
  ],
  ['providers.CDG.ids', 'A B', 'A', ONE.replace('[B, A]', '[A]')],
])('%s is named with what it was and is', (key, before, after, text) =>
  expect(changes(ONE, text)).toEqual([{ key, before, after }]),
);

test('an institution that came or went is told by each of its keys', () => {
  const keys = changes(ONE, 'providers:\n  - { code: POSTE }\n').map((one) => one.key);
  expect(keys).toContain('providers.CDG.name');
  expect(keys.every((key) => key.startsWith('providers.CDG.'))).toBe(true);
});

test('a configuration of another version is taken as it is written', () => {
  const old = `${ONE}limits: { total_change: 0.07, of_another_version: 1 }\n`;
  const found = changes(old, ONE);
  expect(found).toContainEqual({ key: 'limits.total_change', before: '0.07', after: '0.05' });
  expect(found).toContainEqual({ key: 'limits.of_another_version', before: '1', after: null });
});

test('a ceiling is told when it is left out, not when it is another', () => {
  const ceiling = (text: string) => `${ONE}budget: ${text}\n`;
  expect(changes(ceiling('100'), ceiling('200'))).toEqual([]);
  expect(changes(ONE, ceiling('100'))).toEqual([]);
  expect(changes(ceiling('100'), ONE)).toEqual([{ key: 'budget', before: '100', after: null }]);
});
