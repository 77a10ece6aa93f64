/** Reasons in words, as institutions give them beside an answer, or in place of a code. Only added, never changed. */
export const ANSWER_WORDS_SCHEMA = `
CREATE TABLE IF NOT EXISTS answer_words (
  order_id TEXT NOT NULL,
  status TEXT NOT NULL,
  reason_code TEXT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (order_id, status, reason_code, words)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS answer_words_are_not_changed BEFORE UPDATE ON answer_words
BEGIN SELECT RAISE(ABORT, 'answers are never changed'); END;
CREATE TRIGGER IF NOT EXISTS answer_words_are_not_removed BEFORE DELETE ON answer_words
BEGIN SELECT RAISE(ABORT, 'answers are never removed'); END;`;

/** SQL: the words given for a status of an order, in order; null when there are none. */
export const reasonInWords = (order: string, status: string) =>
  `(SELECT group_concat(words, ' / ') FROM (SELECT DISTINCT words FROM answer_words w
    WHERE w.order_id = ${order} AND w.status = ${status} ORDER BY words))`;
