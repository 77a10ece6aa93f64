import { fromLetters, fromText, type PaidChild, toText as spell } from '../domain/composition.js';
import { toText } from '../domain/money.js';
import type { Parameters } from '../rules/parameters.js';
import type { Workspace } from '../workspace/duckdb.js';
import { assess } from './assess.js';

/**
 * Prices every composition that the month, or the prior run, knows — each once, some thousand in all — into
 * table `priced`: the engine's letters, people's spelling, and the amounts under today's parameters.
 */
const KNOWN = `
  SELECT letters FROM (
    SELECT letters_now AS letters FROM decided UNION SELECT letters_before FROM decided
  ) ORDER BY letters`;

const CREATE = `
  CREATE TABLE priced (composition composition_name, letters VARCHAR, children_paid INTEGER, child_allowance DECIMAL(12,2),
    disability_supplement DECIMAL(12,2), floor_topup DECIMAL(12,2), flat_rate DECIMAL(12,2), aid DECIMAL(12,2))`;

export async function priceCompositions(workspace: Workspace, parameters: Parameters): Promise<number> {
  const known = new Map<string, PaidChild[]>();
  const letters = new Map<string, string>();
  for (const row of await workspace.select(KNOWN)) {
    const children = fromLetters(row.text('letters'));
    known.set(spell(children), children);
    letters.set(spell(children), row.text('letters'));
  }
  for (const row of await workspace.select('SELECT DISTINCT composition FROM prior ORDER BY composition')) {
    known.set(row.text('composition'), fromText(row.text('composition')));
  }
  await workspace.run(
    'CREATE TABLE priced_text (composition VARCHAR, letters VARCHAR, children VARCHAR, a VARCHAR, b VARCHAR, c VARCHAR, d VARCHAR, e VARCHAR)',
  );
  const rows = [...known].map(([composition, children]) => {
    const aid = assess(children, parameters);
    return [
      composition,
      letters.get(composition) ?? null,
      children.length,
      toText(aid.childAllowance),
      toText(aid.disabilitySupplement),
      toText(aid.floorTopup),
      toText(aid.flatRate),
      toText(aid.total),
    ];
  });
  await workspace.append('priced_text', Array(8).fill('text'), rows);
  await workspace.run(
    'CREATE TYPE composition_name AS ENUM (SELECT composition FROM priced_text ORDER BY composition)',
  );
  await workspace.run(CREATE);
  await workspace.run('INSERT INTO priced FROM priced_text');
  await workspace.run('DROP TABLE priced_text');
  return rows.length;
}
