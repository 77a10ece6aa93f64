import { OperatorError } from '../../../domain/errors.js';
import type { Answer } from '../answer.js';

/** An order file has one payment block. A message that names many different blocks is not an answer to it. */
const MOST_BLOCKS = 100_000;

type Block = {
  readonly answer: Answer;
  readonly times: number;
  readonly naming: boolean;
  readonly same: boolean;
};

/**
 * The statuses of payment blocks, kept until the message ends. Some banks write one block for each order they name,
 * all with the same id. The status of such a block is for the orders it names only.
 */
export class Blocks {
  private readonly byId = new Map<string, Block>();

  /** @param file its name, for error messages */
  constructor(private readonly file: string) {}

  /** @param naming whether the block names orders */
  add(answer: Answer, naming: boolean): void {
    const known = this.byId.get(answer.paymentId);
    if (known === undefined) {
      this.byId.set(answer.paymentId, { answer, times: 1, naming, same: true });
      if (this.byId.size > MOST_BLOCKS)
        throw new OperatorError(
          `${this.file}: more than ${MOST_BLOCKS} payment blocks; nothing of it was recorded. An order file has one`,
        );
      return;
    }
    this.byId.set(answer.paymentId, {
      answer: known.answer,
      times: known.times + 1,
      naming: known.naming || naming,
      same: known.same && known.answer.status === answer.status && known.answer.reason === answer.reason,
    });
  }

  /** The statuses that blocks give to all their orders. */
  *all(): Generator<Answer> {
    for (const { answer, times, naming, same } of this.byId.values()) {
      if (times === 1 || (!naming && same)) yield answer;
      else if (!naming)
        yield {
          ...answer,
          status: 'UNKNOWN',
          problem: 'STATUS_UNKNOWN',
          detail: `${times} statuses of one payment block`,
        };
    }
  }
}
