import { fromLetters, grantsFromLetters, toText as spell } from '../../domain/composition.js';
import { centimesOf, toText } from '../../domain/money.js';
import type { Period } from '../../domain/period.js';
import type { Parameters } from '../../rules/parameters.js';
import type { Workspace } from '../../workspace/duckdb.js';
import { assess, assessGrants } from './assess.js';

/**
 * Prices the compositions of months that were not paid, each under its own month's parameters: table
 * `past_price`. Centimes; `grants` is the part of birth and school-return grants.
 */
const CREATE = `
  CREATE TABLE past_price (period VARCHAR, letters VARCHAR, composition VARCHAR, centimes BIGINT, grants BIGINT)`;

const KNOWN = 'SELECT DISTINCT period, letters FROM past_facts WHERE eligible ORDER BY period, letters';

export async function pricePastMonths(
  workspace: Workspace,
  parametersOf: (period: Period) => Parameters,
): Promise<void> {
  await workspace.run(CREATE);
  const rows = (await workspace.select(KNOWN)).map((row) => {
    const [period, letters] = [row.text('period'), row.text('letters')];
    const [children, taken] = [fromLetters(letters), grantsFromLetters(letters)];
    const parameters = parametersOf(period);
    const { birthGrant, schoolGrant } = assessGrants(taken, parameters);
    const grants = birthGrant.plus(schoolGrant);
    const total = assess(children, parameters).total.plus(grants);
    return [
      period,
      letters,
      spell(children, taken),
      centimesOf(toText(total)),
      centimesOf(toText(grants)),
    ] as const;
  });
  await workspace.append('past_price', ['text', 'text', 'text', 'bigint', 'bigint'], rows);
}
