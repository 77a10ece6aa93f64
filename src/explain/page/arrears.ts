import { sum, ZERO } from '../../domain/money.js';
import { shiftPeriod } from '../../domain/period.js';
import type { Line } from '../../domain/printable.js';
import { wrapped } from '../../domain/wrapped.js';
import type { HouseholdExplanation } from '../explanation.js';
import type { PaidElsewhere } from '../facts/audit-rows.js';
import type { PastMonth, WaitingDebt } from '../facts/owed-facts.js';
import type { ArrearsRow } from '../facts/owed-rows.js';
import type { Source } from '../facts/sources.js';
import { ending, owedFor, parameterValue } from '../languages/lookup.js';
import type { Words } from '../languages/words.js';
import { aidLines, grantAndChild, mark } from './aid-lines.js';
import { longWithAmount, type Paint, withAmount } from './layout.js';

/**
 * The arrears that are paid: what each debt is for and, for a month that is computed now, the lines of its amount.
 */
export function arrearsSection(
  lines: readonly (ArrearsRow & { readonly past?: PastMonth | null })[],
  sources: readonly Source[],
  words: Words,
  paint: Paint,
): Line[][] {
  if (lines.length === 0) return [];
  return [
    [
      paint.bold(words.owed.arrears),
      ...lines.flatMap((line) => [
        ...longWithAmount(owedFor(line, words), words.money(line.amount)),
        ...(line.past == null ? [] : pastLines(line.past, line.composition ?? '', sources, words)),
      ]),
      withAmount(`  ${words.page.arrears}`, words.money(sum(lines.map((line) => line.amount)))),
    ],
  ];
}

function pastLines(past: PastMonth, composition: string, sources: readonly Source[], words: Words): string[] {
  const { reference, lines, grants, sources: own } = past;
  const dated = (parameter: Source['parameter']) => own.find((one) => one.parameter === parameter)?.dated;
  const marked = (parameter: Source['parameter']) => mark(sources, parameter, dated(parameter)?.from);
  const computed = words.owed.computed(`${reference} ${marked('reference_day')}`.trimEnd(), composition);
  return [
    ...wrapped(computed, 4, 4),
    ...(past.notCounted.length === 0
      ? []
      : wrapped(
          words.owed.notCounted(past.notCounted.map((one) => `${one.personId} (${one.paidTo})`).join(', ')),
          4,
          4,
        )),
    ...aidLines(lines, reference, (parameter) => dated(parameter)?.value ?? null, marked, words, '    '),
    ...grants.map((one) =>
      withAmount(`    ${grantAndChild(one, words)}`, words.money(one.amount), marked(one.parameter)),
    ),
  ];
}

/** What the month takes for each recovery, and the most that it may take. */
export function recoverySection(
  { recovered, sources }: HouseholdExplanation,
  words: Words,
  paint: Paint,
): Line[][] {
  if (recovered === null) return [];
  const { lines, share, monthlyAid, ceiling } = recovered;
  const { money, owed, month } = words;
  const most = owed.ceiling(parameterValue('recovery_share', share.value, words), money(monthlyAid));
  return [
    [
      paint.bold(owed.recovery),
      ...lines.flatMap((line) =>
        longWithAmount(
          owed.taken({
            id: line.recoveryId,
            opened: month(line.openedIn),
            decidedOn: line.decidedOn,
            before: money(line.balanceBefore),
            after: money(line.balanceAfter),
          }),
          `−${money(line.taken)}`,
          line.share === null ? '' : owed.ownShare(parameterValue('recovery_share', line.share, words)),
        ),
      ),
      withAmount(`  ${most}`, money(ceiling), mark(sources, 'recovery_share')),
      withAmount(`  ${words.page.recovery}`, `−${money(sum(lines.map((line) => line.taken)))}`),
    ],
  ];
}

/**
 * The debts of the household: the amount of this month, if it is owed, or the earlier debts that wait, and what each
 * waits for.
 */
