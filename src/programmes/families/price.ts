import {
  compositionText,
  fromLetters,
  fromText,
  type Grants,
  grantsFromLetters,
  NO_GRANTS,
  type PaidChild,
} from '../../domain/composition.js';
import { sum, toText } from '../../domain/money.js';
import type { Parameters } from '../../rules/parameters.js';
import { priced } from '../../tables/families.js';
import { fill, makeEmpty } from '../../tables/table.js';
import type { HandedColumns, HandedRow, Workspace } from '../../workspace/duckdb.js';
import { assessColumns } from './assess.js';
import { COMPONENT_COLUMNS, MONTHLY_COLUMNS } from './components.js';

/**
 * Prices every composition that the month, or the prior run, knows — each once, some thousand in all — into
 * table `priced`: the compact and the readable form, and the amounts under today's parameters.
 */
const KNOWN = `
  SELECT letters FROM (
    SELECT letters_now AS letters FROM decided UNION SELECT letters_before FROM decided
  ) ORDER BY letters`;

/** `aid` is the sum of the monthly components. */
const AMOUNTS = [...COMPONENT_COLUMNS, 'aid'] as const;

/** The same as it is handed over: amounts are texts. */
const HANDED: HandedColumns<string> = {
  composition: 'VARCHAR',
  letters: 'VARCHAR',
  children_paid: 'INTEGER',
  ...Object.fromEntries(AMOUNTS.map((amount) => [amount, 'VARCHAR' as const])),
};

type Known = {
  readonly letters: string | null;
  readonly children: readonly PaidChild[];
  readonly grants: Grants;
};

export async function priceCompositions(workspace: Workspace, parameters: Parameters): Promise<number> {
  const known = new Map<string, Known>();
  for (const row of await workspace.select(
    'SELECT DISTINCT composition FROM prior WHERE composition IS NOT NULL ORDER BY composition',
  )) {
    const children = fromText(row.text('composition'));
    known.set(compositionText(children), { letters: null, children, grants: NO_GRANTS });
  }
  const rows: HandedRow<string>[] = [];
  for (const row of await workspace.select(KNOWN)) {
    const letters = row.text('letters');
    const one = { letters, children: fromLetters(letters), grants: grantsFromLetters(letters) };
    const composition = compositionText(one.children, one.grants);
    rows.push(pricedRow(composition, one, parameters));
    known.delete(composition);
  }
  for (const [composition, one] of known) rows.push(pricedRow(composition, one, parameters));
  await workspace.createFrom<string>('priced_text', HANDED, rows);
  await workspace.run(
    'CREATE TYPE composition_name AS ENUM (SELECT DISTINCT composition FROM priced_text ORDER BY composition)',
  );
  await makeEmpty(workspace, priced);
  await fill(workspace, priced, 'FROM priced_text');
  await workspace.run('DROP TABLE priced_text');
  return rows.length;
}

function pricedRow(composition: string, one: Known, parameters: Parameters): HandedRow<string> {
  const amounts = assessColumns(one.children, one.grants, parameters);
  return {
    composition,
    letters: one.letters,
    children_paid: one.children.length,
    ...Object.fromEntries(COMPONENT_COLUMNS.map((column) => [column, toText(amounts[column])])),
    aid: toText(sum(MONTHLY_COLUMNS.map((column) => amounts[column]))),
  };
}
