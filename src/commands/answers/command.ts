import { resolve } from 'node:path';
import { countToPeople, dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import { progressReporter } from '../../terminal/progress.js';
import type { Style } from '../../terminal/style.js';
import { type Command, printJson, sayRefused } from '../context.js';
import { type AnswersRead, recordAnswers } from './answers.js';

export type AnswersOptions = {
  readonly files: readonly string[];
  readonly out: string;
  readonly json?: boolean;
};

/** Records what paying institutions answered. */
export const answers: Command<AnswersOptions> = async (options, context) => {
  const { reporter, stages } = progressReporter(context.stderr, context.now);
  const { read, refused } = await recordAnswers(resolve(options.out), options.files, context.clock, reporter);
  if (options.json === true)
    printJson(context, {
      files: read.map(toJson),
      refused,
      stages,
      peak_memory_bytes: context.peakMemory(),
    });
  else
    context.stdout.lines(
      read.flatMap((one, i) => [...(i === 0 ? [] : ['']), ...toLines(one, context.style)]),
    );
  return sayRefused(refused, context);
};

function toJson(one: AnswersRead) {
  return {
    file: one.name,
    sha256: one.sha256,
    format: one.format,
    message_id: one.messageId,
    already_read: one.alreadyRead,
    statements: one.answers,
    without_effect: one.sayingNothing,
    statuses: one.statuses.map((status) => ({
      status: status.status,
      reason_code: status.reason,
      meaning: status.meaning,
      orders: status.orders,
      amount: dirhams(status.centimes),
    })),
    new: [...one.added].map(([status, sum]) => ({
      status,
      orders: sum.orders,
      amount: dirhams(sum.centimes),
    })),
    exceptions: one.exceptions,
    exceptions_file: one.exceptionsFile,
  };
}

function toLines(one: AnswersRead, style: Style): Line[] {
  const title = [style.bold(one.name), `  ${one.format}${one.messageId === '' ? '' : `  ${one.messageId}`}`];
  if (one.alreadyRead && one.answers === 0)
    return [title, '  read before; nothing of it is new, and nothing was changed'];
  const fresh = [...one.added.values()].reduce((sum, { orders }) => sum + orders, 0);
  const said = one.statuses.reduce((sum, { orders }) => sum + orders, 0);
  return [
    [...title, `  ${countToPeople(one.answers)} statements`],
    ...one.statuses.map((status) =>
      `  ${`${status.status} ${status.reason}`.padEnd(20)}${countToPeople(status.orders).padStart(11)}${toPeople(dirhams(status.centimes)).padStart(20)} DH  ${status.meaning}`.trimEnd(),
    ),
    `  new ${countToPeople(fresh)}, said before ${countToPeople(said - fresh)}${one.sayingNothing > 0 ? `, received or pending ${countToPeople(one.sayingNothing)}` : ''}`,
    ...(one.exceptionsFile === null
      ? []
      : [
          [
            '  ',
            style.warn('could not be used:'),
            ` ${one.exceptions.map(({ code, count }) => `${code} ${countToPeople(count)}`).join(', ')}`,
          ],
          `  see ${one.exceptionsFile}`,
        ]),
  ];
}
