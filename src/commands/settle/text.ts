import type { FileInDoubt } from '../../banks/settlement/files-in-doubt.js';
import type { DifferenceKind } from '../../banks/settlement/three-ways.js';
import type { UnmatchedEntry } from '../../banks/settlement/unmatched.js';
import { counted, countToPeople, dirhams, toPeople, toPeopleSigned, unitOf } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import { quoted } from '../../domain/shell.js';
import type { Style } from '../../terminal/style.js';
import { left, right, type TextRow, textTable } from '../../terminal/table.js';
import type { Settlement } from './settle.js';

/** The three-way reconciliation as text, for a finance officer: entitled, ordered, paid, and why they differ. */
export function settlementText(settlement: Settlement, style: Style, out: string): Line[] {
  return [
    '',
    [style.bold(`Settlement of ${settlement.period}`), `  run ${settlement.runIds.join(', ')}`],
    ...entitled(settlement),
    ...answered(settlement, style, out),
    ...institutions(settlement),
    ...undecided(settlement, style, out),
    ...account(settlement, style, out),
  ];
}

/** The settlement in one line. */
export function settlementLine({ period, runIds, ordered, open }: Settlement): string {
  return `${period} settled: run ${runIds.join(', ')}, ${counted(ordered.orders, 'order')} of ${money(ordered.centimes)} DH, to decide on ${countToPeople(open.length)}`;
}

const money = (centimes: number) => toPeople(dirhams(centimes));
/** A label, a number of orders, and an amount. */
const COLUMNS = [left(64), right(11), right(19)];
const row = (label: string, orders: number | null, centimes: number) => [
  `  ${label}`,
  orders === null ? '' : countToPeople(orders),
  money(centimes),
];

function entitled(one: Settlement): Line[] {
  return [
    '',
    ...textTable(COLUMNS, [
      ['Entitled → ordered', 'orders', 'DH'],
      row('entitlement of those decided PAY', null, one.entitlement),
      row('+ arrears', null, one.arrears),
      row('− recovery', null, one.recovery),
      row('= ordered', one.ordered.orders, one.ordered.centimes),
      ...one.notOrdered.map((entry) =>
        row(
          `not ordered: ${entry.decision}${entry.of === 'RESIDENTS' ? ', residents' : ''}`,
          entry.count,
          entry.entitlement,
        ),
      ),
    ]),
  ];
}

const STATES: Readonly<Record<string, string>> = {
  PAID: 'paid',
  PAID_TWICE: 'paid, and paid again with another order: overpaid',
  ACCEPTED: 'accepted, not yet paid',
  SENT: 'sent, without an answer yet',
  UNANSWERED: 'without an answer',
  REJECTED: 'rejected',
  FILE_REJECTED: 'in files that were rejected: to be sent again, or decided on',
  RETURNED: 'returned',
  RETURN_SAID: 'said to be returned, and no credit on the account shows it',
  CONTRADICTORY: 'contradictory answers: to be decided on',
};
/** The statuses that are listed with their reasons. */
const WITH_REASONS = ['REJECTED', 'FILE_REJECTED', 'RETURNED', 'RETURN_SAID'];
/** The statuses for which nothing is owed until more is known or a person decides. */
const OPEN = ['FILE_REJECTED', 'RETURN_SAID', 'CONTRADICTORY'];

function answered(one: Settlement, style: Style, out: string): Line[] {
  return [
    '',
    ...textTable(COLUMNS, [
      'Ordered → paid, as the institutions answered',
      ...Object.entries(STATES).flatMap(([status, label]) => inState(one, status, label, style, out)),
      row('= ordered', one.ordered.orders, one.ordered.centimes),
    ]),
  ];
}

