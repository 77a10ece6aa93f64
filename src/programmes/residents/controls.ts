import type { LimitName } from '../../config/load.js';
import { toPeople } from '../../domain/money.js';
import { type Control, change, pass, portion } from '../control.js';

/** What the controls look at of the residents of care institutions. Amounts are text in dirhams. */
export type ResidentMeasures = {
  /** The month's aid without the one-off capital, and the prior run's. */
  readonly monthly: string;
  readonly priorMonthly: string;
  readonly rows: { readonly residents?: number };
  readonly rowsQuarantined: number;
  readonly assessed: number;
  readonly held: number;
  readonly lostToData: number;
  readonly paidBefore: number;
  readonly identities: { readonly partition: string; readonly bridge: string; readonly decisions: string };
};

/** Below so many residents a single one is more than a limit: the controls warn then, and hold nothing. */
const ENOUGH_TO_HOLD = 100;

/** The households' limits hold for residents too, each measured among residents alone. */
export function residentControls(
  measures: ResidentMeasures,
  limits: Readonly<Record<LimitName, string>>,
): Control[] {
  const few = Math.max(measures.paidBefore, measures.assessed, measures.rows.residents ?? 0) < ENOUGH_TO_HOLD;
  return checks(measures, limits).map((one) =>
    few && one.status === 'HOLD'
      ? { ...one, status: 'WARN', detail: `${one.detail}; fewer than ${ENOUGH_TO_HOLD} residents` }
      : one,
  );
}

function checks(m: ResidentMeasures, limits: Readonly<Record<LimitName, string>>): Control[] {
  return [
    // Many more institutions than last month is for people to see; residents left out of the extract are too.
    m.paidBefore === 0
      ? pass('residents_change', '', limits.total_change, 'no resident was paid last month')
      : change(
          'residents_change',
          limits.total_change,
          m.monthly,
          m.priorMonthly,
          `${toPeople(m.priorMonthly)} → ${toPeople(m.monthly)} without the capital at majority`,
        ),
    portion(
      'residents_quarantined',
      limits.quarantined_rows,
      m.rowsQuarantined,
      m.rows.residents ?? 0,
      'rows of residents quarantined',
    ),
    portion('residents_held', limits.held_households, m.held, m.assessed, 'assessed residents held'),
    portion(
      'residents_lost_to_data',
      limits.lost_to_data,
      m.lostToData,
      m.paidBefore,
      'residents paid last month are unreadable or held',
    ),
    pass('residents_partition', '0', '0', m.identities.partition),
    pass('residents_bridge', '0', '0', m.identities.bridge),
    pass('residents_decisions', '0', '0', m.identities.decisions),
  ];
}
