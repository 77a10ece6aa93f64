import type { OrderFormat } from '../format-interface.js';
import { findInCsv, headOfCsv } from './read.js';
import { writeCsvOrders } from './write.js';

/** Order files as CSV of our own columns. Institutions speak of a file by its name. */
export const orderCsv: OrderFormat = {
  name: 'csv',
  extension: 'csv',
  accounts: ['RIB'],
  debtorProblem: () => null,
  write: writeCsvOrders,
  head: headOfCsv,
  find: findInCsv,
  references: () => [],
};