export function owedSection(explained: HouseholdExplanation, words: Words, paint: Paint): Line[][] {
  const text = owedText(explained, words);
  const { waiting } = explained;
  if (text !== null) return [[paint.bold(words.owed.owed), ...wrapped(text)]];
  if (waiting.length === 0) return [];
  return [
    [
      paint.bold(words.owed.owed),
      ...waiting.flatMap((debt) =>
        longWithAmount(
          waitingText(debt, words),
          debt.amount === null ? words.owed.notKnown : words.money(debt.amount),
        ),
      ),
      ...wrapped(waitingPaid(waiting, words)),
    ],
  ];
}

/** Earlier months that are not paid, or not yet, because another household was paid for an adult, or is owed the month. */
export function notDueSection({ notDue }: HouseholdExplanation, words: Words, paint: Paint): Line[][] {
  if (notDue.length === 0) return [];
  return [[paint.bold(words.owed.notDue), ...notDue.flatMap((one) => wrapped(notDueText(one, words)))]];
}

export function notDueText({ month, personId, paidTo, effect }: PaidElsewhere, words: Words): string {
  const { waitsFor, accountPaid, paidInAnother } = words.owed;
  const say = effect === 'WAITS' ? waitsFor : effect === 'ACCOUNT_PAID' ? accountPaid : paidInAnother;
  return say({ month: words.month(month), person: personId, paidTo });
}

/**
 * Final payments: what is decided for the household and paid to another payee, and which of these orders came back.
 */
export function finalsSection({ finals }: HouseholdExplanation, words: Words, paint: Paint): Line[][] {
  const { paid, waiting } = finals;
  if (paid.length + waiting.length === 0) return [];
  const { owed, money } = words;
  return [
    [
      paint.bold(owed.finals),
      ...paid.flatMap((one) =>
        longWithAmount(owed.final(one.adjustmentId, one.payeeId, one.provider, one.orderId), money(one.net)),
      ),
      ...waiting.flatMap((debt) =>
        longWithAmount(waitingText(debt, words), debt.amount === null ? owed.notKnown : money(debt.amount)),
      ),
      ...(waiting.length === 0 ? [] : wrapped(owed.finalAgain)),
    ],
  ];
}

/** What a debt is for, and the last month in which it can be paid. */
export function waitingText({ row, until }: WaitingDebt, words: Words): string {
  const of = owedFor({ ...row, composition: null, amount: ZERO }, words);
  return words.owed.waits(of, until === null ? words.owed.never : words.owed.until(words.month(until)));
}

/** How waiting debts are paid, and how to extend those that lapse. Gives the names of the debts that lapse. */
export function waitingPaid(waiting: readonly WaitingDebt[], words: Words): string {
  const names = waiting.filter(({ until }) => until !== null).map(({ name }) => name);
  return [words.owed.again, ...names.map((name) => words.owed.extend(name))].join(' ');
}

/**
 * The debt of this month as one paragraph; null when the month is not owed.
 * @param marked whether to add the numbers of the sources
 */
export function owedText(
  { owed, payeeId, householdId, sources }: HouseholdExplanation,
  words: Words,
  marked = true,
): string | null {
  if (owed === null) return null;
  const { origin, reason, until, monthsBack } = owed;
  const month = words.month(origin);
  const place = (parameter: Source['parameter']) => (marked ? ` ${mark(sources, parameter)}` : '');
  const ends = ending(reason, payeeId ?? '', words);
  const paid = words.owed.when({
    ends,
    next: words.month(shiftPeriod(origin, 1)),
    last: words.month(until),
    months: monthsBack.value ?? '',
    mark: place('arrears_months'),
  });
  const day = `${owed.reference}${place('reference_day')}`;
  const what = owed.earlier
    ? words.owed.earlier(month, householdId)
    : owed.amount === null
      ? words.owed.unknown(month, day)
      : words.owed.known(words.money(owed.amount), month);
  return `${what.charAt(0).toUpperCase()}${what.slice(1)} ${paid}`;
}
