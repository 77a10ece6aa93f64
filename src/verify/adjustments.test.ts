import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../archive/manifest.js';
import { Workspace } from '../workspace/duckdb.js';
import { adjustmentDifferences } from './adjustments.js';

/** What the verifier finds of decided corrections in a folder that was sealed again. */
let folder: string;
let workspace: Workspace;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarf-adjustments-'));
  mkdirSync(join(folder, 'audit'));
  workspace = await Workspace.open(':memory:', join(folder, 'spill'), { memory: '500MB', threads: 1 });
});
afterEach(() => {
  workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

type Said = {
  readonly taken?: string;
  readonly share?: string | null;
  readonly oneOff?: string;
  readonly grant?: string;
  readonly doubts?: readonly string[];
  readonly measured?: Readonly<Record<string, string>>;
};

/** A run that takes 50.00 at a tenth of 500.00, pays a grant of 200.00, and doubts two look-alikes and a large one. */
async function differences(said: Said): Promise<string[]> {
  const { taken = '50.00', share = '0.1', oneOff = '200.00', grant = '200.00', measured = {} } = said;
  const {
    doubts = [
      'A,1.00,SAME_AMOUNT,B',
      'B,1.00,SAME_AMOUNT,A',
      'B,1.00,SAME_DECISION,C',
      'L,5000.01,ABOVE_LIMIT,5000',
    ],
  } = said;
  const file = (name: string, lines: readonly string[]) =>
    writeFileSync(join(folder, 'audit', name), `${lines.join('\n')}\n`);
  file('recovery.csv', [
    `monthly_aid,taken${share === null ? '' : ',share'}`,
    `500.00,${taken}${share === null ? '' : `,${share}`}`,
    `500.00,125.00${share === null ? '' : ','}`,
  ]);
  file('arrears.csv', ['cause,amount', `ONE_OFF,${grant}`, 'BLOCKED,500.00']);
  file('adjustments-in-doubt.csv', ['adjustment_id,amount,why,other', ...doubts]);
  const counts = {
    adjustment_look_alikes: '2',
    adjustment_amounts: '1',
    adjustment_arrears: '0',
    ...measured,
  };
  return adjustmentDifferences(workspace, folder, {
    files: [{ path: 'audit/adjustments-in-doubt.csv' }],
    owed: { one_off: oneOff },
    controls: Object.entries(counts).map(([control, count]) => ({ control, measured: count })),
  } as unknown as Manifest);
}

const DOUBTS = 'audit/adjustments-in-doubt.csv';

describe('what a run says of decided corrections', () => {
  it.each<[string, Said, string[]]>([
    ['agrees', {}, []],
    ['agrees, without shares', { share: null, taken: '125.00' }, []],
    [
      'a centime above the share',
      { taken: '50.01' },
      ['audit/recovery.csv: more than the decided share is taken of 1 balances'],
    ],
    [
      'a grant less',
      { grant: '199.99' },
      ['audit/arrears.csv: one-off grants of 199.99, 200.00 by the manifest'],
    ],
    [
      'a look-alike less',
      { doubts: ['A,1.00,SAME_AMOUNT,B', 'L,5000.01,ABOVE_LIMIT,5000'] },
      [`${DOUBTS}: 1 adjustments for adjustment_look_alikes, which measured 2`],
    ],
    [
      'a large one that no control counts',
      { measured: { adjustment_amounts: '0' } },
      [`${DOUBTS}: 1 adjustments for adjustment_amounts, which measured 0`],
    ],
    [
      'arrears that none lists',
      { measured: { adjustment_arrears: '1' } },
      [`${DOUBTS}: 0 adjustments for adjustment_arrears, which measured 1`],
    ],
    [
      'a large one at the limit',
      { measured: { adjustment_look_alikes: '0' }, doubts: ['L,5000.00,ABOVE_LIMIT,5000'] },
      [`${DOUBTS}: 1 adjustments are not above the limit`],
    ],
  ])('%s', async (_, said, expected) => {
    expect(await differences(said)).toEqual(expected);
  });
});