/** The orders in one state, with the reasons of those that came back. */
function inState(one: Settlement, status: string, label: string, style: Style, out: string): TextRow[] {
  const entries = one.states.filter((entry) => entry.status === status);
  if (entries.length === 0) return [];
  const cells = row(
    label,
    entries.reduce((sum, entry) => sum + entry.orders, 0),
    entries.reduce((sum, entry) => sum + entry.centimes, 0),
  );
  if (status === 'CONTRADICTORY') return [{ cells, paint: style.warn }];
  if (status === 'PAID_TWICE')
    return [
      { cells, paint: style.warn },
      ...one.paidAgain.map((entry) =>
        row(`  ${entry.orderId}, again with ${entry.paidAgainBy}`, null, entry.centimes),
      ),
      one.paidAgain.every((entry) => entry.isDecided)
        ? `    a recovery is decided: sarf owed --out ${quoted(out)} shows what is left of it`
        : `    sarf owed --out ${quoted(out)} says what to decide`,
    ];
  if (!WITH_REASONS.includes(status)) return [cells];
  return [
    OPEN.includes(status) ? { cells, paint: style.warn } : cells,
    ...entries.map(({ reason, orders, centimes }) => {
      const said = `${reason === '' ? 'no reason given' : reason} ${one.meanings.get(reason) ?? ''}`;
      return row(`  ${said}`.slice(0, 45), orders, centimes);
    }),
  ];
}

const MOST_LISTED = 20;

/** What a person must decide, oldest first, with its age; then the decisions. */
function undecided({ open, decisions }: Settlement, style: Style, out: string): Line[] {
  const rows = open
    .slice(0, MOST_LISTED)
    .map((one) => [
      `  ${one.status}  ${one.name}, since ${one.since}${one.age === null ? '' : `, ${counted(one.age, 'day')}`}`,
      countToPeople(one.orders),
      money(one.centimes),
    ]);
  return [
    ...(rows.length === 0
      ? []
      : [
          '',
          ...textTable(COLUMNS, [
            { cells: ['To decide on', 'orders', 'DH'], paint: style.warn },
            ...rows,
            ...(open.length > MOST_LISTED
              ? [`  … and ${countToPeople(open.length - MOST_LISTED)} more; --json lists them all`]
              : []),
            `  sarf decide ${open[0]?.name} paid|unpaid --reason "…" --out ${quoted(out)} decides on the first`,
          ]),
        ]),
    ...section(
      'Decided',
      decisions.map((one) => [
        `  ${one.on} ${one.decision} ${one.target}${one.reason === '' ? '' : `: ${one.reason}`}`,
        countToPeople(one.orders),
        money(one.centimes),
      ]),
    ),
  ];
}

function institutions(one: Settlement): Line[] {
  const twice = one.paidTwice.orders > 0;
  const codes = [...new Set(one.providers.map((entry) => entry.provider))];
  const of = (code: string, ...statuses: string[]) =>
    money(
      one.providers
        .filter(
          ({ provider, status }) => provider === code && (statuses.length === 0 || statuses.includes(status)),
        )
        .reduce((sum, entry) => sum + entry.centimes, 0),
    );
  return [
    '',
    ...textTable(
      [left(16), right(19), right(19), right(19), right(19), ...(twice ? [right(19)] : [])],
      [
        ['By institution', 'ordered', 'paid', 'to be answered', 'not paid', ...(twice ? ['paid twice'] : [])],
        ...codes.map((code) => [
          `  ${code}`,
          of(code),
          of(code, 'PAID'),
          of(code, 'ACCEPTED', 'SENT', 'UNANSWERED'),
          of(code, 'REJECTED', 'FILE_REJECTED', 'RETURNED', 'RETURN_SAID', 'CONTRADICTORY'),
          ...(twice ? [of(code, 'PAID_TWICE')] : []),
        ]),
      ],
    ),
  ];
}

