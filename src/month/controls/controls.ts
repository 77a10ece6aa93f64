import type { LimitName } from '../../config/load.js';
import {
  amount,
  countToPeople,
  decimal,
  relativeChange,
  share,
  shareToText,
  toPeople,
  ZERO,
} from '../../domain/money.js';

/**
 * The month's controls, a plain list of named checks. Each measures one thing, holds it against a limit of
 * the configuration and says PASS, WARN or HOLD; one HOLD puts the run on hold. The identities are not
 * here to be passed by luck: they are asserted, and stand in the list so that an auditor finds them.
 */
export type ControlStatus = 'PASS' | 'WARN' | 'HOLD';

export type Control = {
  readonly control: string;
  readonly measured: string;
  readonly limit: string;
  readonly status: ControlStatus;
  readonly detail: string;
};

/** What the controls look at. Amounts are text in dirhams; `prior` is null on a first run. */
export type Measures = {
  readonly net: string;
  /** The net without grants: school grants come in September, and would put September and October on hold. */
  readonly monthly: string;
  /** The net of everything that is paid, residents of care institutions too. */
  readonly toPay: string;
  readonly families: number;
  readonly prior: {
    readonly monthly: string;
    readonly families: number;
    readonly sameContent: boolean;
  } | null;
  readonly provinces: readonly {
    readonly name: string;
    readonly monthly: string;
    readonly priorMonthly: string;
  }[];
  readonly rowsRead: number;
  readonly rowsQuarantined: number;
  readonly assessed: number;
  readonly held: number;
  /** Paid by the prior run and today unreadable or held. */
  readonly lostToData: number;
  /** Differences from the sender's control.csv, in words; null when it sent none. */
  readonly extractDifferences: readonly string[] | null;
  readonly budget: string | null;
  /** Closed in the prior run, paid now. */
  readonly reappeared: number;
  /** In words, what each identity added up to. */
  readonly identities: { readonly partition: string; readonly bridge: string; readonly decisions: string };
};

type Check = (measures: Measures, limits: Readonly<Record<LimitName, string>>) => Control;

const FIRST_RUN = 'first run: nothing to compare with';

const CHECKS: readonly Check[] = [
  (m, limits) =>
    m.prior === null
      ? pass('total_change', '', limits.total_change, FIRST_RUN)
      : change(
          'total_change',
          limits.total_change,
          m.monthly,
          m.prior.monthly,
          `${toPeople(m.prior.monthly)} → ${toPeople(m.monthly)} without grants`,
        ),
  (m, limits) =>
    m.prior === null
      ? pass('families_change', '', limits.families_change, FIRST_RUN)
      : change(
          'families_change',
          limits.families_change,
          String(m.families),
          String(m.prior.families),
          `${countToPeople(m.prior.families)} → ${countToPeople(m.families)}`,
        ),
  (m, limits) =>
    m.prior === null
      ? pass('province_change', '', limits.province_change, FIRST_RUN)
      : widestProvince(m, limits.province_change),
  (m, limits) =>
    portion(
      'quarantined_rows',
      limits.quarantined_rows,
      m.rowsQuarantined,
      m.rowsRead,
      'rows of the extract quarantined',
    ),
  (m, limits) =>
    portion('held_households', limits.held_households, m.held, m.assessed, 'assessed households held'),
  (m, limits) =>
    m.prior === null
      ? pass('lost_to_data', '', limits.lost_to_data, FIRST_RUN)
      : portion(
          'lost_to_data',
          limits.lost_to_data,
          m.lostToData,
          m.prior.families,
          'households paid last month are unreadable or held',
        ),
  (m) =>
    m.prior?.sameContent === true
      ? {
          control: 'stale_extract',
          measured: 'same',
          limit: 'new',
          status: 'HOLD',
          detail: "the extract's content is last month's",
        }
      : pass(
          'stale_extract',
          'new',
          'new',
          m.prior === null ? FIRST_RUN : "the extract's content is not last month's",
        ),
  (m) => {
    if (m.extractDifferences === null) return pass('extract_complete', '', '0', 'no control.csv was sent');
    const count = String(m.extractDifferences.length);
    if (count === '0')
      return pass('extract_complete', count, '0', 'every file has the rows that control.csv says');
    return {
      control: 'extract_complete',
      measured: count,
      limit: '0',
      status: 'HOLD',
      detail: m.extractDifferences.join('; '),
    };
  },
  (m) => {
    if (m.budget === null) return pass('budget', m.toPay, '', 'no ceiling is configured');
    const over = amount(m.toPay).greaterThan(amount(m.budget));
    return {
      control: 'budget',
      measured: m.toPay,
      limit: m.budget,
      status: over ? 'HOLD' : 'PASS',
      detail: over
        ? `${toPeople(amount(m.toPay).minus(amount(m.budget)))} above the ceiling`
        : 'within the ceiling',
    };
  },
  (m) => ({
    control: 'reappearance',
    measured: String(m.reappeared),
    limit: '0',
    status: m.reappeared > 0 ? 'WARN' : 'PASS',
    detail: `${countToPeople(m.reappeared)} households closed last month are paid now`,
  }),
  (m) => pass('partition', '0', '0', m.identities.partition),
  (m) => pass('bridge', '0', '0', m.identities.bridge),
  (m) => pass('decisions', '0', '0', m.identities.decisions),
];

