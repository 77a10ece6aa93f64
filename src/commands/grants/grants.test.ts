import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { expectError, jsonOf, sarf, temporaryFolder } from '../../../fixtures/harness/sarf.js';
import { worldIn } from '../../../fixtures/harness/world.js';

/** `sarf grants` lists what a released run granted. */
const folder = temporaryFolder('grants');
let runId: string;
let out: string;
const grants = (...args: string[]) => sarf(['grants', ...args, '--out', out]);

beforeAll(async () => {
  const world = await worldIn(folder);
  out = world.released;
  runId = world.september.run_id;
}, 60_000);

type Listed = {
  grants: { household_id: string; kind: string; level: string; amount: string }[];
  total: string;
};

test('the list on standard output is CSV; its sums stand on standard error and are those of the list', async () => {
  const ended = await grants(runId);
  expect(ended.code, ended.stderr).toBe(0);
  const [header, ...rows] = ended.stdout.trimEnd().split('\n');
  expect(header).toBe('household_id,person_id,kind,level,year,amount');
  expect(rows.length).toBeGreaterThan(20);
  const ofPrimary = rows.filter((row) => row.includes(',SCHOOL,PRIMARY,2026,'));
  const dirhams = ofPrimary.reduce((sum, row) => sum + Number(row.split(',').at(-1)), 0);
  const [, count, sum] = /^SCHOOL PRIMARY +([\d,]+) +([\d,.]+) DH$/m.exec(ended.stderr) ?? [];
  expect(count?.replaceAll(',', '')).toBe(String(ofPrimary.length));
  expect(Number(sum?.replaceAll(',', ''))).toBe(dirhams);
});

test('--json has the same claims, and their total', async () => {
  const rows = (await grants(runId)).stdout.trimEnd().split('\n').slice(1);
  const told = jsonOf<Listed>(await grants(runId, '--json'));
  expect(told.grants.map((one) => `${one.household_id} ${one.kind} ${one.amount}`)).toEqual(
    rows.map((row) => row.split(',')).map((row) => `${row[0]} ${row[2]} ${row[5]}`),
  );
  expect(Number(told.total)).toBe(told.grants.reduce((sum, one) => sum + Number(one.amount), 0));
});

test('only a run of this ledger has granted anything', async () => {
  expectError(
    await grants('0123456789ab'),
    2,
    /0123456789ab: no such run in the ledger of .*sarf runs --out .* lists them/,
  );
  expectError(
    await sarf(['grants', runId, '--out', join(folder, 'nowhere')]),
    2,
    /nowhere: there is no ledger here/,
  );
});
