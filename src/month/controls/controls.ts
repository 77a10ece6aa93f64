import type { LimitName } from '../../config/load.js';
import {
  amount,
  counted,
  countToPeople,
  decimal,
  relativeChange,
  toPeople,
  ZERO,
} from '../../domain/money.js';
import type { Period } from '../../domain/period.js';
import { type Control, change, pass, portion } from '../../programmes/control.js';

/**
 * The month's controls, a plain list of named checks. The identities are not here to be passed by luck: they are
 * asserted, and are in the list so that an auditor finds them.
 */
/** What the controls look at. Amounts are text in dirhams; `prior` is null on a first run. */
export type ControlFigures = {
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
    /** Its month where it is not the month before: "2026-08"; else absent. */
    readonly older?: Period;
  } | null;
  /** A run of an earlier month, before the last, that was computed from this very extract; null where none was. */
  readonly sameAs: { readonly period: Period; readonly runId: string } | null;
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
  /** Residents of institutions whose death an extract reported. */
  readonly deadResidents: number;
  /** Months owed that the run pays, and that were paid under another number: household and month. */
  readonly paidAgain: readonly string[];
  /** In words, what each identity added up to. */
  readonly identities: {
    readonly partition: string;
    readonly bridge: string;
    readonly decisions: string;
    /** Over the month's runs, and what is paid late. */
    readonly personsPaidOnce: string;
  };
};

type Check = (measures: ControlFigures, limits: Readonly<Record<LimitName, string>>) => Control;

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
          `households paid ${m.prior.older === undefined ? 'last month' : `in ${m.prior.older}`} are unreadable or held`,
        ),
  (m) => {
    const stale = { control: 'stale_extract', measured: 'same', limit: 'new', status: 'HOLD' } as const;
    if (m.prior?.sameContent !== true && m.sameAs !== null)
      return {
        ...stale,
        detail: `the extract's content is that of ${m.sameAs.period} (run ${m.sameAs.runId})`,
      };
    return m.prior?.sameContent === true
      ? {
          ...stale,
          detail: `the extract's content is ${m.prior.older === undefined ? "last month's" : `that of ${m.prior.older}`}`,
        }
      : pass(
          'stale_extract',
          'new',
          'new',
          m.prior === null
            ? FIRST_RUN
            : `the extract's content is not ${m.prior.older === undefined ? "last month's" : `that of ${m.prior.older}`}`,
        );
  },
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
    measured: String(m.reappeared + m.deadResidents),
    limit: '0',
    status: m.reappeared + m.deadResidents > 0 ? 'WARN' : 'PASS',
    detail: `${counted(m.reappeared, 'household')} closed in an earlier month ${m.reappeared === 1 ? 'is' : 'are'} paid now${
      m.deadResidents === 0
        ? ''
        : `; ${counted(m.deadResidents, 'resident')} whose death was reported ${m.deadResidents === 1 ? 'is' : 'are'} held`
    }`,
  }),
  (m) => pass('partition', '0', '0', m.identities.partition),
  (m) => pass('bridge', '0', '0', m.identities.bridge),
  (m) => pass('decisions', '0', '0', m.identities.decisions),
  (m) =>
    m.paidAgain.length === 0
      ? pass('persons_paid_once', '0', '0', m.identities.personsPaidOnce)
      : {
          control: 'persons_paid_once',
          measured: String(m.paidAgain.length),
          limit: '0',
          status: 'HOLD',
          detail: `months that were paid to the family under another number, and that this run would pay again: ${m.paidAgain.join(', ')}`,
        },
];

export function runControls(
  measures: ControlFigures,
  limits: Readonly<Record<LimitName, string>>,
): Control[] {
  return CHECKS.map((check) => check(measures, limits));
}

/** Above every measured change: a province that was paid nothing and now is. */
const WITHOUT_LIMIT = decimal('99999999');

/** The province whose total changed most decides; the detail names every one beyond the limit. */
function widestProvince(measures: ControlFigures, limit: string): Control {
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
