import { counted, countToPeople, dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import type { Style } from '../../terminal/style.js';
import { left, right, textTable } from '../../terminal/table.js';
import type { AnswersRead } from './answers.js';
import { type Total, totalOf } from './total.js';

/**
 * For each file: orders and amounts by status, how many answers are new, and which could not be used; then the total of
 * several files, and what to do next.
 */
export function answersText(read: readonly AnswersRead[], next: readonly string[], style: Style): Line[] {
  const total = totalOf(read);
  return [
    ...read.flatMap((one, i) => [...(i === 0 ? [] : ['']), ...fileText(one, style)]),
    '',
    ...(read.length > 1 ? [totalLine(total)] : []),
    ...(total.exceptions > 0
      ? ['look at what could not be used, in the lists above, and ask who said it; then']
      : []),
    ...next.map((command) => ['next: ', style.bold(command)]),
  ];
}

/** Several files in one line. */
export function totalLine(total: Total): string {
  return `${counted(total.files, 'file')}: ${counted(total.answers, 'answer')}, ${counts(total)}, could not be used ${countToPeople(total.exceptions)}`;
}

function counts({ fresh, known, sayingNothing }: Omit<Total, 'files' | 'answers' | 'exceptions'>): string {
  return `new ${countToPeople(fresh)}, known before ${countToPeople(known)}${sayingNothing > 0 ? `, received or pending ${countToPeople(sayingNothing)}` : ''}`;
}

function fileText(one: AnswersRead, style: Style): Line[] {
  const title = [style.bold(one.name), `  ${one.format}${one.messageId === '' ? '' : `  ${one.messageId}`}`];
  if (one.alreadyRead && one.answers === 0)
    return [title, '  read before; nothing of it is new, and nothing was changed'];
  return [
    [...title, `  ${counted(one.answers, 'answer')}`],
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
    `  ${counts(totalOf([one]))}`,
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
