import { amount, sum, toText } from '../../domain/money.js';
import type { Workspace } from '../../workspace/duckdb.js';

/** A province's residents, beside its families. `net` and `priorNet` are text in dirhams. */
export type ResidentsOfProvince = {
  readonly residentsPaid: number;
  readonly net: string;
  readonly priorNet: string;
};

const BY_PROVINCE = `
  SELECT coalesce(now.province_code, was.province_code) AS province_code, coalesce(now.paid, 0) AS paid,
    CAST(CAST(coalesce(now.net, 0) AS DECIMAL(18,2)) AS VARCHAR) AS net,
    CAST(CAST(coalesce(was.net, 0) AS DECIMAL(18,2)) AS VARCHAR) AS prior_net
  FROM (SELECT province_code, count(*) AS paid, sum(net) AS net FROM resident_register
      WHERE decision = 'PAY' GROUP BY province_code) now
    FULL JOIN (SELECT province_code, sum(net) AS net FROM prior_resident GROUP BY province_code) was
      ON was.province_code = now.province_code
  ORDER BY 1`;

/** Provinces that have, or had, residents who are paid: province_code → figures. */
export async function residentsByProvince(workspace: Workspace): Promise<Map<string, ResidentsOfProvince>> {
  const rows = await workspace.select(BY_PROVINCE);
  return new Map(
    rows.map((row) => [
      row.text('province_code'),
      { residentsPaid: row.count('paid'), net: row.text('net'), priorNet: row.text('prior_net') },
    ]),
  );
}

/** Σ over the provinces, in dirhams: must be the register's. */
export function residentsNet(provinces: ReadonlyMap<string, ResidentsOfProvince>): string {
  return toText(sum([...provinces.values()].map((one) => amount(one.net))));
}
