import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CASES } from '../../../fixtures/harness/case.js';
import { jsonOf, picture, type RunJson, sarf, temporaryFolder } from '../../../fixtures/harness/sarf.js';

/** `sarf run --dry-run` computes and shows; and what a run says to do next can be done as it is said. */
const CASE = join(CASES, 'hold-and-release');
const out = join(temporaryFolder('dry-run'), 'out folder');
const run = (month: string, ...flags: string[]) =>
  sarf([
    ...['run', '--period', month, '--registry', join(CASE, month), '--out', out],
    ...['--config', join(CASE, 'config.yaml'), ...flags],
  ]);

test('keeps nothing, and says what it would come to', async () => {
  const months = readdirSync(CASE).filter((entry) => /^\d{4}-\d{2}$/.test(entry));
  const [first = '', second = ''] = months;
  const tried = await run(first, '--dry-run', '--json');
  expect(readdirSync(out).sort()).toEqual(['ledger.sqlite', 'run.lock']);
  const kept = await run(first, '--json');
  expect(tried.code).toBe(kept.code);
  expect(jsonOf(tried)).toMatchObject({ ...pick(jsonOf(kept)), state: 'DRY_RUN', folder: null });
  if (kept.code === 3) await sarf(['release', jsonOf(kept).run_id, '--out', out, '--reason', 'seen']);
  expect(existsSync(join(out, first, 'to-send'))).toBe(true);

  const before = picture(out);
  const screen = await run(second, '--dry-run');
  expect(screen.stdout).toMatch(/DRY RUN/);
  expect(screen.stdout).toContain('\nFiles     none: a dry run keeps no folder, and nothing in the ledger\n');
  expect(screen.stdout).not.toMatch(/audit\/|slip\.csv|register\.parquet|manifest\.json/);
  expect(picture(out)).toEqual(before);
});

/** What of a run does not depend on whether it is kept. */
const pick = ({ run_id, seal, status, totals }: RunJson) => ({
  run_id,
  seal,
  status,
  totals,
});

test('a run on hold names the whole command that releases it; a dry one the command that keeps the files', async () => {
  const held = readdirSync(CASE).filter((entry) => /^\d{4}-\d{2}$/.test(entry));
  for (const month of held) {
    const tried = await run(month, '--dry-run');
    const ended = await run(month);
    const [, command = ''] = /release it: sarf (.*)$/m.exec(ended.stdout) ?? [];
    if (ended.code !== 3) continue;
    expect(command).toMatch(/^release [0-9a-f]{12} --reason "…" --out '.*out folder'$/);
    expect(tried.stdout).not.toMatch(/look into|audit\/|slip\.csv/);
    const [, registry] =
      /^Next +sarf check (\S+) --period .* writes the files that name/m.exec(tried.stdout) ?? [];
    expect(registry).toBe(join(CASE, month));
    return;
  }
  expect.unreachable('the case has a run on hold');
});
