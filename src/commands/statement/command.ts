import { resolve } from 'node:path';
import { countToPeople, dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import { progressReporter } from '../../terminal/progress.js';
import type { Style } from '../../terminal/style.js';
import { type Command, printJson, sayRefused } from '../context.js';
import { recordStatements, type StatementResult } from './statement.js';

export type StatementOptions = {
  readonly files: readonly string[];
  readonly out: string;
  readonly json?: boolean;
};

/** Records statements of the programme's account and says what of them, and of what was sent, is unmatched. */
export const statement: Command<StatementOptions> = async (options, context) => {
  const { reporter } = progressReporter(context.stderr, context.now);
  const result = await recordStatements(resolve(options.out), options.files, context.clock, reporter);
  if (options.json === true) printJson(context, toJson(result));
  else context.stdout.lines(toLines(result, context.style));
  return sayRefused(result.refused, context);
};

function toJson(result: StatementResult) {
  return {
    statements: result.statements.map((one) => ({
      file: one.file,
      account: one.account,
      statement_id: one.statementId,
      dated_on: one.datedOn,
      already_read: one.alreadyRead,
      entries: one.entries,
      debits: dirhams(one.debits),
      credits: dirhams(one.credits),
      unbalanced: one.unbalanced === null ? null : dirhams(one.unbalanced),
    })),
    refused: result.refused,
    as_of: result.asOf,
    matched: result.matched.map((one) => ({
      direction: one.direction,
      with: one.kind,
      entries: one.entries,
      amount: dirhams(one.centimes),
    })),
    unmatched_entries: result.unmatchedEntries.map((one) => ({
      statement_id: one.statementId,
      booked_on: one.bookedOn,
      age: one.age,
      direction: one.direction,
      amount: dirhams(one.centimes),
      reference: one.reference,
      why: one.why,
      expected: one.expected === null ? null : dirhams(one.expected),
    })),
    undebited_files: result.undebitedFiles.map((one) => ({
      run_id: one.runId,
      file: one.file,
      orders: one.orders,
      amount: dirhams(one.centimes),
      executed_on: one.executedOn,
      age: one.age,
    })),
    uncredited_orders: result.uncreditedOrders.map((one) => ({
      order_id: one.orderId,
      status: one.status,
      reason_code: one.reason,
      amount: dirhams(one.centimes),
      answered_on: one.answeredOn,
      age: one.age,
    })),
  };
}

const money = (centimes: number) => toPeople(dirhams(centimes)).padStart(19);

function toLines(result: StatementResult, style: Style): Line[] {
  const { unmatchedEntries, undebitedFiles, uncreditedOrders } = result;
  return [
    ...result.statements.flatMap((one) => [
      [
        style.bold(one.file),
        `  statement ${one.statementId} of account ${one.account}, ${one.datedOn}${one.alreadyRead ? ' (read before)' : ''}`,
      ],
      `  ${countToPeople(one.entries)} entries: debits ${toPeople(dirhams(one.debits))} DH, credits ${toPeople(dirhams(one.credits))} DH`,
      ...(one.unbalanced === null || one.unbalanced === 0
        ? []
        : [
            [
              '  ',
              style.warn('opening balance and entries do not make the closing balance'),
              `: ${toPeople(dirhams(one.unbalanced))} DH`,
            ],
          ]),
    ]),
    '',
    `Of all statements read, on ${result.asOf}            entries                  DH`,
    ...result.matched.map(
      (one) =>
        `  ${one.direction === 'DEBIT' ? 'debits' : 'credits'} matched with ${one.kind === 'FILE' ? 'order files' : 'single orders'}`.padEnd(
          44,
        ) +
        countToPeople(one.entries).padStart(9) +
        money(one.centimes),
    ),
    ...list('Unmatched on the account', unmatchedEntries, style, (one) => [
      `${one.bookedOn} ${days(one.age)} ${one.direction} ${money(one.centimes)}  ${one.reference}`,
      {
        NOT_OURS: 'nothing that was sent',
        OTHER_AMOUNT: `${dirhams(one.expected ?? 0)} was sent`,
        SECOND: 'matched before',
        UNPROVEN: 'undone, in another currency, or of several months',
      }[one.why],
    ]),
    ...list('Order files not debited', undebitedFiles, style, (one) => [
      `${one.executedOn} ${days(one.age)} ${countToPeople(one.orders).padStart(9)} orders ${money(one.centimes)}  ${one.file}`,
    ]),
    ...list('Rejected or returned, and not back on the account', uncreditedOrders, style, (one) => [
      `${one.answeredOn} ${days(one.age)} ${money(one.centimes)}  ${one.orderId}  ${one.status} ${one.reason}`,
    ]),
  ];
}

const MOST_LISTED = 20;

/** The first lines of a list of unmatched items; `--json` has them all. */
function list<T extends { readonly centimes: number }>(
  title: string,
  rows: readonly T[],
  style: Style,
  cells: (row: T) => readonly string[],
): Line[] {
  if (rows.length === 0) return [`${title}: none`];
  const sum = rows.reduce((total, one) => total + one.centimes, 0);
  const rest = rows.length - MOST_LISTED;
  return [
    '',
    [style.warn(title), `: ${countToPeople(rows.length)}, ${toPeople(dirhams(sum))} DH`],
    ...rows.slice(0, MOST_LISTED).map((row) => `  ${cells(row).join(': ')}`.trimEnd()),
    ...(rest > 0 ? [`  … and ${countToPeople(rest)} more; --json lists them all`] : []),
  ];
}

function days(age: number): string {
  return `${age} ${age === 1 ? 'day' : 'days'}`.padStart(9);
}
