import { invariant } from '../../domain/errors.js';
import { amount, sum, toText } from '../../domain/money.js';
import type { Province } from '../../domain/provinces.js';
import { COMPONENT_COLUMNS, COMPONENTS } from '../../programmes/families/components.js';
import type { Row, Workspace } from '../../workspace/duckdb.js';
import { FAMILY_TYPES, type FamilyType } from './price.js';

/**
 * What other rules change for a group of families in the month. Counted are the families that are paid, and for a
 * component those that receive it. Amounts are text in dirhams. Winners receive more than the run paid them, losers
 * less; a family that only one of the two rules pays counts with its whole amount.
 */
export type ReformEffect = {
  readonly familiesBefore: number;
  readonly familiesAfter: number;
  readonly before: string;
  readonly after: string;
  readonly change: string;
  readonly winners: number;
  readonly won: string;
  readonly losers: number;
  /** Negative, or 0.00. */
  readonly lost: string;
};

/** A line of a breakdown. `label` is for people. */
export type EffectLine = ReformEffect & { readonly key: string; readonly label: string };

/** Families whose month changes by more than `above` and at most `upTo` dirhams (null: no limit), up or down. */
export type Bucket = {
  readonly direction: 'MORE' | 'LESS' | 'SAME';
  readonly above: string | null;
  readonly upTo: string | null;
  readonly families: number;
  readonly amount: string;
};

export type ReformEffects = {
  readonly total: ReformEffect;
  readonly breakdowns: Readonly<Record<BreakdownName, readonly EffectLine[]>>;
  readonly buckets: readonly Bucket[];
  /** Newly paid, and no longer paid. The winners and the losers include them. */
  readonly entering: { readonly families: number; readonly amount: string };
  readonly leaving: { readonly families: number; readonly amount: string };
  /** Amounts owed but not paid out in the month (blocked, held), under the run's rules and under the others. */
  readonly owed: {
    readonly familiesBefore: number;
    readonly familiesAfter: number;
    readonly before: string;
    readonly after: string;
  };
};

export const BREAKDOWNS = ['component', 'region', 'province', 'family_type', 'children_paid'] as const;
export type BreakdownName = (typeof BREAKDOWNS)[number];

const CHILDREN_LABELS: Readonly<Record<string, string>> = { 0: 'no paid child', 1: '1 paid child' };

/** Upper limits of the buckets of change, in whole dirhams; the last bucket has none. */
const STEPS = [50, 100, 200, 500] as const;

/**
 * One row for each group of families that are alike: what one family is paid under each of the rules, 0 when it is not
 * paid. Family type and paid children are the run's; for families the run did not pay, those of the other rules.
 */
const EFFECT = `
  CREATE TABLE effect AS
  SELECT c.province_code, c.families, c.run_paid, c.reform_paid,
    CASE WHEN c.run_paid THEN t.family_type ELSE n.family_type END AS family_type,
    CASE WHEN c.run_paid THEN t.children_paid ELSE n.children_paid END AS children_paid,
    ${['total', ...COMPONENT_COLUMNS]
      .map(
        (column) => `
    CAST(CASE WHEN c.run_paid THEN t.run_${column} ELSE 0 END AS DECIMAL(12,2)) AS run_${column},
    CAST(CASE WHEN c.reform_paid THEN n.reform_${column} ELSE 0 END AS DECIMAL(12,2)) AS reform_${column}`,
      )
      .join(',')}
  FROM cohort c
  LEFT JOIN price t ON t.composition = c.run_composition
  LEFT JOIN price n ON n.composition = c.reform_composition
  WHERE c.run_paid OR c.reform_paid`;

const money = (sql: string) => `CAST(CAST(coalesce(${sql}, 0) AS DECIMAL(18,2)) AS VARCHAR)`;
const count = (sql: string) => `CAST(coalesce(${sql}, 0) AS BIGINT)`;

