import { parse } from 'csv-parse/sync';
import { amount } from '../../domain/money.js';

/** An order file, as the run's orders/index.csv lists it. */
export type IndexedFile = {
  /** Path in the run's folder: "orders/POSTE/2026-09-POSTE-0001.csv". */
  readonly file: string;
  readonly provider: string;
  /** The name of its order format. */
  readonly format: string;
  readonly orders: number;
  readonly centimes: number;
};

export const ORDER_INDEX = 'orders/index.csv';
export const ORDER_INDEX_COLUMNS = ['file', 'provider', 'format', 'orders', 'total', 'sha256'] as const;

/** @param index content of a run's orders/index.csv */
export function readOrderIndex(index: Buffer): IndexedFile[] {
  const rows = parse(index, { columns: true }) as Record<(typeof ORDER_INDEX_COLUMNS)[number], string>[];
  return rows.map((row) => ({
    file: row.file,
    provider: row.provider,
    format: row.format,
    orders: Number(row.orders),
    centimes: amount(row.total).times(100).toNumber(),
  }));
}
