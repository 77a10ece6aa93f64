import { amount, sum, toText } from '../domain/money.js';
import type { Workspace } from '../workspace/duckdb.js';
import { PROVINCES } from './provinces.js';

/** A province's month beside the prior run's. Counts and `net` are of the families paid. Amounts as text. */
export type ProvinceMonth = {
  readonly provinceCode: string;
  readonly province: string;
  readonly region: string;
  readonly familiesPaid: number;
  readonly persons: number;
  readonly children: number;
  readonly elderly: number;
  readonly net: string;
  readonly priorNet: string;
  readonly change: string;
  /** Both nets without grants, which are paid once and have their season. */
  readonly monthly: string;
  readonly priorMonthly: string;
};

const PAID = `
  SELECT province_code, count(*) AS families, sum(persons) AS persons, sum(children) AS children,
    sum(elderly) AS elderly, CAST(CAST(sum(net) AS DECIMAL(18,2)) AS VARCHAR) AS net,
    CAST(CAST(sum(net - birth_grant - school_grant) AS DECIMAL(18,2)) AS VARCHAR) AS monthly
  FROM register WHERE decision = 'PAY' GROUP BY province_code`;

const PAID_BEFORE = `
  SELECT province_code, CAST(CAST(sum(net) AS DECIMAL(18,2)) AS VARCHAR) AS net,
    CAST(CAST(sum(net - grants) AS DECIMAL(18,2)) AS VARCHAR) AS monthly
  FROM prior GROUP BY province_code`;

/** Every province, by code, those without a paid family too. */
export async function territory(workspace: Workspace): Promise<ProvinceMonth[]> {
  const paid = new Map((await workspace.select(PAID)).map((row) => [row.text('province_code'), row]));
  const before = new Map(
    (await workspace.select(PAID_BEFORE)).map((row) => [row.text('province_code'), row]),
  );
  return PROVINCES.map((province) => {
    const row = paid.get(province.code);
    const net = row?.text('net') ?? '0.00';
    const prior = before.get(province.code);
    const priorNet = prior?.text('net') ?? '0.00';
    return {
      provinceCode: province.code,
      province: province.name,
      region: province.region,
      familiesPaid: row?.count('families') ?? 0,
      persons: row?.count('persons') ?? 0,
      children: row?.count('children') ?? 0,
      elderly: row?.count('elderly') ?? 0,
      net,
      priorNet,
      change: toText(amount(net).minus(amount(priorNet))),
      monthly: row?.text('monthly') ?? '0.00',
      priorMonthly: prior?.text('monthly') ?? '0.00',
    };
  });
}

/** Σ over the provinces, in dirhams: must be the register's. */
export function territoryNet(months: readonly ProvinceMonth[]): string {
  return toText(sum(months.map((one) => amount(one.net))));
}
