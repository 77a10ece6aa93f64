import type { OrderFormat } from '../format-interface.js';
import { findInCsv, headOfCsv } from './read.js';
import { writeCsvOrders } from './write.js';

/** Order files as CSV with our own columns. Institutions use the file's name as its reference. */
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