/** SQL of the figures of an effect on amounts `column`; `has` says which families each side counts. */
function figures(column: string, has: (side: 'run' | 'reform') => string): string {
  const [run, reform, change] = [`run_${column}`, `reform_${column}`, `(reform_${column} - run_${column})`];
  return `${count(`sum(families) FILTER (${has('run')})`)} AS families_before,
    ${count(`sum(families) FILTER (${has('reform')})`)} AS families_after,
    ${money(`sum(families * ${run})`)} AS before, ${money(`sum(families * ${reform})`)} AS after,
    ${money(`sum(families * ${change})`)} AS change,
    ${count(`sum(families) FILTER (${change} > 0)`)} AS winners,
    ${money(`sum(families * ${change}) FILTER (${change} > 0)`)} AS won,
    ${count(`sum(families) FILTER (${change} < 0)`)} AS losers,
    ${money(`sum(families * ${change}) FILTER (${change} < 0)`)} AS lost`;
}

const PAID = figures('total', (side) => `${side}_paid`);

/** Computes every breakdown from tables `cohort` and `price`. Crashes unless each adds up to the total. */
export async function effectsOf(
  workspace: Workspace,
  provinces: readonly Province[],
): Promise<ReformEffects> {
  await workspace.run(EFFECT);
  const total = effect(await workspace.one(`SELECT ${PAID} FROM effect`));
  const byProvince = await grouped(workspace, 'province_code');
  const breakdowns = {
    component: await byComponent(workspace),
    region: regions(byProvince, provinces),
    province: byProvince.map((line) => ({ ...line, label: nameOf(provinces, line.key) })),
    family_type: inOrder(await grouped(workspace, 'family_type'), Object.keys(FAMILY_TYPES)).map((line) => ({
      ...line,
      label: FAMILY_TYPES[line.key as FamilyType],
    })),
    children_paid: (await grouped(workspace, 'children_paid')).map((line) => ({
      ...line,
      label: CHILDREN_LABELS[line.key] ?? `${line.key} paid children`,
    })),
  };
  const effects = {
    total,
    breakdowns,
    buckets: await buckets(workspace),
    entering: await crossing(workspace, 'reform_paid AND NOT run_paid'),
    leaving: await crossing(workspace, 'run_paid AND NOT reform_paid'),
    owed: await owed(workspace),
  };
  assertEffects(effects);
  return effects;
}

/** The change over twelve such months, as text in dirhams. Grants are left out: they are paid once. */
export function twelveMonths({ breakdowns }: ReformEffects): string {
  const monthly = breakdowns.component.filter((line) => !line.key.endsWith('_grant'));
  return toText(sum(monthly.map((line) => amount(line.change))).times(12));
}

function effect(row: Row): ReformEffect {
  return {
    familiesBefore: row.count('families_before'),
    familiesAfter: row.count('families_after'),
    before: row.text('before'),
    after: row.text('after'),
    change: row.text('change'),
    winners: row.count('winners'),
    won: row.text('won'),
    losers: row.count('losers'),
    lost: row.text('lost'),
  };
}

async function grouped(workspace: Workspace, column: string): Promise<EffectLine[]> {
  const rows = await workspace.select(
    `SELECT CAST(${column} AS VARCHAR) AS key, ${PAID} FROM effect GROUP BY ${column} ORDER BY ${column}`,
  );
  return rows.map((row) => ({ key: row.text('key'), label: row.text('key'), ...effect(row) }));
}

async function byComponent(workspace: Workspace): Promise<EffectLine[]> {
  const lines: EffectLine[] = [];
  for (const { column: component, label } of COMPONENTS) {
    const sql = figures(component, (side) => `${side}_${component} <> 0`);
    const row = await workspace.one(`SELECT ${sql} FROM effect`);
    lines.push({ key: component, label, ...effect(row) });
  }
  return lines;
}

function inOrder(lines: readonly EffectLine[], keys: readonly string[]): EffectLine[] {
  return keys.flatMap((key) => lines.filter((line) => line.key === key));
}

function nameOf(provinces: readonly Province[], code: string): string {
  return provinces.find((one) => one.code === code)?.name ?? code;
}

/** Adds up the provinces of each region. */
function regions(byProvince: readonly EffectLine[], provinces: readonly Province[]): EffectLine[] {
  const names = new Map(provinces.map((one) => [one.regionCode, one.region]));
  return [...names].flatMap(([key, label]) => {
    const codes = provinces.filter((one) => one.regionCode === key).map((one) => one.code);
    const own = byProvince.filter((line) => codes.includes(line.key));
    return own.length === 0 ? [] : [{ key, label, ...addUp(own) }];
  });
}

