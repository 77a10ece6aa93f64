import {
  adjustmentRow,
  householdRow,
  memberRow,
  residentRow,
  schoolingRow,
  socialSecurityRow,
} from '../tables/extract.js';
import type { Table } from '../tables/table.js';
import type { Kind } from './columns.js';

/** The table that the good lines of a kind go to. */
export const TABLES: Readonly<Record<Kind, Table>> = {
  households: householdRow,
  members: memberRow,
  residents: residentRow,
  adjustments: adjustmentRow,
  schooling: schoolingRow,
  social_security: socialSecurityRow,
};
