import type { AnswersRead } from './answers.js';

/** What the files of one command hold together; orders are counted once a file. */
export type Total = {
  readonly files: number;
  readonly answers: number;
  readonly fresh: number;
  readonly known: number;
  readonly sayingNothing: number;
  readonly exceptions: number;
};

export function totalOf(read: readonly AnswersRead[]): Total {
  const sum = (count: (one: AnswersRead) => number) => read.reduce((total, one) => total + count(one), 0);
  const fresh = sum(freshOf);
  return {
    files: read.length,
    answers: sum((one) => one.answers),
    fresh,
    known: sum((one) => one.statuses.reduce((orders, status) => orders + status.orders, 0)) - fresh,
    sayingNothing: sum((one) => one.sayingNothing),
    exceptions: sum((one) => one.exceptions.reduce((all, { count }) => all + count, 0)),
  };
}

function freshOf(one: AnswersRead): number {
  return [...one.added.values()].reduce((sum, { orders }) => sum + orders, 0);
}
