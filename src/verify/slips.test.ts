import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Manifest } from '../archive/manifest.js';
import { orderRead } from '../tables/orders.js';
import { append, makeEmpty } from '../tables/table.js';
import { Workspace } from '../workspace/duckdb.js';
import { slipDifferences } from './slips.js';

const folder = mkdtempSync(join(tmpdir(), 'sarf-slips-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEADER = 'file,format,orders,total,currency,execution_date,sha256';
const SLIPS: Readonly<Record<string, string>> = {
  'orders/CDG/slip.csv': `${HEADER}
c-0001.xml,pain.001.001.09,1,5.00,MAD,2026-09-30,cc
TOTAL,,1,5.00,MAD,2026-09-30,
`,
  'orders/POSTE/slip.csv': `${HEADER}
p-0001.csv,csv,2,1000.10,MAD,2026-09-30,aa
p-R-0001.csv,csv,1,0.05,MAD,2026-09-30,bb
TOTAL,,3,1000.15,MAD,2026-09-30,
`,
};
const INDEX = `file,provider,format,orders,total,sha256
orders/POSTE/p-0001.csv,POSTE,csv,2,1000.10,aa
orders/CDG/c-0001.xml,CDG,pain.001.001.09,1,5.00,cc
orders/POSTE/p-R-0001.csv,POSTE,csv,1,0.05,bb
`;
const ORDER_FILES = [
  { path: 'orders/POSTE/p-0001.csv', sha256: 'aa', bytes: 1, orders: 2, total: '1000.10' },
  { path: 'orders/POSTE/p-R-0001.csv', sha256: 'bb', bytes: 1, orders: 1, total: '0.05' },
  { path: 'orders/CDG/c-0001.xml', sha256: 'cc', bytes: 1, orders: 1, total: '5.00' },
];

beforeEach(() => rmSync(join(folder, 'orders'), { recursive: true, force: true }));

type Said = { slips?: Readonly<Record<string, string>>; orders?: Partial<Record<string, string>> };

/** What is said of a folder with these slips; `orders` changes the last order of POSTE's first file. */
async function differences({ slips = SLIPS, orders = {} }: Said = {}): Promise<string[]> {
  for (const [path, text] of Object.entries({ ...slips, 'orders/index.csv': INDEX })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const workspace = await Workspace.open(':memory:', folder, { memory: '500MB', threads: 1 });
  try {
    await makeEmpty(workspace, orderRead);
    const terms = { currency: 'MAD', execution_date: '2026-09-30' };
    const rest = { order_id: 'o', period: '2026-09', household_id: 'h', amount: '1.00', remittance: 'r' };
    await append(workspace, orderRead, [
      ...ORDER_FILES.map(({ path: file }) => ({ ...rest, ...terms, file, provider: 'P' })),
      { ...rest, ...terms, file: 'orders/POSTE/p-0001.csv', provider: 'P', ...orders },
    ]);
    const files = [...ORDER_FILES, ...Object.keys(slips).map((path) => ({ path, sha256: '', bytes: 1 }))];
    return await slipDifferences(workspace, folder, { files } as unknown as Manifest);
  } finally {
    workspace.close();
  }
}

const changed = (path: string, from: string, to: string) => {
  const text = (SLIPS[path] ?? '').replace(from, to);
  expect(text).not.toBe(SLIPS[path]);
  return { slips: { ...SLIPS, [path]: text } };
};

test('slips that are those of the files; and a run of a version that wrote none', async () => {
  expect(await differences()).toEqual([]);
  expect(await differences({ slips: {} })).toEqual([]);
});

describe('a slip that is not, is named with its line', () => {
  const POSTE = 'orders/POSTE/slip.csv';
  test.each([
    ['a name', 'p-R-0001', 'p-R-0002', 3],
    ['a format', ',csv,2', ',pain.001.001.03,2', 2],
    ['a number of orders', ',2,1000.10', ',3,1000.10', 2],
    ['a sum', '1000.10', '1000.11', 2],
    ['a currency', 'MAD', 'EUR', 2],
    ['a day', '2026-09-30', '2026-09-29', 2],
    ['a hash', ',aa', ',ab', 2],
    ['the total of orders', 'TOTAL,,3', 'TOTAL,,4', 4],
    ['the total', '1000.15', '1000.16', 4],
    ['a heading', 'orders,total', 'total,orders', 1],
    ['the total left out', 'TOTAL,,3,1000.15,MAD,2026-09-30,\n', '', 4],
  ])('%s', async (_, from, to, line) => {
    const found = await differences(changed(POSTE, from, to));
    expect(found[0]).toMatch(new RegExp(`^${POSTE}: line ${line} is .*, the order files say "`));
  });

  test('lines after the total', async () => {
    const slips = { ...SLIPS, [POSTE]: `${SLIPS[POSTE]}p-0002.csv,csv,1,1.00,MAD,2026-09-30,dd\n` };
    expect(await differences({ slips })).toContain(`${POSTE}: has lines after its total`);
  });

  test('an institution without its slip, and a slip without orders', async () => {
    const { 'orders/CDG/slip.csv': cdg = '', ...others } = SLIPS;
    expect(await differences({ slips: { ...others, 'orders/AWB/slip.csv': cdg } })).toEqual([
      'orders/CDG/slip.csv: is missing, and there are orders for CDG',
      'orders/AWB/slip.csv: there are no orders for this institution',
    ]);
  });

  test('an order of another currency, or of another day', async () => {
    expect((await differences({ orders: { currency: 'EUR' } }))[0]).toContain('EUR/MAD,2026-09-30,aa');
    expect((await differences({ orders: { execution_date: '2026-10-01' } }))[0]).toContain(
      'MAD,2026-09-30/2026-10-01,aa',
    );
  });
});