const WHY: Readonly<Record<DifferenceKind, string>> = {
  PAID_NOT_DEBITED: 'paid, and not debited',
  PAID_CREDITED_BACK: 'paid, and back on the account',
  DEBITED_NOT_PAID: 'debited, and not answered as paid',
  DEBITED_NOT_BACK: 'debited, and not back on the account',
  BACK_NOT_ANSWERED: 'debited, and back on the account without an answer',
  CREDITED_NOT_DEBITED: 'back on the account, and no debit read',
};

/** What left the account, what came back, and why their difference is not the sum that was paid. */
function account(one: Settlement, style: Style, out: string): Line[] {
  if (one.statementsUntil === null)
    return [
      '',
      `No statement of account was read: sarf statement FILE --out ${quoted(out)} compares what left the account.`,
    ];
  const net = one.debited.centimes - one.credited.centimes;
  const waiting = one.files.filter((file) => file.waiting.orders > 0);
  return [
    '',
    ...textTable(COLUMNS, [
      `Paid → the account, as stated until ${one.statementsUntil}`,
      row('paid, as the institutions answered', one.paid.orders, one.paid.centimes),
      ...(one.paidTwice.orders > 0
        ? [row('+ paid, and paid again with another order', one.paidTwice.orders, one.paidTwice.centimes)]
        : []),
      ...one.differences.map((entry) => ({
        cells: [
          `  ${WHY[entry.what]} (${STATES[entry.status] ?? entry.status})`,
          countToPeople(entry.orders),
          toPeopleSigned(dirhams(entry.effect)),
        ],
        paint: style.warn,
      })),
      row('= left the account, less what came back', null, net),
      row('  debited', one.debited.orders, one.debited.centimes),
      row('  came back', one.credited.orders, one.credited.centimes),
    ]),
    ...section(
      "On the account, of this month's orders, and matched with none",
      one.unmatched.map(unmatchedRow),
    ),
    ...section(
      'A part of a file is back, and nobody says which orders',
      one.inDoubt.flatMap(inDoubtRows),
      `  sarf decide ORDER unpaid --reason "…" --out ${quoted(out)} says it of an order`,
    ),
    ...section(
      'Order files not debited, or not wholly',
      waiting.map((file) => row(file.file, file.waiting.orders, file.waiting.centimes)),
    ),
  ];
}

/** A credit for a part of a file, and the orders that it may bring back: those of its very amount are named. */
function inDoubtRows({ bookedOn, file, centimes, orders }: FileInDoubt): TextRow[] {
  const alike = orders.filter((one) => one.centimes === centimes);
  const named = (orders.length > MOST_LISTED ? alike : orders).slice(0, MOST_LISTED);
  const left = orders.length - named.length;
  return [
    row(`${bookedOn} ${file}, back of one or more of these`, orders.length, centimes),
    ...named.map((one) => row(`  ${one.orderId}`, null, one.centimes)),
    ...(left === 0 ? [] : [`    … and ${countToPeople(left)} more; --json lists them all`]),
  ];
}

/** A list with its title, and what to do; empty when there are no rows. */
function section(title: string, rows: readonly TextRow[], ...advice: readonly TextRow[]): Line[] {
  return rows.length === 0 ? [] : ['', ...textTable(COLUMNS, [title, ...rows, ...advice])];
}

/** An entry that matches nothing. An amount in another currency stands with its name, not among the dirhams. */
function unmatchedRow(entry: UnmatchedEntry): TextRow {
  const named = `${entry.bookedOn} ${entry.direction} ${entry.reference}`;
  const unit = unitOf(entry.currency);
  return unit === 'DH'
    ? row(`${named}, ${whyUnmatched(entry)}`, null, entry.centimes)
    : [`  ${named}, ${money(entry.centimes)} ${unit}: another currency`, '', ''];
}

/** Why an entry that refers to the month is not matched. */
function whyUnmatched({ why, expected }: UnmatchedEntry): string {
  if (why === 'SECOND') return 'a second time';
  if (why === 'UNPROVEN') return 'undone, in another currency, or of several months';
  return `${dirhams(expected ?? 0)} was sent`;
}
