import type { LimitName } from '../../config/load.js';
import {
  amount,
  counted,
  countToPeople,
  decimal,
  dirhams,
  shareToText,
  toPeople,
  ZERO,
} from '../../domain/money.js';
import { type Control, pass } from '../../programmes/control.js';

/** A sum of orders, in centimes. */
type Sum = { readonly orders: number; readonly centimes: number };

/** What the controls look at of what institutions said of earlier months. */
export type AnswerMeasures = {
  /** Order files that were rejected and of which nobody knows what became. */
  readonly rejectedFiles: readonly (Sum & { readonly file: string })[];
  /** Arrears that the run pays for orders that were rejected or came back, by the institution that pays them now. */
  readonly returned: readonly OfProvider[];
  /** All that the run pays, by institution. */
  readonly paid: readonly OfProvider[];
  /** The last released months that paid such arrears, the latest first: see PAST_MONTHS. */
  readonly before: readonly MonthReturned[];
};

/** What a released month paid in arrears of orders that came back, and in all, by institution. */
export type MonthReturned = {
  readonly month: string;
  readonly returned: readonly OfProvider[];
  readonly paid: readonly OfProvider[];
};

type OfProvider = Sum & { readonly provider: string };

/** So many released months are looked back at. */
export const PAST_MONTHS = 6;

const total = (sums: readonly Sum[]): Sum => ({
  orders: sums.reduce((all, one) => all + one.orders, 0),
  centimes: sums.reduce((all, one) => all + one.centimes, 0),
});

/** Of a month after which files were rejected, or that pays arrears of orders that came back. */
export function answerControls(m: AnswerMeasures, limits: Readonly<Record<LimitName, string>>): Control[] {
  return [
    ...(m.rejectedFiles.length === 0 ? [] : [filesRejected(m.rejectedFiles)]),
    ...(m.returned.length === 0 ? [] : [returnedArrears(m, limits)]),
  ];
}

const MOST_NAMED = 20;

function filesRejected(files: AnswerMeasures['rejectedFiles']): Control {
  const { orders, centimes } = total(files);
  const named = files
    .slice(0, MOST_NAMED)
    .map((one) => `${one.file} (${counted(one.orders, 'order')}, ${money(one.centimes)})`);
  const more = files.length - named.length;
  const names = `${named.join(', ')}${more > 0 ? ` and ${countToPeople(more)} more` : ''}`;
  return {
    control: 'files_rejected',
    measured: String(files.length),
    limit: '0',
    status: 'HOLD',
    detail: `order files were rejected, with ${counted(orders, 'order')} of ${money(centimes)} that nobody is owed so far: ${names}; sarf sent FILE --on DATE when they were sent again, sarf decide FILE unpaid --reason "…" when they will not be`,
  };
}

/** Arrears within what is paid, now and in the months before: in all, or of one institution. */
type Measured = {
  readonly name: string;
  readonly part: Sum;
  readonly whole: Sum;
  readonly limit: string;
  readonly before: readonly { readonly month: string; readonly part: Sum; readonly whole: Sum }[];
};

/**
 * Orders that come back all at once may be one wrong message, and are paid a second time. Their share of what is paid
 * is held against its limit, and against what it was in the months before: `returned_arrears_factor` times that is too
 * much, in all or for one institution. Few of them are looked at by hand, and never hold. Measured: the share that is
 * beyond, of all before that of an institution; of a run that passes, the share in all.
 */
function returnedArrears(m: AnswerMeasures, limits: Readonly<Record<LimitName, string>>): Control {
  const of = (provider: string | null): Measured => {
    const own = (some: readonly OfProvider[]) =>
      total(some.filter((one) => provider === null || one.provider === provider));
    return {
      name: provider ?? 'in all',
      part: own(m.returned),
      whole: own(m.paid),
      limit: provider === null ? limits.returned_arrears : limits.returned_institution,
      before: m.before
        .map(({ month, returned, paid }) => ({ month, part: own(returned), whole: own(paid) }))
        .filter(({ whole }) => whole.centimes > 0),
    };
  };
  const all = of(null);
  const beyond = [all, ...m.returned.map(({ provider }) => of(provider))].flatMap((one) => {
    const limit = limitBroken(one, limits);
    return limit === null ? [] : [{ ...one, limit }];
  });
  const told = (beyond.length === 0 ? [all] : beyond).map(
    (one) =>
      `${one.name} ${counted(one.part.orders, 'order')} of ${money(one.part.centimes)} in ${money(one.whole.centimes)}${inMonths(one)}`,
  );
  const detail = `arrears of orders that were rejected or came back: ${told.join('; ')}`;
  const [worst] = beyond;
  const shown = worst ?? all;
  const measured = shareToText(shareOf(shown));
  if (worst === undefined) return pass('returned_arrears', measured, shown.limit, detail);
  return { control: 'returned_arrears', measured, limit: shown.limit, status: 'HOLD', detail };
}

/** The limit that a share is above, as text; null where it is above none, or the orders are few. */
function limitBroken(one: Measured, limits: Readonly<Record<LimitName, string>>): string | null {
  if (one.part.orders < Number(limits.returned_orders)) return null;
  const share = shareOf(one);
  if (share.greaterThan(decimal(one.limit))) return one.limit;
  if (one.before.length === 0) return null;
  const before = {
    part: total(one.before.map(({ part }) => part)),
    whole: total(one.before.map(({ whole }) => whole)),
  };
  const risen = shareOf(before).times(decimal(limits.returned_arrears_factor));
  return share.greaterThan(risen) ? shareToText(risen) : null;
}

function inMonths({ before }: Measured): string {
  if (before.length === 0) return '';
  return ` (before: ${before.map((one) => `${one.month} ${shareToText(shareOf(one))}`).join(', ')})`;
}

const shareOf = ({ part, whole }: { readonly part: Sum; readonly whole: Sum }) =>
  whole.centimes === 0 ? ZERO : amount(String(part.centimes)).dividedBy(amount(String(whole.centimes)));

const money = (centimes: number) => `${toPeople(dirhams(centimes))} DH`;
