import { householdTotals, type Manifest } from '../archive/manifest.js';
import { amount, sum, toText } from '../domain/money.js';

type CsvRow = Readonly<Record<string, string>>;

const MEASURES = ['families_paid', 'persons', 'children', 'elderly', 'net', 'prior_net', 'change'] as const;
const OF_RESIDENTS = ['residents_paid', 'residents_net', 'residents_prior_net', 'residents_change'] as const;

/** The reports, each with the column of audit/territory.csv that names the line of a province. */
const REPORTS = [
  { file: 'audit/territory-regions.csv', key: 'region' },
  { file: 'audit/territory-offices.csv', key: 'office' },
] as const;

/**
 * The territory's reports against the manifest and each other: the provinces add up to the month, and each region
 * and office is the sum of its provinces. recompute.ts checks the provinces against the register. Runs sealed
 * before offices existed have the report per province alone.
 */
export function territoryDifferences(
  read: (path: string) => readonly CsvRow[],
  manifest: Manifest,
): string[] {
  const provinces = read('audit/territory.csv');
  const differences: string[] = [];
  const expect = (holds: boolean, difference: string): void => {
    if (!holds) differences.push(difference);
  };
  expect(
    added(provinces, 'net') === householdTotals(manifest).net,
    'audit/territory.csv does not add up to the net total',
  );
  const [prior] = manifest.bridge;
  expect(
    added(provinces, 'prior_net') === prior?.amount,
    "audit/territory.csv does not add up to the prior run's total",
  );
  expect(
    provinces.every((row) => changeOf(row) === row.change),
    'audit/territory.csv: a change is not net − prior',
  );
  if (provinces.every((row) => row.office === undefined)) return differences;
  const residents = manifest.residents !== undefined;
  for (const { file, key } of REPORTS) {
    const lines = read(file);
    const found = lines.map((row) => [row[key], row.provinces, ...measures([row], residents)].join(' '));
    const computed = lines.map((row) => {
      const own = provinces.filter((province) => province[key] === row[key]);
      return [row[key], own.length, ...measures(own, residents)].join(' ');
    });
    const listed = new Set(lines.map((row) => row[key]));
    expect(
      found.join() === computed.join() &&
        listed.size === lines.length &&
        provinces.every((row) => listed.has(row[key])),
      `${file}: is not what the provinces add up to`,
    );
  }
  return differences;
}

function measures(rows: readonly CsvRow[], residents: boolean): string[] {
  return [...MEASURES, ...(residents ? OF_RESIDENTS : [])].map((measure) => added(rows, measure));
}

function added(rows: readonly CsvRow[], column: string): string {
  return toText(sum(rows.map((row) => amount(row[column] ?? ''))));
}

function changeOf(row: CsvRow): string {
  return toText(amount(row.net ?? '').minus(amount(row.prior_net ?? '')));
}
