import type { Answer } from './answer.js';
import { isDuplicate, isDuplicateCode } from './codes.js';

/**
 * A rejection because the order, or its file, was sent before is about another sending: it says nothing about the
 * first one, and becomes an exception. An answer with another problem keeps that, but for words that are no code.
 * Every format's answers go through this, whether the reason is a code or words.
 */
export function ofAnotherSending(answer: Answer): Answer {
  const { status, reason, reasonWords = '', problem } = answer;
  if (status !== 'REJECTED' || (problem !== '' && problem !== 'REASON_UNKNOWN')) return answer;
  if (!isDuplicate(reason, reasonWords)) return answer;
  const said = isDuplicateCode(reason) || reasonWords === '' ? reason : reasonWords;
  return {
    ...answer,
    problem: 'DUPLICATE_SENDING',
    detail: `rejected as sent before (${said}): the first sending stands`,
  };
}
