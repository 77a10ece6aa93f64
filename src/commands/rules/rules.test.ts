import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { expectError, jsonOf, sarf, temporaryFolder } from '../../../fixtures/harness/sarf.js';
import { PARAMETER_NAMES } from '../../rules/schema.js';

/** `sarf rules` shows what is in force in a month, and says what is assumed. */
const folder = temporaryFolder('rules');
const BUILT_IN = fileURLToPath(new URL('../../rules/asd.yaml', import.meta.url));

type Shown = {
  parameters: {
    name: string;
    value: string | null;
    from: string | null;
    reference: unknown;
    assumed: unknown;
  }[];
};
const shownAs = ({ parameters }: Shown, name: string) => parameters.find((one) => one.name === name);

test('every parameter is shown, with a value and a source: the child allowance before and from 2026-01', async () => {
  const before = jsonOf<Shown>(await sarf(['rules', '--period', '2025-12', '--json']));
  const after = jsonOf<Shown>(await sarf(['rules', '--period', '2026-01', '--json']));
  expect(after.parameters.map(({ name }) => name)).toEqual(PARAMETER_NAMES);
  for (const one of after.parameters.filter(({ from }) => from !== null))
    expect(one.reference ?? one.assumed, one.name).not.toBeNull();
  expect(shownAs(before, 'child_first_ranks_schooled')).toMatchObject({ value: '250', from: '2025-11' });
  expect(shownAs(after, 'child_first_ranks_schooled')).toMatchObject({ value: '300', from: '2026-01' });
});

test('as a page, in English and in French, with the assumptions', async () => {
  const english = await sarf(['rules', '--period', '2026-10']);
  expect(english.stdout).toMatch(/Child of the first ranks, aged 0-5 or schooled, a month +300\.00 DH\n/);
  expect(english.stdout).toContain('Assumed, and why');
  const french = await sarf(['rules', '--period', '2026-10', '--lang', 'fr']);
  expect(french.stdout).toMatch(/^Aide sociale directe · octobre 2026\n/);
  expect(french.stdout).toMatch(/par mois +300,00 DH\n/);
});

test('--out writes the built-in file to start from, and never over another', async () => {
  const path = join(folder, 'decree.yaml');
  expect((await sarf(['rules', '--out', path])).code).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe(readFileSync(BUILT_IN, 'utf8'));
  expectError(await sarf(['rules', '--out', path]), 2, /decree\.yaml: there is a file of this name/);
  expectError(
    await sarf(['rules', '--out', join(folder, 'no', 'x.yaml')]),
    2,
    /cannot be written \(ENOENT\)/,
  );
  expect((await sarf(['rules', '--period', '2026-10', '--rules', path])).code).toBe(0);
});

test('a month before the programme is refused', async () => {
  expectError(await sarf(['rules', '--period', '2020-01']), 2, /2020-01/);
});
