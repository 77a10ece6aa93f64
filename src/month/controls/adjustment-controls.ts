import type { LimitName } from '../../config/load.js';
import { countToPeople, decimal, share } from '../../domain/money.js';
import type { Doubted } from '../../owed/adjustments-in-doubt.js';
import { type Control, pass } from '../../programmes/control.js';

/** What the controls look at of decided corrections. */
export type AdjustmentMeasures = {
  readonly rows: number;
  readonly quarantined: number;
  /** Another of the same household says the same. */
  readonly alike: Doubted;
  /** Some of these are final payments above what is still due of their month. */
  readonly exceeding: boolean;
  /** Above the limit. */
  readonly large: Doubted;
  /** Decided arrears without a month, beside arrears that the run pays of its own accord. */
  readonly automatic: Doubted;
};

/** Of a month with rows of adjustments. */
export function adjustmentControls(
  m: AdjustmentMeasures,
  limits: Readonly<Record<LimitName, string>>,
): Control[] {
  const rows = countToPeople(m.rows);
  return [
    warnOrHold(asAWhole(m, limits) ? 'HOLD' : 'WARN', 'adjustment_rows', m.quarantined, '0', {
      none: `none of ${rows} rows of adjustments is in quarantine`,
      some: `of ${rows} rows of adjustments are in quarantine and not applied; audit/quarantine.csv says why`,
    }),
    warnOrHold('HOLD', 'adjustment_look_alikes', m.alike.adjustments, '0', {
      none: 'no adjustment says what another of its household says',
      some: `adjustments say what another of their household says, here or in the last 12 months${m.exceeding ? ', or pay more than is still due of their month' : ''}: ${named(m.alike)}`,
    }),
    warnOrHold('HOLD', 'adjustment_amounts', m.large.adjustments, limits.adjustment, {
      none: `no adjustment is above ${limits.adjustment} dirhams`,
      some: `adjustments are above ${limits.adjustment} dirhams: ${named(m.large)}`,
    }),
    warnOrHold('WARN', 'adjustment_arrears', m.automatic.adjustments, '0', {
      none: 'no decided arrears without a month stand beside arrears that the run pays by itself',
      some: `decided arrears name no month, and the run pays arrears to the household by itself: ${named(m.automatic)}`,
    }),
  ];
}

/** Some rows are wrong in any file; where most of many are, the file is another than was meant. */
function asAWhole(m: AdjustmentMeasures, limits: Readonly<Record<LimitName, string>>): boolean {
  return (
    m.quarantined >= Number(limits.alike_families) &&
    share(m.quarantined, m.rows).greaterThan(decimal(limits.adjustment_rows))
  );
}

function warnOrHold(
  status: 'WARN' | 'HOLD',
  control: string,
  count: number,
  limit: string,
  { none, some }: { readonly none: string; readonly some: string },
): Control {
  if (count === 0) return pass(control, '0', limit, none);
  return { control, measured: String(count), limit, status, detail: `${countToPeople(count)} ${some}` };
}

const MOST_NAMED = 20;

/** The households, as many as fit; the file has all. */
function named({ households }: Doubted): string {
  const more = households.length - MOST_NAMED;
  const list = households.slice(0, MOST_NAMED).join(', ');
  return `${list}${more > 0 ? ` and ${countToPeople(more)} more` : ''}; audit/adjustments-in-doubt.csv lists them`;
}
