import type { RunResult } from '../../month/request.js';
import { left, right } from '../../terminal/table.js';
import type { Screen } from '../screen.js';

/** A run, and the language in which it is told. */
export type Shown = RunResult & { readonly screen: Screen };

/** Words that name a file of the run; none of a dry run, which keeps no file. */
export const ifKept = ({ dryRun }: Shown, words: string): string => (dryRun === true ? '' : words);

/** A label, a number of families or persons, and an amount. */
export const FIGURES = [left(34), right(10), right(19, 2)];
