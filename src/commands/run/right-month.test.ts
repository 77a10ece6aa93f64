import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import {
  copyOf,
  expectError,
  jsonOf,
  runArguments,
  sarf,
  temporaryFolder,
  WIDE,
} from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';

/** The right extract and the right settings: a wrong folder or a forgotten option pays nobody. */
const folder = temporaryFolder('right-month');
const out = join(folder, 'out');
const RULES = fileURLToPath(new URL('../../rules/asd.yaml', import.meta.url));
let extracts: string;
let october: string;

type Controls = { controls: { control: string; status: string; detail: string }[] };
const run = (period: string, registry: string, to: string, ...flags: string[]) =>
  sarf([
    'run',
    '--period',
    period,
    '--registry',
    registry,
    '--out',
    to,
    '--config',
    WIDE,
    '--json',
    ...flags,
  ]);
const control = async (ended: ReturnType<typeof run>, name: string) =>
  jsonOf<Controls>(await ended).controls.find((one) => one.control === name);

/** September and October are released. */
beforeAll(async () => {
  ({ extracts } = await worldIn(folder, 'out', WIDE));
  const ended = await run('2026-10', join(extracts, '2026-10'), out);
  october = jsonOf(ended).run_id;
  if (ended.code === 3) await sarf(['release', october, '--out', out, '--reason', 'seen']);
}, 60_000);

/** An extract of a month, with the lines of each file changed. */
function changed(month: string, name: string, change: (lines: string[], file: string) => string[]): string {
  const to = copyOf(join(extracts, month), join(folder, name));
  for (const file of readdirSync(to).filter((one) => /^(households|members).*\.csv$/.test(one))) {
    const [head = '', ...lines] = readFileSync(join(to, file), 'utf8').trimEnd().split('\n');
    writeFileSync(join(to, file), `${[head, ...change(lines, file)].join('\n')}\n`);
  }
  return to;
}

test.each([
  ['last month’s', '2026-10', /^the extract's content is last month's$/],
  ['that of two months ago', '2026-09', /^the extract's content is that of 2026-09 \(run [0-9a-f]{12}\)$/],
])('the extract is %s, in another order and with blank lines', async (_, month, detail) => {
  const registry = changed(month, `sorted-${month}`, (lines) => ['', ...lines.reverse()]);
  const ended = run('2026-11', registry, copyOf(out, join(folder, 'copy')));
  expect(await control(ended, 'stale_extract')).toMatchObject({
    status: 'HOLD',
    detail: expect.stringMatching(detail),
  });
});

test('an older extract that was edited is told by its rows', async () => {
  const limits = join(folder, 'limits.yaml');
  writeFileSync(limits, readFileSync(WIDE, 'utf8').replace(/ {2}older_rows: .*\n/, ''));
  const registry = changed('2026-09', 'edited', (lines) => lines.slice(1));
  const to = copyOf(out, join(folder, 'copy'));
  const ended = run('2026-11', registry, to, '--config', limits);
  expect(await control(ended, 'older_rows')).toMatchObject({
    status: 'HOLD',
    detail: expect.stringMatching(/are as in the extract of 2026-09 \(run [0-9a-f]{12}\)/),
  });
  expect(await control(ended, 'settings_unchanged')).toMatchObject({
    status: 'HOLD',
    detail: `not as in the last released run, ${october} of 2026-10: limits.older_rows 1 → 0.005`,
  });
});

test('a forgotten --config is refused; forgotten --rules hold, until a release makes them the norm', async () => {
  const to = copyOf(out, join(folder, 'copy'));
  expectError(
    await sarf(runArguments(extracts, '2026-11', to)),
    2,
    /no --config: the demonstration configuration is not that of run .*; give --config FILE/,
  );
  const rules = join(folder, 'rules.yaml');
  writeFileSync(rules, readFileSync(RULES, 'utf8').replace('value: "500"', 'value: "501"'));
  const ended = await run('2026-11', join(extracts, '2026-11'), to, '--rules', rules);
  expect(ended.code).toBe(3);
  expect(await control(Promise.resolve(ended), 'settings_unchanged')).toMatchObject({
    status: 'HOLD',
    detail: expect.stringMatching(/: rules \w+ from 2023-12 500 → 501$/),
  });
  await sarf(['release', jsonOf(ended).run_id, '--out', to, '--reason', 'the decree']);
  const december = changed('2026-11', 'december', (lines) => lines.slice(2));
  const next = run('2026-12', december, to, '--rules', rules);
  expect(await control(next, 'settings_unchanged')).toBeUndefined();
});

test('rules of another programme are refused', async () => {
  const rules = join(folder, 'other.yaml');
  writeFileSync(rules, readFileSync(RULES, 'utf8').replace('programme: ASD', 'programme: AFH'));
  expectError(
    await run('2026-11', join(extracts, '2026-11'), out, '--rules', rules),
    2,
    /programme: these are the rules of AFH, and the configuration is of ASD; give the rules of ASD/,
  );
});
