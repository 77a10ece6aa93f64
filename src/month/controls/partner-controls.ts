import type { LimitName } from '../../config/load.js';
import { countToPeople } from '../../domain/money.js';
import { type Control, pass, portion } from '../../programmes/control.js';

/** What the controls look at of the rows of partner ministries. */
export type PartnerMeasures = {
  readonly rows: number;
  /** Bad, or contradicted by another. */
  readonly untrusted: number;
  /** Rows in force of persons whom the registry does not know. */
  readonly unknownPersons: number;
  /** Kinds of files that the prior run had and this one has not. */
  readonly missing: readonly string[];
};

/** Of a month in which partners sent something, or whose prior run had something of them. */
export function partnerControls(m: PartnerMeasures, limits: Readonly<Record<LimitName, string>>): Control[] {
  // Unknown persons are named in the detail and do not count: a ministry's file may cover everybody.
  const unknown = `${countToPeople(m.unknownPersons)} name persons unknown to the registry`;
  const untrusted = `rows of partners cannot be trusted; ${unknown}`;
  return [portion('partner_rows', limits.quarantined_rows, m.untrusted, m.rows, untrusted), files(m.missing)];
}

/** A file that did not come would set facts back to the registry's, and pay what a ministry had stopped. */
function files(missing: readonly string[]): Control {
  if (missing.length === 0)
    return pass('partner_files', '0', '0', 'every kind of partner file that came last month came again');
  return {
    control: 'partner_files',
    measured: String(missing.length),
    limit: '0',
    status: 'WARN', // the files are optional: whether one was to come, people know
    detail: `no ${missing.join(' and no ')} file this month: the registry's own values are back in force`,
  };
}