function addUp(parts: readonly ReformEffect[]): ReformEffect {
  const persons = (of: (one: ReformEffect) => number) => parts.reduce((n, one) => n + of(one), 0);
  const dirhams = (of: (one: ReformEffect) => string) => toText(sum(parts.map((one) => amount(of(one)))));
  return {
    familiesBefore: persons((one) => one.familiesBefore),
    familiesAfter: persons((one) => one.familiesAfter),
    before: dirhams((one) => one.before),
    after: dirhams((one) => one.after),
    change: dirhams((one) => one.change),
    winners: persons((one) => one.winners),
    won: dirhams((one) => one.won),
    losers: persons((one) => one.losers),
    lost: dirhams((one) => one.lost),
  };
}

/** The buckets from the largest loss to the largest gain, without empty ones. */
async function buckets(workspace: Workspace): Promise<Bucket[]> {
  const size = STEPS.map((step, i) => `WHEN abs(change) <= ${step} THEN ${i + 1}`).join(' ');
  const rows = await workspace.select(`
    SELECT sign(change) * CASE WHEN change = 0 THEN 0 ${size} ELSE ${STEPS.length + 1} END AS bucket,
      ${count('sum(families)')} AS families, ${money('sum(families * change)')} AS amount
    FROM (SELECT families, reform_total - run_total AS change FROM effect) GROUP BY bucket ORDER BY bucket`);
  return rows.map((row) => {
    const bucket = row.count('bucket');
    const size = Math.abs(bucket);
    const above = bucket === 0 ? null : (STEPS[size - 2] ?? 0);
    const upTo = bucket === 0 ? null : (STEPS[size - 1] ?? null);
    return {
      direction: bucket === 0 ? 'SAME' : bucket > 0 ? 'MORE' : 'LESS',
      above: above === null ? null : `${above}.00`,
      upTo: upTo === null ? null : `${upTo}.00`,
      families: row.count('families'),
      amount: row.text('amount'),
    };
  });
}

async function crossing(workspace: Workspace, where: string): Promise<{ families: number; amount: string }> {
  const row = await workspace.one(
    `SELECT ${count('sum(families)')} AS families, ${money('sum(families * (reform_total - run_total))')} AS amount
     FROM effect WHERE ${where}`,
  );
  return { families: row.count('families'), amount: row.text('amount') };
}

async function owed(workspace: Workspace): Promise<ReformEffects['owed']> {
  const side = async (name: 'run' | 'reform') =>
    workspace.one(`
      SELECT ${count('sum(c.families)')} AS families, ${money(`sum(c.families * p.${name}_total)`)} AS amount
      FROM cohort c JOIN price p ON p.composition = c.${name}_composition WHERE NOT c.${name}_paid`);
  const [run, reform] = [await side('run'), await side('reform')];
  return {
    familiesBefore: run.count('families'),
    familiesAfter: reform.count('families'),
    before: run.text('amount'),
    after: reform.text('amount'),
  };
}

/** Crashes unless every breakdown adds up to the total: before, after, change, winners, losers and buckets. */
function assertEffects({ total, breakdowns, buckets }: ReformEffects): void {
  const figures = (one: ReformEffect) => `${one.before} ${one.after} ${one.change}`;
  for (const name of BREAKDOWNS) {
    const added = addUp(breakdowns[name]);
    invariant(
      figures(added) === figures(total),
      () => `by ${name}: ${figures(added)}, total ${figures(total)}`,
    );
    // A family may gain by one component and lose by another: only the total says whether it wins.
    if (name === 'component') continue;
    invariant(
      JSON.stringify(added) === JSON.stringify(total),
      () => `by ${name}: ${JSON.stringify(added)}, total ${JSON.stringify(total)}`,
    );
  }
  const plus = (amounts: readonly string[]) => toText(sum(amounts.map((one) => amount(one))));
  invariant(
    plus([total.before, total.change]) === total.after &&
      plus([total.won, total.lost]) === total.change &&
      plus(buckets.map((one) => one.amount)) === total.change,
    () =>
      `before + change ≠ after, or winners, losers and buckets are not the change: ${JSON.stringify(total)}`,
  );
}
