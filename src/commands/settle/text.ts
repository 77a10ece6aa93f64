import type { DifferenceKind } from '../../banks/settlement/three-ways.js';
import type { UnmatchedEntry } from '../../banks/settlement/unmatched.js';
import { countToPeople, dirhams, toPeople, toPeopleSigned } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import type { Style } from '../../terminal/style.js';
import type { Settlement } from './settle.js';

/** The three-way reconciliation for a finance officer: entitled, ordered, paid, and why they differ. */
export function settlementText(settlement: Settlement, style: Style): Line[] {
  return [
    '',
    [style.bold(`Settlement of ${settlement.period}`), `  run ${settlement.runIds.join(', ')}`],
    ...entitled(settlement),
    ...answered(settlement, style),
    ...institutions(settlement),
    ...account(settlement, style),
  ];
}

const money = (centimes: number) => toPeople(dirhams(centimes)).padStart(20);
const count = (orders: number) => countToPeople(orders).padStart(12);
const line = (label: string, orders: number | null, centimes: number) =>
  `  ${label.padEnd(62)}${orders === null ? ' '.repeat(12) : count(orders)}${money(centimes)}`;

function entitled(one: Settlement): string[] {
  return [
    '',
    `Entitled → ordered${' '.repeat(52)}orders                  DH`,
    line('entitlement of those decided PAY', null, one.entitlement),
    line('+ arrears', null, one.arrears),
    line('− recovery', null, one.recovery),
    line('= ordered', one.ordered.orders, one.ordered.centimes),
    ...one.notOrdered.map((entry) =>
      line(
        `not ordered: ${entry.decision}${entry.of === 'RESIDENTS' ? ', residents' : ''}`,
        entry.count,
        entry.entitlement,
      ),
    ),
  ];
}

const STATES: Readonly<Record<string, string>> = {
  PAID: 'paid',
  ACCEPTED: 'accepted, not yet paid',
  UNANSWERED: 'without an answer',
  REJECTED: 'rejected',
  RETURNED: 'returned',
  CONTRADICTORY: 'contradictory answers',
};

function answered(one: Settlement, style: Style): Line[] {
  return [
    '',
    'Ordered → paid, as the institutions answered',
    ...Object.entries(STATES).flatMap(([status, label]) => {
      const entries = one.states.filter((entry) => entry.status === status);
      if (entries.length === 0) return [];
      const text = line(
        label,
        entries.reduce((sum, entry) => sum + entry.orders, 0),
        entries.reduce((sum, entry) => sum + entry.centimes, 0),
      );
      const reasons = status === 'REJECTED' || status === 'RETURNED' ? entries : [];
      return [
        status === 'CONTRADICTORY' ? style.warn(text) : text,
        ...reasons.map((entry) =>
          line(
            `  ${entry.reason === '' ? 'no reason given' : entry.reason} ${one.meanings.get(entry.reason) ?? ''}`.slice(
              0,
              45,
            ),
            entry.orders,
            entry.centimes,
          ),
        ),
      ];
    }),
    line('= ordered', one.ordered.orders, one.ordered.centimes),
  ];
}

function institutions(one: Settlement): string[] {
  const codes = [...new Set(one.providers.map((entry) => entry.provider))];
  const row = (code: string) => {
    const of = (...statuses: string[]) =>
      one.providers
        .filter(
          (entry) => entry.provider === code && (statuses.length === 0 || statuses.includes(entry.status)),
        )
        .reduce((sum, entry) => sum + entry.centimes, 0);
    return `  ${code.padEnd(14)}${money(of())}${money(of('PAID'))}${money(of('ACCEPTED', 'UNANSWERED'))}${money(of('REJECTED', 'RETURNED', 'CONTRADICTORY'))}`;
  };
  const heads = ['ordered', 'paid', 'to be answered', 'not paid'].map((head) => head.padStart(20)).join('');
  return ['', `By institution${heads}`.replace('By institution', 'By institution  '), ...codes.map(row)];
}

const WHY: Readonly<Record<DifferenceKind, string>> = {
  PAID_NOT_DEBITED: 'paid, and not debited',
  PAID_CREDITED_BACK: 'paid, and back on the account',
  DEBITED_NOT_PAID: 'debited, and not said to be paid',
  DEBITED_NOT_BACK: 'debited, and not back on the account',
  BACK_NOT_ANSWERED: 'debited, and back on the account unanswered',
  CREDITED_NOT_DEBITED: 'back on the account, and no debit read',
};

/** What left the account, what came back, and why the difference is not what was paid. */
function account(one: Settlement, style: Style): Line[] {
  if (one.statementsUntil === null)
    return ['', 'No statement of account was read: sarf statement compares what left the account.'];
  const net = one.debited.centimes - one.credited.centimes;
  const waiting = one.files.filter((file) => file.waiting.orders > 0);
  return [
    '',
    `Paid → the account, as stated until ${one.statementsUntil}`,
    line('paid, as the institutions answered', one.paid.orders, one.paid.centimes),
    ...one.differences.map((entry) =>
      style.warn(
        `  ${`${WHY[entry.what]} (${STATES[entry.status] ?? entry.status})`.slice(0, 61).padEnd(62)}${count(entry.orders)}${toPeopleSigned(dirhams(entry.effect)).padStart(20)}`,
      ),
    ),
    line('= left the account, less what came back', null, net),
    line('  debited', one.debited.orders, one.debited.centimes),
    line('  came back', one.credited.orders, one.credited.centimes),
    ...(one.unmatched.length === 0
      ? []
      : [
          '',
          "On the account, of this month's orders, and matched with none",
          ...one.unmatched.map((entry) =>
            line(
              `${entry.bookedOn} ${entry.direction} ${entry.reference}, ${whyUnmatched(entry)}`,
              null,
              entry.centimes,
            ),
          ),
        ]),
    ...(waiting.length === 0
      ? []
      : [
          '',
          'Order files not debited, or not wholly',
          ...waiting.map((file) => line(file.file, file.waiting.orders, file.waiting.centimes)),
        ]),
  ];
}

/** Why an entry that refers to the month was not matched. */
function whyUnmatched({ why, expected }: UnmatchedEntry): string {
  if (why === 'SECOND') return 'a second time';
  if (why === 'UNPROVEN') return 'undone, in another currency, or of several months';
  return `${dirhams(expected ?? 0)} was sent`;
}
