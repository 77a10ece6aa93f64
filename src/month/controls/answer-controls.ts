import type { LimitName } from '../../config/load.js';
import { amount, countToPeople, decimal, dirhams, shareToText, toPeople, ZERO } from '../../domain/money.js';
import { type Control, pass } from '../../programmes/control.js';

/** A sum of orders, in centimes. */
type Sum = { readonly orders: number; readonly centimes: number };

/** What the controls look at of what institutions said of earlier months. */
export type AnswerMeasures = {
  /** Order files that were rejected and of which nobody knows what became. */
  readonly rejectedFiles: readonly (Sum & { readonly file: string })[];
  /** Arrears that the run pays for orders that were rejected or came back, by the institution that pays them now. */
  readonly returned: readonly (Sum & { readonly provider: string })[];
  /** All that the run pays, by institution. */
  readonly paid: readonly (Sum & { readonly provider: string })[];
  /** What the prior run measured; null when it measured nothing. */
  readonly before: string | null;
};

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
    .map((one) => `${one.file} (${countToPeople(one.orders)} orders, ${money(one.centimes)})`);
  const more = files.length - named.length;
  const names = `${named.join(', ')}${more > 0 ? ` and ${countToPeople(more)} more` : ''}`;
  return {
    control: 'files_rejected',
    measured: String(files.length),
    limit: '0',
    status: 'HOLD',
    detail: `order files were rejected, with ${countToPeople(orders)} orders of ${money(centimes)} that nobody is owed so far: ${names}; sarf sent FILE --on DATE when they were sent again, sarf decide FILE unpaid --reason "…" when they will not be`,
  };
}

/**
 * Orders that come back all at once may be one wrong message, and are paid a second time. Few of them are looked at by hand,
 * and never hold.
 */
function returnedArrears(
  { returned, paid, before }: AnswerMeasures,
  limits: Readonly<Record<LimitName, string>>,
): Control {
  const all = { name: 'in all', part: total(returned), whole: total(paid), limit: limits.returned_arrears };
  const each = returned.map((part) => ({
    name: part.provider,
    part,
    whole: total(paid.filter((one) => one.provider === part.provider)),
    limit: limits.returned_institution,
  }));
  const least = Number(limits.returned_orders);
  const beyond = [all, ...each].filter(
    (one) => one.part.orders >= least && shareOf(one.part, one.whole).greaterThan(decimal(one.limit)),
  );
  const told = (beyond.length === 0 ? [all] : beyond).map(
    (one) =>
      `${one.name} ${countToPeople(one.part.orders)} orders of ${money(one.part.centimes)} in ${money(one.whole.centimes)}`,
  );
  const detail = `arrears of orders that were rejected or came back: ${told.join('; ')}${before === null ? '' : `; the prior run: ${before}`}`;
  const [worst] = beyond;
  const shown = worst ?? all;
  const measured = shareToText(shareOf(shown.part, shown.whole));
  if (worst === undefined) return pass('returned_arrears', measured, shown.limit, detail);
  return { control: 'returned_arrears', measured, limit: shown.limit, status: 'HOLD', detail };
}

const shareOf = (part: Sum, whole: Sum) =>
  whole.centimes === 0 ? ZERO : amount(String(part.centimes)).dividedBy(amount(String(whole.centimes)));

const money = (centimes: number) => `${toPeople(dirhams(centimes))} DH`;