export function runControls(measures: Measures, limits: Readonly<Record<LimitName, string>>): Control[] {
  return CHECKS.map((check) => check(measures, limits));
}

/** HOLD when one control says so, else PASS; a WARN is for people to read. */
export function overallStatus(controls: readonly Control[]): 'PASS' | 'HOLD' {
  return controls.some((control) => control.status === 'HOLD') ? 'HOLD' : 'PASS';
}

export function pass(control: string, measured: string, limit: string, detail: string): Control {
  return { control, measured, limit, status: 'PASS', detail };
}

/** The relative change between two totals. From nothing to something is a change without limit. */
export function change(control: string, limit: string, now: string, before: string, detail: string): Control {
  const measured = relativeChange(decimal(now), decimal(before));
  if (measured === null) {
    const grew = !decimal(now).isZero();
    return { control, measured: grew ? 'new' : '0', limit, status: grew ? 'HOLD' : 'PASS', detail };
  }
  const status = measured.greaterThan(decimal(limit)) ? 'HOLD' : 'PASS';
  return { control, measured: shareToText(measured), limit, status, detail };
}

/** Above every measured change: a province that was paid nothing and now is. */
const WITHOUT_LIMIT = decimal('99999999');

/** The province whose total changed most decides; the detail names every one beyond the limit. */
function widestProvince(measures: Measures, limit: string): Control {
  const changes = measures.provinces.map(({ name, monthly, priorMonthly }) => ({
    size:
      relativeChange(amount(monthly), amount(priorMonthly)) ??
      (amount(monthly).isZero() ? ZERO : WITHOUT_LIMIT),
    control: change(
      'province_change',
      limit,
      monthly,
      priorMonthly,
      `${name} ${toPeople(priorMonthly)} → ${toPeople(monthly)}`,
    ),
  }));
  const widest = changes.reduce((a, b) => (b.size.greaterThan(a.size) ? b : a)).control;
  const beyond = changes.map((one) => one.control).filter((one) => one.status === 'HOLD');
  return beyond.length === 0 ? widest : { ...widest, detail: beyond.map((one) => one.detail).join('; ') };
}

export function portion(control: string, limit: string, part: number, whole: number, what: string): Control {
  const measured = share(part, whole);
  return {
    control,
    measured: shareToText(measured),
    limit,
    status: measured.greaterThan(decimal(limit)) ? 'HOLD' : 'PASS',
    detail: `${countToPeople(part)} of ${countToPeople(whole)} ${what}`,
  };
}
