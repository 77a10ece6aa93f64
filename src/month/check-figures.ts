import type { Manifest } from '../archive/manifest.js';
import { amount, sum, toText } from '../domain/money.js';

/** A figure of a month beside last month's. Counts are whole numbers, amounts dirhams with two decimals, as text. */
export type CheckFigure = {
  readonly figure: string;
  readonly now: string;
  /** Null: there is no month before. */
  readonly before: string | null;
  readonly change: string | null;
  /** How it is shown to people. */
  readonly unit: 'number' | 'DH';
};

type Figured = Pick<Manifest, 'counts' | 'totals' | 'residents'>;

/**
 * A month as its runs leave it: what all of them paid, and of the last one, which read the whole corrected extract, what
 * was read and who is not paid. @param runs the regular run of a month, then its supplementary runs
 */
export function wholeMonth(runs: readonly Figured[]): Figured | null {
  const last = runs.at(-1);
  if (last === undefined || runs.length === 1) return last ?? null;
  const added = (of: (run: Figured) => string) => toText(sum(runs.map((run) => amount(of(run)))));
  const count = (of: (run: Figured) => number) => runs.reduce((all, run) => all + of(run), 0);
  const paid = ({ counts }: Figured) => counts.decisions.filter(({ decision }) => decision === 'PAY');
  const others = last.counts.decisions.filter(
    ({ decision, reason }) => decision !== 'PAY' && reason !== 'ALREADY_PAID',
  );
  const pay = {
    ...{ decision: 'PAY', reason: '' },
    households: count((run) => paid(run).reduce((all, one) => all + one.households, 0)),
    entitlement: added((run) => toText(sum(paid(run).map((one) => amount(one.entitlement))))),
  };
  return {
    ...last,
    counts: { ...last.counts, decisions: [pay, ...others] },
    totals: {
      entitlement: added((run) => run.totals.entitlement),
      arrears: added((run) => run.totals.arrears),
      recovery: added((run) => run.totals.recovery),
      net: added((run) => run.totals.net),
      orders: count((run) => run.totals.orders),
    },
  };
}

/** What is read, decided and paid, in this order. A decision and reason that neither month has is left out. */
export function checkFigures(now: Figured, before: Figured | null): CheckFigure[] {
  const count = (figure: string, of: (month: Figured) => number): CheckFigure => {
    const [one, other] = [of(now), before === null ? null : of(before)];
    return {
      ...{ figure, now: String(one), unit: 'number' },
      before: other === null ? null : String(other),
      change: other === null ? null : String(one - other),
    };
  };
  const money = (figure: string, of: (month: Figured) => string): CheckFigure => {
    const [one, other] = [of(now), before === null ? null : of(before)];
    return {
      ...{ figure, now: one, before: other, unit: 'DH' },
      change: other === null ? null : toText(amount(one).minus(amount(other))),
    };
  };
  const decided = [now, ...(before === null ? [] : [before])].flatMap((month) =>
    month.counts.decisions.map(({ decision, reason }) => ({ decision, reason })),
  );
  const reasons = [...new Map(decided.map((one) => [`${one.decision} ${one.reason}`, one])).entries()];
  return [
    count('household rows', (month) => month.counts.households),
    count('member rows', (month) => month.counts.members),
    count('resident rows', (month) => month.residents?.rows ?? 0),
    count('rows in quarantine', (month) => month.counts.quarantined_rows),
    ...reasons
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, { decision, reason }]) =>
        count(name.trim(), (month) =>
          month.counts.decisions
            .filter((one) => one.decision === decision && one.reason === reason)
            .reduce((households, one) => households + one.households, 0),
        ),
      ),
    count('orders', (month) => month.totals.orders),
    money('entitlement', (month) => month.totals.entitlement),
    money('arrears', (month) => month.totals.arrears),
    money('recovery', (month) => month.totals.recovery),
    money('total to pay', (month) => month.totals.net),
  ];
}
