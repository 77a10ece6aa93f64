import { invariant } from '../../domain/errors.js';
import type { Period } from '../../domain/period.js';
import { RESIDENT_TABLE } from '../../programmes/residents/decisions.js';
import type { DatedValue, Rules } from '../../rules/load.js';
import { inForce } from '../../rules/parameters.js';
import type { ParameterName } from '../../rules/schema.js';
import type { DecidedLine } from './decision.js';
import type { ResidentRow } from './resident-rows.js';

/** What made a line of the residents' table apply. Parameters are null where the run's rules are not at hand. */
export type ResidentFacts = {
  readonly row: ResidentRow;
  readonly majority: DatedValue | null;
  readonly elderly: DatedValue | null;
  /** Households that list the person, looked for only where that decided. */
  readonly households: readonly string[];
};

/** Finds the line of the residents' table that a resident was decided by. A row that is of no line crashes. */
export function residentDecisionOf(row: Pick<ResidentRow, 'decision' | 'reason'>): DecidedLine {
  const found = RESIDENT_TABLE.find((line) => line.decision === row.decision && line.reason === row.reason);
  invariant(found !== undefined, () => `${row.decision} ${row.reason} is in no line of the residents' table`);
  return { decision: row.decision, reason: row.reason, line: found.no, amount: found.amount };
}

/** Returns the facts that the decision on a resident was made on. Without rules, the ages in force are null. */
export function residentFacts(
  row: ResidentRow,
  at: { readonly period: Period; readonly rules: Rules | null },
  households: readonly string[],
): ResidentFacts {
  const dated = (name: ParameterName) => (at.rules === null ? null : inForce(at.rules, name, at.period));
  return { row, majority: dated('age_majority'), elderly: dated('age_elderly'), households };
}
