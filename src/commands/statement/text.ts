import type { StatementHole } from '../../banks/settlement/statement-holes.js';
import { counted, countToPeople, dirhams, toPeople, unitOf } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import { quoted } from '../../domain/shell.js';
import type { Style } from '../../terminal/style.js';
import { left, right, type TextColumn, textTable } from '../../terminal/table.js';
import type { StatementResult } from './statement.js';

/** The statements that were read, and what is unmatched on both sides, as text; oldest first. */
export function statementText(result: StatementResult, style: Style, out: string): Line[] {
  return [
    ...result.statements.flatMap((one) => statementLines(one, style)),
    ...result.strangers.map(
      (one): Line => [
        style.warn('not matched'),
        `: ${one.file}, statement ${one.statementId} of account ${one.account}, which is none of the debtor's`,
      ],
    ),
    ...result.holes.map((one): Line => [style.warn('statements lack'), `: ${holeOf(one)}`]),
    '',
    ...textTable(
      [left(43), right(9), right(18)],
      [
        [`Of all statements read, on ${result.asOf}`, 'entries', 'DH'],
        ...result.matched.map((one) => [
          `  ${one.direction === 'DEBIT' ? 'debits' : 'credits'} matched with ${one.kind === 'FILE' ? 'order files' : 'single orders'}`,
          countToPeople(one.entries),
          money(one.centimes),
        ]),
      ],
    ),
    ...paidTwice(result, style, out),
    ...unmatchedEntries(result, style),
    ...undebitedFiles(result, style),
    ...uncreditedOrders(result, style),
  ];
}

/** What was read and what is unmatched, in one line. */
export function statementLine({
  statements,
  unmatchedEntries,
  undebitedFiles,
  uncreditedOrders,
}: StatementResult): string {
  const entries = statements.reduce((n, one) => n + one.entries, 0);
  return `statements read ${countToPeople(statements.length)}, entries ${countToPeople(entries)}; not matched: entries ${countToPeople(unmatchedEntries.length)}, files ${countToPeople(undebitedFiles.length)}, orders ${countToPeople(uncreditedOrders.length)}`;
}

function statementLines(one: StatementResult['statements'][number], style: Style): Line[] {
  const before = `${one.copy === '' ? '' : ` (${one.copy})`}${one.alreadyRead ? ' (read before)' : ''}`;
  return [
    [
      style.bold(one.file),
      `  statement ${one.statementId} of account ${one.account}, ${one.datedOn}${before}`,
    ],
    `  ${counted(one.entries, 'entry', 'entries')}: debits ${money(one.debits)} ${unitOf(one.currency)}, credits ${money(one.credits)} ${unitOf(one.currency)}`,
    ...one.foreign.map(
      (sum) => `  in ${sum.currency}: debits ${money(sum.debits)}, credits ${money(sum.credits)}`,
    ),
    ...(one.lastBookedOn <= one.datedOn ? [] : [`  entries booked after its day, until ${one.lastBookedOn}`]),
    ...(one.unbalanced === null || one.unbalanced === 0
      ? []
      : [
          [
            '  ',
            style.warn('opening balance and entries do not make the closing balance'),
            `: ${money(one.unbalanced)} ${unitOf(one.currency)}`,
          ],
        ]),
  ];
}

function holeOf({ account, after, before, from, to, why, missing }: StatementHole): string {
  const what = {
    BALANCE: `${after} closes, and ${before} opens, with ${money(missing)} more`,
    SEQUENCE: `${missing} between ${after} and ${before}`,
    PERIOD: `${counted(missing, 'working day')} between ${after} and ${before}`,
  }[why];
  return `account ${account}, ${from} to ${to}: ${what}. Ask the bank for them`;
}

function unmatchedEntries({ unmatchedEntries: entries }: StatementResult, style: Style): Line[] {
  const why = (one: (typeof entries)[number]) =>
    ({
      NOT_OURS: 'nothing that was sent',
      OTHER_AMOUNT: `${dirhams(one.expected ?? 0)} was sent`,
      SECOND: 'matched before',
      UNPROVEN: 'undone, in another currency, or of several months',
    })[one.why];
  return list('Unmatched on the account', entries, style, [DAY, AGE, left(), MONEY, left(), NOTE], (one) => [
    one.bookedOn,
    days(one.age),
    one.direction,
    money(one.centimes),
    unitOf(one.currency),
    `${one.reference}: ${why(one)}`,
  ]);
}

function undebitedFiles({ undebitedFiles: files }: StatementResult, style: Style): Line[] {
  const columns = [DAY, AGE, right(9), left(), MONEY, NOTE];
  return list('Order files not debited', files, style, columns, (one) => [
    one.executedOn,
    days(one.age),
    countToPeople(one.orders),
    'orders',
    money(one.centimes),
    one.file,
  ]);
}

function uncreditedOrders({ uncreditedOrders: orders }: StatementResult, style: Style): Line[] {
  const title = 'Rejected or returned, and not back on the account';
  return list(title, orders, style, [DAY, AGE, MONEY, NOTE], (one) => [
    one.answeredOn,
    days(one.age),
    money(one.centimes),
    `${one.orderId}  ${one.status} ${one.reason}`,
  ]);
}

function paidTwice({ paidTwice: orders }: StatementResult, style: Style, out: string): Line[] {
  if (orders.length === 0) return [];
  return list(
    'Paid twice: the money is out, and another order paid it again',
    orders,
    style,
    [left(), MONEY, NOTE],
    (one) => [
      one.orderId,
      money(one.centimes),
      `paid again with ${one.paidAgainBy}; sarf owed ${one.beneficiary} --out ${quoted(out)} says how it is taken back`,
    ],
  );
}

const DAY = left(12);
const AGE = right(9);
const MONEY = right(19);
const NOTE = left(0, 2);

const MOST_LISTED = 20;

/** The first lines of a list of unmatched items; `--json` gives all of them. The first cell of a row is indented. */
function list<T extends { readonly centimes: number; readonly currency?: string }>(
  title: string,
  all: readonly T[],
  style: Style,
  columns: readonly TextColumn[],
  cells: (one: T) => readonly string[],
): Line[] {
  if (all.length === 0) return [`${title}: none`];
  const foreign = all.filter((one) => unitOf(one.currency ?? '') !== 'DH').length;
  const sum = all.reduce((total, one) => total + (unitOf(one.currency ?? '') === 'DH' ? one.centimes : 0), 0);
  const rest = all.length - MOST_LISTED;
  const rows = all.slice(0, MOST_LISTED).map((one) => {
    const [first, ...others] = cells(one);
    return [`  ${first}`, ...others];
  });
  return [
    '',
    [
      style.warn(title),
      `: ${countToPeople(all.length)}, ${money(sum)} DH${foreign > 0 ? `, ${foreign} of them in other currencies` : ''}`,
    ],
    ...textTable(columns, rows),
    ...(rest > 0 ? [`  … and ${countToPeople(rest)} more; --json lists them all`] : []),
  ];
}

function money(centimes: number): string {
  return toPeople(dirhams(centimes));
}

function days(age: number): string {
  return `${age} ${age === 1 ? 'day' : 'days'}`;
}
