import { OperatorError } from '../domain/errors.js';
import { firstUnprintable } from '../domain/printable.js';

/**
 * The reason that people give for a decision, without blanks around it: one line of text, as the ledger keeps it and
 * lists show it. `ask` is what a blank one is answered. Throws OperatorError for a blank one, and for line breaks,
 * control characters and changes of direction.
 */
export function parseReason(text: string, ask: string): string {
  const reason = text.trim();
  if (reason === '') throw new OperatorError(`--reason: is blank; ${ask}`);
  const found = firstUnprintable(reason);
  if (found === null) return reason;
  throw new OperatorError(`--reason: a reason is one line of text, and this one contains ${found}`);
}
