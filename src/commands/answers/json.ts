import { dirhams } from '../../domain/money.js';
import type { AnswersRead } from './answers.js';
import type { Total } from './total.js';

/** A file of answers, for programs: amounts are dirhams as text. */
export function answersJson(one: AnswersRead) {
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

/** What all files of the command hold, for programs. */
export function totalJson(total: Total) {
  return {
    files: total.files,
    statements: total.answers,
    new: total.fresh,
    known_before: total.known,
    without_effect: total.sayingNothing,
    exceptions: total.exceptions,
  };
}
