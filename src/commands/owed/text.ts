import { counted, countToPeople, dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import { quoted } from '../../domain/shell.js';
import { type Debt, debtId } from '../../ledger/debts.js';
import type { UnpaidOrder } from '../../ledger/order-answers.js';
import { type PaidTwice, RECOVERY_HEADER, recoveryRow } from '../../ledger/paid-twice.js';
import type { RecordedDecision, Recovery } from '../../ledger/recoveries.js';
import { familyBeforeOf } from '../../ledger/transfers.js';
import { left, right, type TextRow, textTable } from '../../terminal/table.js';
import type { HouseholdAccounts, OpenAccounts } from './accounts.js';
import type { Extended } from './extend.js';
import type { LapsingDebts } from './lapsing.js';

/** What is and was owed to and by one household, by month, and its holds. */
export function householdText(accounts: HouseholdAccounts, out: string): Line[] {
  const { beneficiary, debts, toPayees, returns, paidTwice, recoveries, holds, familiesBefore } = accounts;
  const lists = [debts, toPayees, returns, paidTwice, recoveries, holds, familiesBefore];
  if (lists.every((list) => list.length === 0))
    return [
      accounts.movedTo.length === 0
        ? `${beneficiary}: nothing is owed in either direction, and never was`
        : `${beneficiary}: nothing is owed in either direction under this number; what was stands under ${accounts.movedTo.map((number) => `${number} (sarf owed ${number} --out ${quoted(out)})`).join(', ')}`,
    ];
  return [
    beneficiary,
    ...textTable(
      [left(9), left(32, 2), right(15), left(0, 2)],
      [...owedTo(accounts), ...(recoveries.length > 0 ? ['Owed by the household'] : []), ...owedBy(accounts)],
    ),
    ...paidTwiceText(paidTwice),
    ...holds.map((hold) => {
      const why = hold.endedBecause ? `: ${hold.endedBecause}` : '';
      return `Held: ${hold.reason} since ${hold.orderId}${hold.state === 'ENDED' ? `, ended${why}` : ''}`;
    }),
    ...familiesBefore.map(
      (number) =>
        `Of the family before, not of this one: sarf owed ${number} --out ${quoted(out)}, moved by sarf transfer ${number} NEW --reason "…" --out ${quoted(out)}`,
    ),
  ];
}

/** Overpayments that nobody has decided on, and the rows that take them back. */
function paidTwiceText(orders: readonly PaidTwice[]): Line[] {
  if (orders.length === 0) return [];
  const rows = orders.flatMap((one) => recoveryRow(one) ?? []);
  const total = orders.reduce((sum, one) => sum + one.centimes, 0);
  return [
    `Overpaid, said to be paid and paid again since: ${toPeople(dirhams(total))} DH`,
    ...textTable(
      [left(9), left(20, 2), left(36), right(15), left(0, 2)],
      orders.map((one) => [
        `  ${one.period}`,
        one.beneficiary,
        one.orderId,
        money(one.centimes),
        `paid again with ${one.paidAgainBy}`,
      ]),
    ),
    ...(rows.length === 0
      ? []
      : [
          'Taken back, once decided, by these rows in adjustments*.csv of the next extract, with decision_ref and decided_on:',
          `  ${RECOVERY_HEADER}`,
          ...rows.map((one) => `  ${one}`),
        ]),
  ];
}

function owedTo({ debts, toPayees, returns, recovered, moved }: HouseholdAccounts): TextRow[] {
  if (debts.length + toPayees.length + returns.length + recovered.length === 0) return [];
  const open = [...debts, ...toPayees].filter((one) => one.state === 'OPEN');
  const unknown = open.filter((one) => one.centimes === null).length;
  const back = recovered.reduce((total, one) => total + one.recovered, 0);
  const sum = [...open, ...returns].reduce((total, one) => total + (one.centimes ?? 0), back);
  const later = `, and months whose amounts are computed when the household is payable: ${countToPeople(unknown)}`;
  return [
    'Owed to the household, by month',
    ...debts.flatMap((debt) => [
      debtRow(debt),
      ...moved
        .filter(
          (one) =>
            one.origin === debt.origin && one.debtKind === debt.kind && one.reference === debt.reference,
        )
        .map((one) => [
          '',
          `  ${one.kind} ${one.level}`,
          money(one.centimes),
          `CANCELLED, ${one.waits ? 'owed' : 'paid'} to ${one.toHouseholdId} in ${one.period} with the child ${one.personId}`,
        ]),
    ]),
    ...(toPayees.length === 0 ? [] : ['Final payments, owed to payees of their own']),
    ...toPayees.map(debtRow),
    ...returns.map((order) => [
      `  ${order.period}`,
      `${order.status} ${order.reasonCode}`,
      money(order.centimes),
      `the next run owes it, ${order.orderId}${inWords(order)}`,
    ]),
    ...recovered.map((one) => [
      `  ${one.period}`,
      'RECOVERED',
      money(one.recovered),
      `the next run owes it, ${one.recoveryId} came back`,
    ]),
    `  Open: ${toPeople(dirhams(sum))} DH${unknown === 0 ? '' : later}`,
  ];
}

const inWords = ({ reasonWords }: UnpaidOrder) =>
  reasonWords === null || reasonWords === undefined ? '' : `; the institution says: ${reasonWords}`;

function debtRow(debt: Debt): TextRow {
  return [
    `  ${debt.origin}`,
    `${debt.cause} ${debt.reason}`,
    money(debt.centimes),
    `${debt.state}${debt.orderId === null ? '' : ` with ${debt.orderId}`}${origin(debt)}${extension(debt)}`,
  ];
}

function owedBy({ recoveries, decisions }: HouseholdAccounts): TextRow[] {
  return recoveries.flatMap((one) => [
    [
      `  ${one.openedIn}`,
      one.recoveryId,
      money(one.centimes),
      `${one.state}, balance ${toPeople(dirhams(one.balance))}${rate(one)}`,
    ],
    ...decisions
      .filter(({ recoveryId, decision }) => recoveryId === one.recoveryId && decision in REDUCED)
      .map(({ decision, centimes, reason }) => ['', `  ${REDUCED[decision]}`, `−${money(centimes)}`, reason]),
  ]);
}

/** Decisions by which a part of a balance is owed no more. */
const REDUCED: Readonly<Partial<Record<RecordedDecision['decision'], string>>> = {
  REPAY: 'repaid',
  WAIVE: 'waived',
};

/** The share that people decided on for this balance. */
function rate({ share }: Recovery): string {
  return share === null ? '' : `, at most ${share} of a month's aid`;
}

function origin({ kind, reference }: Debt): string {
  if (kind === 'ORDER') return `, was ${reference}`;
  if (kind === 'GRANTS' && reference !== '') return `, was ${reference}`;
  return kind === 'ADJUSTMENT' ? `, adjustment ${reference}` : '';
}

function extension(debt: Debt): string {
  const named = debt.state === 'OPEN' ? `, ${debtId(debt)}` : '';
  return `${named}${debt.extendedTo === null ? '' : `, extended to ${debt.extendedTo}`}`;
}

/** The debts of the last run's list that are still open. */
export function lapsingText({ period, runId, debts }: LapsingDebts, out: string): Line[] {
  const of = `the list of ${period}, run ${runId}`;
  if (debts.length === 0) return [`No debt lapses within three months or waits for nobody (${of})`];
  return [
    `Debts that lapse, or of families closed, excluded or gone, still open (${of})`,
    ...textTable(
      [left(44), left(12, 2), right(15), left(0, 2)],
      [
        ['debt', 'cause', 'DH', 'may be paid until'],
        ...debts.map(({ debt, lapsesAfter }) => [
          debtId(debt),
          debt.cause,
          money(debt.centimes),
          lapsesAfter ?? 'for ever',
        ]),
      ],
    ),
    ...[...new Set(debts.map(({ debt }) => debt.beneficiary))].flatMap((number) => {
      const before = familyBeforeOf(number);
      if (before === null) return [];
      return `${number} is the family that had the number ${before.householdId} before ${before.month}: paid once sarf transfer ${number} NEW --reason "…" --out ${quoted(out)} says where it stands now`;
    }),
    `Kept from lapsing by: sarf owed extend DEBT --to YYYY-MM --reason "…" --out ${quoted(out)}`,
  ];
}

/** A debt after the decision. */
export function extendedText({ debt, to }: Extended): Line[] {
  const amount = debt.centimes === null ? 'amount not known yet' : `${money(debt.centimes)} DH`;
  return [`${debtId(debt)}: ${amount}, may be paid until the run of ${to}`];
}

/** An amount for people. Null: it is computed when the household is payable. */
function money(centimes: number | null): string {
  return centimes === null ? 'not known' : toPeople(dirhams(centimes));
}

/** Sums of debts by cause, the open recoveries, and how many households are held. */
export function openText({ debts, returns, paidTwice, recoveries, holds }: OpenAccounts): Line[] {
  const none = (count: number) => (count === 0 ? ['  none'] : []);
  return [
    ...textTable(
      [left(28), right(10), right(15), left(0, 2)],
      [
        ['Owed to households', 'debts', 'DH'],
        ...debts.map((one) => [
          `  ${one.cause}`,
          countToPeople(one.count),
          money(one.centimes),
          one.unknown === 0
            ? ''
            : `${countToPeople(one.unknown)} of them computed when the household is payable`,
        ]),
        ...(returns.count > 0
          ? [['  came back since last run', countToPeople(returns.count), money(returns.centimes)]]
          : []),
      ],
    ),
    ...none(debts.length + returns.count),
    'Owed by households',
    ...textTable(
      [left(9), left(20, 2), left(20), right(15), left()],
      recoveries.map((one) => [
        `  ${one.openedIn}`,
        one.householdId,
        one.recoveryId,
        money(one.balance),
        `of ${toPeople(dirhams(one.centimes))}  ${one.state}${rate(one)}`,
      ]),
    ),
    ...none(recoveries.length),
    ...paidTwiceText(paidTwice),
    ...holds.map(({ reason, households }) => `Held ${reason}: ${counted(households, 'household')}`),
  ];
}
