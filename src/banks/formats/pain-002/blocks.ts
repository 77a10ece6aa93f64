import { OperatorError } from '../../../domain/errors.js';
import type { Answer } from '../answer.js';

/** An order file has one payment block; more of them, each named for itself, are no answer to it. */
const MOST_BLOCKS = 100_000;

type Block = {
  readonly answer: Answer;
  readonly times: number;
  readonly naming: boolean;
  readonly same: boolean;
};

/**
 * Statuses of payment blocks, until the message ends. Some banks write a block for each order they name, all of one id:
 * then each block's status is of the orders it names, and says nothing of the others.
 */
export class Blocks {
  private readonly byId = new Map<string, Block>();

  /** @param file its name, for what is refused */
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

  /** What the blocks say of all their orders. */
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
