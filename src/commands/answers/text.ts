import { countToPeople, dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import type { Style } from '../../terminal/style.js';
import { left, right, textTable } from '../../terminal/table.js';
import type { AnswersRead } from './answers.js';

/** For each file: orders and amounts by status, how many answers are new, and which could not be used. */
export function answersText(read: readonly AnswersRead[], style: Style): Line[] {
  return read.flatMap((one, i) => [...(i === 0 ? [] : ['']), ...fileText(one, style)]);
}

function fileText(one: AnswersRead, style: Style): Line[] {
  const title = [style.bold(one.name), `  ${one.format}${one.messageId === '' ? '' : `  ${one.messageId}`}`];
  if (one.alreadyRead && one.answers === 0)
    return [title, '  read before; nothing of it is new, and nothing was changed'];
  const fresh = [...one.added.values()].reduce((sum, { orders }) => sum + orders, 0);
  const said = one.statuses.reduce((sum, { orders }) => sum + orders, 0);
  return [
    [...title, `  ${countToPeople(one.answers)} answers`],
    ...textTable(
      [left(22), right(10), right(19), left(), left(0, 2)],
      one.statuses.map((status) => [
        `  ${status.status} ${status.reason}`,
        countToPeople(status.orders),
        toPeople(dirhams(status.centimes)),
        'DH',
        status.meaning,
      ]),
    ),
    `  new ${countToPeople(fresh)}, known before ${countToPeople(said - fresh)}${one.sayingNothing > 0 ? `, received or pending ${countToPeople(one.sayingNothing)}` : ''}`,
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
