import { invariant } from '../../domain/errors.js';
import { answerCsv } from './answer-csv/read.js';
import { camt053 } from './camt/camt-053.js';
import { camt052, camt054 } from './camt/camt-054.js';
import type { AnswerFormat, OrderFormat, StatementFormat } from './format-interface.js';
import { orderCsv } from './order-csv/format.js';
import { PAIN_001 } from './pain-001/format.js';
import { pain002 } from './pain-002/read.js';
import { statementCsv } from './statement-csv/read.js';

/** The formats of order files. The first is used unless the configuration names another. */
export const ORDER_FORMATS: readonly OrderFormat[] = [orderCsv, ...PAIN_001];

/** The formats of institutions' answers. */
export const ANSWER_FORMATS: readonly AnswerFormat[] = [pain002, camt054, camt052, answerCsv];

/** The formats of account statements. */
export const STATEMENT_FORMATS: readonly StatementFormat[] = [camt053, statementCsv];

/** Returns the order format of this name, as in the configuration or in orders/index.csv. */
export function orderFormat(name: string): OrderFormat {
  const found = ORDER_FORMATS.find((one) => one.name === name);
  invariant(found !== undefined, () => `${name} is no format of order files`);
  return found;
}
