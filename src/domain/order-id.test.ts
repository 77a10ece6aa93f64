import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workspace } from '../workspace/duckdb.js';
import { isMarkedSql, personOf, personSql, residentBeneficiary, residentSql } from './beneficiary.js';
import {
  isOfMonthSql,
  isOrderIdSql,
  orderIdRange,
  orderIdSql,
  orderIds,
  orderMonth,
  orderPrefix,
  orderPrefixSql,
  orderTailSql,
  sameReferenceSql,
} from './order-id.js';

let workspace: Workspace;
let spill: string;

beforeAll(async () => {
  spill = mkdtempSync(join(tmpdir(), 'sarf-order-id-'));
  workspace = await Workspace.open(':memory:', spill, { memory: '200MB', threads: 1 });
});
afterAll(() => {
  workspace.close();
  rmSync(spill, { recursive: true });
});

/** What an expression over column `x`, which holds `x`, comes to, as text. */
async function value(sql: (column: string) => string, x: string): Promise<string | null> {
  const row = await workspace.one(
    `SELECT CAST(${sql('x')} AS VARCHAR) AS value FROM (SELECT CAST($x AS VARCHAR) AS x)`,
    { x },
  );
  return row.textOrNull('value');
}

const REGULAR = orderIds('ASD', '2026-09', 0);
const SECOND = orderIds('ASD', '2026-09', 2);

describe('an order_id', () => {
  it.each([
    ['of a household', REGULAR, 'H1', 'ASD-202609-H1'],
    ['of a resident', REGULAR, residentBeneficiary('P1'), 'ASD-202609-R-P1'],
    ['of a supplementary run', SECOND, 'H1', 'ASD-202609-H1-S2'],
    ['of another programme', orderIds("A'B", '2026-09', 0), 'H1', "A'B-202609-H1"],
  ])('%s', async (_, orders, beneficiary, expected) => {
    expect(await value((x) => orderIdSql(orders, x), beneficiary)).toBe(expected);
  });

  it('says behind its prefix the beneficiary and the suffix', async () => {
    expect(await value((x) => orderTailSql(REGULAR, x), 'H1')).toBe('H1');
    expect(await value((x) => orderTailSql(SECOND, x), 'H1')).toBe('H1-S2');
  });

  it.each([
    ['ASD-202609-H1', '2026-09'],
    ['T2-202512-R-P1-S1', '2025-12'],
    ['2026-09-POSTE-0001', null],
    ['orders/POSTE/2026-09-POSTE-0001.csv', null],
    ['', null],
  ])('%s names the month %s', async (id, month) => {
    expect(orderMonth(id)).toBe(month);
    expect(orderMonth(orderPrefix(id))).toBe(month);
    expect(await value(orderPrefixSql, id)).toBe(orderPrefix(id));
    expect(await value(isOrderIdSql, id)).toBe(String(month !== null));
  });

  it('is of its month and of no other', async () => {
    expect(await value((x) => isOfMonthSql(x, "'2026-09'"), 'ASD-202609-202610-S1')).toBe('true');
    expect(await value((x) => isOfMonthSql(x, "'2026-10'"), 'ASD-202609-202610-S1')).toBe('false');
  });

  it('lies in the range of its month, whatever the beneficiary is called', () => {
    const { from, before } = orderIdRange('ASD', '2026-09');
    for (const id of ['ASD-202609-0', 'ASD-202609-ZZZZ-S9']) expect(from <= id && id < before, id).toBe(true);
    for (const id of ['ASD-202608-ZZZZ', 'ASD-202610-0']) expect(from <= id && id < before, id).toBe(false);
  });
});

describe('a household whose name ends as a supplementary run does', () => {
  it.each([
    ['H1-S2', SECOND, 'H1'],
    ['H1-S1', SECOND, null],
    ['H1', SECOND, null],
    ['H1-S2', REGULAR, null],
  ])('%s', async (other, orders, expected) => {
    expect(await value((x) => sameReferenceSql(orders, x), other)).toBe(expected);
  });
});

describe('a resident among beneficiaries', () => {
  it('is the same in TypeScript and in SQL, there and back', async () => {
    expect(await value(residentSql, 'P1')).toBe(residentBeneficiary('P1'));
    expect(await value(personSql, 'R-P1')).toBe(personOf('R-P1'));
    expect(personOf('R-P1')).toBe('P1');
  });
  it('bears the mark, and a household does not', async () => {
    expect(await value(isMarkedSql, 'R-P1')).toBe('true');
    expect(await value(isMarkedSql, 'RP1')).toBe('false');
    expect(personOf('RP1')).toBeNull();
  });
});
