import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Manifest } from '../archive/manifest.js';
import { finalBeneficiary } from '../domain/beneficiary.js';
import { orderRead } from '../tables/orders.js';
import { makeEmpty } from '../tables/table.js';
import { text, Workspace, writePath } from '../workspace/duckdb.js';
import { finalDifferences, finalOrderDifferences } from './finals.js';

/** What the verifier finds of final payments in a folder that was sealed again. */
let folder: string;
let workspace: Workspace;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarf-finals-'));
  mkdirSync(join(folder, 'audit'));
  workspace = await Workspace.open(':memory:', join(folder, 'spill'), { memory: '500MB', threads: 1 });
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

const WHO = finalBeneficiary('ADJ-1');
const RIGHT = {
  beneficiary: WHO,
  adjustment_id: 'ADJ-1',
  net: '300.00',
  arrears: '300.00',
  order_id: `ASD-202602-${WHO}`,
  said: '300.00',
  payments: 1,
  bridge: '300.00',
  lineage: 'ADJ-1',
  ordered: '300.00',
  household: 'H1',
  provider: 'POSTE',
};

async function differences(change: Partial<typeof RIGHT>): Promise<string[]> {
  const one = { ...RIGHT, ...change };
  await workspace.run(`COPY (SELECT ${text(one.beneficiary)} AS beneficiary, 'H1' AS household_id,
    ${text(one.adjustment_id)} AS adjustment_id, 'P1' AS payee_id, 'CASH' AS channel, 'POSTE' AS provider, 'PAY' AS decision,
    CAST(0 AS DECIMAL(12,2)) AS entitlement, CAST(${one.arrears} AS DECIMAL(12,2)) AS arrears,
    CAST(0 AS DECIMAL(12,2)) AS recovery, CAST(${one.net} AS DECIMAL(12,2)) AS net, ${text(one.order_id)} AS order_id)
    TO ${writePath(join(folder, 'finals.parquet'))} (FORMAT parquet)`);
  writeFileSync(
    join(folder, 'audit/arrears.csv'),
    `household_id,cause,adjustment_id\n${one.beneficiary},FINAL,${one.lineage}\n`,
  );
  await makeEmpty(workspace, orderRead);
  await workspace.run(`INSERT INTO order_read BY NAME SELECT 'f' AS file, ${text(RIGHT.order_id)} AS order_id,
    '2026-02' AS period, ${text(one.provider)} AS provider, ${text(one.household)} AS household_id,
    ${text(one.ordered)} AS amount, 'ASD 2026-02 ${one.household}' AS remittance`);
  const manifest = {
    programme: 'ASD',
    period: '2026-02',
    finals: {
      payments: one.payments,
      net: one.said,
      bridge: [
        { line: 'FINALS_ENTERED', families: 1, amount: one.bridge },
        { line: 'FINALS_CURRENT_TOTAL', families: 1, amount: one.said },
      ],
    },
  } as unknown as Manifest;
  return [
    ...(await finalDifferences(workspace, folder, manifest)),
    ...(await finalOrderDifferences(workspace, manifest)),
  ];
}

it('of a right folder there are none', async () => expect(await differences({})).toEqual([]));

it.each<[string, Partial<typeof RIGHT>, RegExp]>([
  [
    'another sum',
    { said: '301.00', bridge: '301.00' },
    /1 payments of 300.00, the manifest says 1 of 301.00/,
  ],
  ['another number', { payments: 2 }, /the manifest says 2 of 300.00/],
  ['a bridge that does not add up', { bridge: '299.99' }, /prior total \+ effects/],
  ['more than arrears', { arrears: '299.99' }, /1 payments are no arrears above 0/],
  [
    'nothing',
    { net: '0.00', arrears: '0.00', said: '0.00', bridge: '0.00', ordered: '0.00' },
    /no arrears above 0/,
  ],
  ['another adjustment', { adjustment_id: 'ADJ-2' }, /1 references are not the month and the adjustment/],
  ['another month', { order_id: `ASD-202603-${WHO}` }, /1 references are not/],
  ['another lineage', { lineage: 'ADJ-2' }, /for another adjustment than their lineage says/],
  ['no order', { order_id: `ASD-202603-${WHO}` }, /1 final payments are in no order file/],
  ['an order of another amount', { ordered: '300.01' }, /1 final payments differ from their orders/],
  ['an order for another household', { household: 'H2' }, /1 final payments differ from their orders/],
  ['an order of another institution', { provider: 'BANQUE' }, /1 final payments differ from their orders/],
])('%s is a difference', async (_, change, said) => {
  expect((await differences(change)).join('; ')).toMatch(said);
});

it('payments that the manifest does not have, and the other way round', async () => {
  expect(await differences({ payments: 0 })).toContain(
    'finals.parquet and the manifest disagree on whether the run has final payments',
  );
});
