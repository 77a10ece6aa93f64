import { join } from 'node:path';
import { ORDER_INDEX_COLUMNS } from '../../banks/orders/index-file.js';
import type { ProviderFile } from '../../banks/orders/orders.js';
import { type Amount, amount, sum, toText } from '../../domain/money.js';
import { type Cell, writeCsv } from '../../files/write-csv.js';
import type { IndicatorRow } from '../../indicators/vocabulary.js';
import type { Control } from '../../programmes/control.js';
import { COMPONENT_COLUMNS } from '../../programmes/families/components.js';
import type { Programme } from '../../programmes/programme.js';
import { copyCsv, sumText, type Workspace } from '../../workspace/duckdb.js';
import type { ProvinceFigures, ProvinceMonth, Territory, TerritoryFigures } from '../territory.js';

/** The files auditors open. Each function writes one; amounts are text in dirhams. */

const COMPOSITIONS = `
  SELECT composition, any_value(children_paid) AS children_paid,
    ${[...COMPONENT_COLUMNS, 'entitlement']
      .map((column) => `CAST(any_value(${column}) AS VARCHAR) AS ${column}`)
      .join(', ')},
    count(*) AS households, ${sumText('entitlement')} AS total,
    count(*) FILTER (decision = 'PAY') AS paid_households,
    ${sumText('entitlement', "decision = 'PAY'")} AS paid_total,
    CASE WHEN any_value(aid) > CAST($usual_maximum AS DECIMAL(12,2)) THEN 'Y' ELSE 'N' END AS above_usual_maximum
  FROM register WHERE composition IS NOT NULL GROUP BY composition ORDER BY children_paid, composition`;

const COMPOSITION_COLUMNS = [
  'composition',
  'children_paid',
  ...COMPONENT_COLUMNS,
  'entitlement',
  'households',
  'total',
  'paid_households',
  'paid_total',
  'above_usual_maximum',
] as const;
const COMPOSITION_COUNTS: readonly string[] = ['children_paid', 'households', 'paid_households'];

/** Returns how many compositions, and how many families are paid above the amounts seen in practice. */
export async function writeCompositions(
  workspace: Workspace,
  usualMaximum: Amount | null,
  path: string,
): Promise<{ compositions: number; aboveUsualMaximum: number }> {
  const rows = await workspace.select(COMPOSITIONS, {
    usual_maximum: usualMaximum === null ? null : toText(usualMaximum),
  });
  await writeCsv(
    path,
    COMPOSITION_COLUMNS,
    rows.map((row) =>
      COMPOSITION_COLUMNS.map((column) =>
        COMPOSITION_COUNTS.includes(column) ? row.count(column) : row.text(column),
      ),
    ),
  );
  const above = rows.filter((row) => row.text('above_usual_maximum') === 'Y');
  return {
    compositions: rows.length,
    aboveUsualMaximum: above.reduce((total, row) => total + row.count('paid_households'), 0),
  };
}

/** Millions of rows in a month of new tariffs, and neither names nor free text: the engine writes it. */
export async function writeReconciliation(
  workspace: Workspace,
  { tables, reconciled }: Programme,
  folder: string,
): Promise<void> {
  await workspace.run(copyCsv(tables.reconciliation.name, join(folder, reconciled.file)));
}

/** By household, person and field; neither names nor free text: the engine writes it. */
export async function writeOverrides(workspace: Workspace, path: string): Promise<void> {
  const rows = `(SELECT household_id, person_id, source, field, old, new, file, line FROM overridden
    ORDER BY household_id, person_id, field, old, file, line)`;
  await workspace.run(copyCsv(rows, path));
}

/** The bridge: the households' nine lines, then the residents' where the run has residents. */
export async function writeBridge(
  bridge: readonly { readonly line: string; readonly families: number; readonly amount: string }[],
  path: string,
): Promise<void> {
  await writeCsv(
    path,
    ['line', 'families', 'amount'],
    bridge.map((entry) => [entry.line, entry.families, entry.amount]),
  );
}

export async function writeControls(controls: readonly Control[], path: string): Promise<void> {
  await writeCsv(
    path,
    ['control', 'measured', 'limit', 'status', 'detail'],
    controls.map((control) => [
      control.control,
      control.measured,
      control.limit,
      control.status,
      control.detail,
    ]),
  );
}

export async function writeOrderIndex(files: readonly ProviderFile[], path: string): Promise<void> {
  await writeCsv(
    path,
    ORDER_INDEX_COLUMNS,
    files.map((file) => [
      file.file,
      file.provider,
      file.format,
      file.orders,
      toText(amount(String(file.centimes)).dividedBy(100)),
      file.sha256,
    ]),
  );
}

const MEASURE_COLUMNS = [
  'families_paid',
  'persons',
  'children',
  'elderly',
  'net',
  'prior_net',
  'change',
] as const;

const OTHER_COLUMNS = ['paid', 'net', 'prior_net', 'change'] as const;

function measureCells(one: TerritoryFigures): Cell[] {
  return [one.familiesPaid, one.persons, one.children, one.elderly, one.net, one.priorNet, one.change];
}

/**
 * The three reports of the territory: by province, by region, by territorial office. The columns of programmes beside
 * the families' come after theirs.
 */
export async function writeTerritory(
  { provinces, regions, offices }: Territory,
  others: readonly {
    readonly programme: Programme;
    readonly provinces: ReadonlyMap<string, ProvinceFigures>;
  }[],
  path: (name: string) => string,
): Promise<void> {
  const columns = [
    ...MEASURE_COLUMNS,
    ...others.flatMap(({ programme }) => OTHER_COLUMNS.map((column) => `${programme.prefix}${column}`)),
  ];
  const cells = (one: TerritoryFigures, own: readonly ProvinceMonth[]) => [
    ...measureCells(one),
    ...others.flatMap((other) =>
      otherCells(own.map((province) => other.provinces.get(province.provinceCode))),
    ),
  ];
  await writeCsv(
    path('territory.csv'),
    ['province_code', 'province', 'region', ...columns, 'office'],
    provinces.map((one) => [one.provinceCode, one.province, one.region, ...cells(one, [one]), one.office]),
  );
  await writeCsv(
    path('territory-regions.csv'),
    ['region_code', 'region', 'provinces', ...columns],
    regions.map((one) => {
      const own = provinces.filter((province) => province.regionCode === one.regionCode);
      return [one.regionCode, one.region, one.provinces, ...cells(one, own)];
    }),
  );
  await writeCsv(
    path('territory-offices.csv'),
    ['office', 'name', 'opened_on', 'provinces', ...columns],
    offices.map((one) => {
      const own = provinces.filter((province) => province.office === one.office);
      return [one.office, one.name, one.openedOn, one.provinces, ...cells(one, own)];
    }),
  );
}

export async function writeIndicators(rows: readonly IndicatorRow[], path: string): Promise<void> {
  const columns: readonly (keyof IndicatorRow)[] = [
    'indicator',
    'scope',
    'key',
    'value',
    'numerator',
    'denominator',
    'unit',
  ];
  await writeCsv(
    path,
    columns,
    rows.map((row) => columns.map((column) => row[column])),
  );
}

/** A programme's figures of some provinces, added up. */
function otherCells(provinces: readonly (ProvinceFigures | undefined)[]): Cell[] {
  const known = provinces.filter((one) => one !== undefined);
  const net = sum(known.map((one) => amount(one.net)));
  const priorNet = sum(known.map((one) => amount(one.priorNet)));
  const paid = known.reduce((n, one) => n + one.paid, 0);
  return [paid, toText(net), toText(priorNet), toText(net.minus(priorNet))];
}
