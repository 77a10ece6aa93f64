import { compositionText, fromLetters, grantsFromLetters } from '../../domain/composition.js';
import { centimesOf, sum, toText } from '../../domain/money.js';
import type { Period } from '../../domain/period.js';
import type { Parameters } from '../../rules/parameters.js';
import { pastPrice } from '../../tables/grants.js';
import { append, makeEmpty } from '../../tables/table.js';
import type { Workspace } from '../../workspace/duckdb.js';
import { assess, assessGrants } from './assess.js';

/**
 * Prices the compositions of months that were not paid, each under its own month's parameters: table
 * `past_price`. Centimes; `grants` is the part of birth and school-return grants.
 */
const KNOWN = 'SELECT DISTINCT period, letters FROM past_facts WHERE eligible ORDER BY period, letters';

export async function pricePastMonths(
  workspace: Workspace,
  parametersOf: (period: Period) => Parameters,
): Promise<void> {
  await makeEmpty(workspace, pastPrice);
  const rows = (await workspace.select(KNOWN)).map((row) => {
    const [period, letters] = [row.text('period'), row.text('letters')];
    const [children, taken] = [fromLetters(letters), grantsFromLetters(letters)];
    const parameters = parametersOf(period);
    const grants = sum(Object.values(assessGrants(taken, parameters)));
    const total = assess(children, parameters).total.plus(grants);
    return {
      period,
      letters,
      composition: compositionText(children, taken),
      centimes: centimesOf(toText(total)),
      grants: centimesOf(toText(grants)),
    };
  });
  await append(workspace, pastPrice, rows);
}
