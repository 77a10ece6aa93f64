import type { PaidChild } from '../../domain/composition.js';
import { invariant } from '../../domain/errors.js';
import { type Amount, amount, sum, toText } from '../../domain/money.js';
import { COMPONENT_COLUMNS, type ComponentColumn } from '../../programmes/families/components.js';
import { type HandedColumns, sumText, type Workspace } from '../../workspace/duckdb.js';

/** The types of family, by its paid children; the first one that applies. */
export const FAMILY_TYPES = {
  FLAT_RATE: 'flat rate: no paid child',
  FATHERLESS: 'with a fatherless child',
  DISABLED: 'with a severely disabled child',
  ORDINARY: 'ordinary',
} as const;
export type FamilyType = keyof typeof FAMILY_TYPES;

export function familyType(children: readonly PaidChild[]): FamilyType {
  if (children.length === 0) return 'FLAT_RATE';
  if (children.some((child) => child.fatherless)) return 'FATHERLESS';
  return children.some((child) => child.disabled) ? 'DISABLED' : 'ORDINARY';
}

export type Components = Readonly<Record<ComponentColumn, Amount>>;

/** Reads and prices a composition. It is passed in, so that the month's own pricing is used. */
export type Pricing = {
  readonly children: (composition: string) => readonly PaidChild[];
  readonly run: (composition: string) => Components;
  readonly reform: (composition: string) => Components;
};

const SIDES = ['run', 'reform'] as const;
const MONEY = SIDES.flatMap((side) => [...COMPONENT_COLUMNS, 'total'].map((column) => `${side}_${column}`));

/** Table `price`: each composition of the cohorts once, with its amounts under the run's rules and the others. */
export async function priceCohorts(workspace: Workspace, pricing: Pricing): Promise<void> {
  const known = await workspace.select(`
    SELECT run_composition AS composition FROM cohort WHERE run_composition IS NOT NULL
    UNION SELECT reform_composition FROM cohort WHERE reform_composition IS NOT NULL ORDER BY 1`);
  const rows = known.map((row) => {
    const composition = row.text('composition');
    const children = pricing.children(composition);
    const sides = SIDES.map((side) => pricing[side](composition));
    const money = sides.flatMap((parts) => {
      const amounts = COMPONENT_COLUMNS.map((component) => parts[component]);
      return [...amounts, sum(amounts)].map(toText);
    });
    return {
      composition,
      children_paid: children.length,
      family_type: familyType(children),
      ...Object.fromEntries(MONEY.map((column, i) => [column, money[i] ?? null])),
    };
  });
  const columns: HandedColumns<string> = {
    composition: 'VARCHAR',
    children_paid: 'INTEGER',
    family_type: 'VARCHAR',
    ...Object.fromEntries(MONEY.map((column) => [column, 'VARCHAR' as const])),
  };
  await workspace.createFrom<string>('price_text', columns, rows);
  await workspace.run(`
    CREATE TABLE price AS SELECT composition, children_paid, family_type,
      ${MONEY.map((column) => `CAST(${column} AS DECIMAL(12,2)) AS ${column}`).join(', ')} FROM price_text`);
}

/**
 * Crashes unless the baseline is the sealed run: the register gives each composition exactly what the run's rules
 * give it, component by component, and what is paid adds up to the manifest's entitlement.
 */
export async function assertBaseline(workspace: Workspace, entitlementPaid: string): Promise<void> {
  const others = await workspace.select(`
    SELECT s.composition FROM sealed s JOIN price p ON p.composition = s.composition GROUP BY s.composition
    HAVING ${COMPONENT_COLUMNS.map((column) => `sum(s.${column}) <> sum(s.families * p.run_${column})`).join(' OR ')}
    ORDER BY s.composition`);
  invariant(
    others.length === 0,
    () =>
      `${others.length} compositions have other amounts in the register than the run's rules give, first ${others[0]?.text('composition')}`,
  );
  const paid = await workspace.one(`
    SELECT ${sumText('c.families * p.run_total')} AS total
    FROM cohort c JOIN price p ON p.composition = c.run_composition WHERE c.run_paid`);
  invariant(
    amount(paid.text('total')).equals(amount(entitlementPaid)),
    () => `compositions priced again come to ${paid.text('total')}, the manifest says ${entitlementPaid}`,
  );
}
