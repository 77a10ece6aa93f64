import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Manifest } from '../archive/manifest.js';
import { amount, decimal, quotientToText, sum, toText } from '../domain/money.js';
import { readPath, sumText, type Workspace } from '../workspace/duckdb.js';
import { boundsOfChildren } from './children.js';
import { readText } from './read-text.js';

/**
 * The sealed indicators against the register, the reconciliation and the manifest: counts, sums and divisions are
 * computed again, in SQL of its own. The prior run's part of schooling_rate_change is in another folder: it is only
 * checked against its own row. Of children who are not paid the register has the number alone (see children.ts).
 */
const FILE = 'audit/indicators.csv';

type Listed = Readonly<Record<string, string>>;
/** What a row must hold: `value` for a count or a sum, `numerator` and `denominator` for a division. */
type Expected = Readonly<Partial<Record<'value' | 'numerator' | 'denominator', string>>>;

/** Returns each difference as a line of text; none when proven. Needs views `register` and `reconciliation`. */
export async function indicatorDifferences(
  workspace: Workspace,
  folder: string,
  manifest: Manifest,
): Promise<string[]> {
  const read = (path: string) => readText(folder, path);
  const rows = manifest.files.some((file) => file.path === FILE)
    ? (parse(readFileSync(join(folder, FILE)), { columns: true }) as Listed[])
    : null;
  if (rows === null) return [`${FILE}: is not in the manifest`];
  const listed = new Map(rows.map((row) => [nameOf(row.indicator, row.scope, row.key), row]));
  const differences = listed.size === rows.length ? [] : [`${FILE}: a row stands twice`];
  const expected = new Map([
    ...(await paidFamilies(workspace, read('audit/territory.csv'))),
    ...(await medians(workspace)),
    ...(await movements(workspace, manifest)),
    ...(await grants(workspace, join(folder, 'grants.parquet'))),
    ...(await heldAndQuarantined(workspace, manifest, read('audit/quarantine.csv'))),
  ]);
  for (const [name, wanted] of expected) {
    const row = listed.get(name);
    const wrong = Object.entries(wanted).filter(([column, text]) => row?.[column] !== text);
    for (const [column, text] of wrong) {
      differences.push(`${FILE}: ${name}: ${column} is ${row?.[column] ?? 'missing'}, recomputed ${text}`);
    }
  }
  for (const bounds of await boundsOfChildren(workspace, read('audit/territory.csv'))) {
    const { column, least, most } = bounds;
    const name = nameOf(bounds.indicator, bounds.scope, bounds.key);
    const found = Number(listed.get(name)?.[column] ?? 'NaN');
    if (!(found >= least && found <= most))
      differences.push(`${FILE}: ${name}: ${column} is ${found}, by the register ${least} to ${most}`);
  }
  for (const [name, row] of listed) {
    if (!expected.has(name) && !isNothing(row) && RECOMPUTED.has(row.indicator ?? ''))
      differences.push(`${FILE}: ${name}: is not in the register`);
    if (!dividesRight(row, listed))
      differences.push(`${FILE}: ${name}: the value is not numerator ÷ denominator`);
  }
  return differences;
}

function nameOf(indicator = '', scope = '', key = ''): string {
  return [indicator, scope, key].filter((part) => part !== '').join(' ');
}

/** A row without any figure: of a region that is listed and has no family. */
function isNothing(row: Listed): boolean {
  return [row.value, row.numerator, row.denominator].every((text) => ['', '0', '0.00'].includes(text ?? ''));
}

const money = (expression: string, name: string) => `${sumText(expression)} AS ${name}`;
const AID = 'child_allowance + disability_supplement + floor_topup + flat_rate';
const TRACK = `CASE WHEN children_paid = 0 THEN 'FLAT' ELSE 'CHILD' END`;

const paid = (territory: string) => `
  SELECT CASE WHEN grouping(milieu) = 0 THEN 'MILIEU' WHEN grouping(region) = 0 THEN 'REGION'
      WHEN grouping(office) = 0 THEN 'OFFICE' WHEN grouping(track) = 0 THEN 'TRACK' ELSE 'TOTAL' END AS scope,
    coalesce(milieu, region, office, track, '') AS key, count(*) AS families,
    count(*) FILTER (track = 'CHILD') AS with_child, count(*) FILTER (floor_topup > 0) AS on_floor,
    CAST(coalesce(sum(persons), 0) AS BIGINT) AS persons, CAST(coalesce(sum(children), 0) AS BIGINT) AS children,
    CAST(coalesce(sum(elderly), 0) AS BIGINT) AS elderly, ${money('net', 'net')}, ${money('aid', 'aid')},
    ${money('birth_grant', 'birth_grant')}, ${money('school_grant', 'school_grant')}
  FROM (SELECT r.*, t.region, t.office, ${TRACK} AS track, ${AID} AS aid
    FROM register r LEFT JOIN ${territory} t ON t.province_code = r.province_code WHERE r.decision = 'PAY')
  GROUP BY GROUPING SETS ((), (milieu), (region), (office), (track))`;

/** Figures of paid families; each indicator has its own scopes. */
async function paidFamilies(workspace: Workspace, territory: string): Promise<[string, Expected][]> {
  return (await workspace.select(paid(territory))).flatMap((row) => {
    const [scope, key] = [row.text('scope'), row.text('key')];
    const number = (column: string) => String(row.count(column));
    const of = (indicator: string, expected: Expected): [string, Expected] => [
      nameOf(indicator, scope, key),
      expected,
    ];
    const families = of('families', { value: number('families') });
    const net = of('net', { value: row.text('net') });
    const averages = (['net', 'aid'] as const).map((column) =>
      of(`average_${column}`, { numerator: row.text(column), denominator: number('families') }),
    );
    const territory = [
      of('persons', { value: number('persons') }),
      of('children', { value: number('children') }),
      of('elderly', { value: number('elderly') }),
      of('floor_share', { numerator: number('on_floor'), denominator: number('with_child') }),
    ];
    const month = [
      of('return_rate', { numerator: '', denominator: number('families') }),
      of('birth_grant_amount', { value: row.text('birth_grant') }),
      of('school_grant_amount', { value: row.text('school_grant') }),
    ];
    if (scope === 'TRACK') return [families, net, ...averages];
    return scope === 'TOTAL'
      ? [families, net, ...averages, ...territory, ...month]
      : [families, net, ...territory];
  });
}

/** The amounts of the two families in the middle; when the number of families is odd, both are the same family. */
const medianOf = (amount: string) => `
  WITH counted AS (
    SELECT CASE WHEN grouping(track) = 0 THEN track ELSE '' END AS track, amount, count(*) AS families
    FROM (SELECT ${TRACK} AS track, CAST(${amount} AS DECIMAL(12,2)) AS amount FROM register WHERE decision = 'PAY')
    GROUP BY GROUPING SETS ((track, amount), (amount))
  ), placed AS (
    SELECT track, amount, families, sum(families) OVER (PARTITION BY track ORDER BY amount) AS upto,
      sum(families) OVER (PARTITION BY track) AS families_in_all
    FROM counted
  )
  SELECT track, CAST(max(families_in_all) % 2 AS INTEGER) AS odd,
    CAST(min(amount) FILTER (upto > (families_in_all - 1) // 2) AS VARCHAR) AS below,
    CAST(CAST(min(amount) FILTER (upto > (families_in_all - 1) // 2) + min(amount) FILTER (upto > families_in_all // 2)
      AS DECIMAL(18,2)) AS VARCHAR) AS both
  FROM placed GROUP BY track`;

async function medians(workspace: Workspace): Promise<[string, Expected][]> {
  const expected: [string, Expected][] = [];
  for (const [indicator, amount] of [
    ['median_net', 'net'],
    ['median_aid', AID],
  ] as const) {
    for (const row of await workspace.select(medianOf(amount))) {
      const [scope, odd] = [row.text('track') === '' ? 'TOTAL' : 'TRACK', row.count('odd') === 1];
      expected.push([
        nameOf(indicator, scope, row.text('track')),
        { numerator: row.text(odd ? 'below' : 'both'), denominator: odd ? '1' : '2' },
      ]);
    }
  }
  return expected;
}

const MOVED = `
  SELECT class, coalesce(reason, '') AS reason, count(*) AS families,
    ${money("CAST(CASE class WHEN 'ENTERED' THEN net ELSE prior_net END AS DECIMAL(12,2))", 'amount')}
  FROM reconciliation WHERE class IN ('ENTERED', 'LEFT') GROUP BY GROUPING SETS ((class), (class, reason))`;

/** Who entered and who left. A household that was paid before and is held now has left: held_prior_net sums these. */
async function movements(workspace: Workspace, manifest: Manifest): Promise<[string, Expected][]> {
  const held = new Set(
    manifest.counts.decisions.filter((one) => one.decision === 'HELD').map((one) => one.reason),
  );
  const rows = await workspace.select(MOVED);
  const stake = sum(
    rows
      .filter((row) => row.text('class') === 'LEFT' && held.has(row.text('reason')))
      .map((row) => amount(row.text('amount'))),
  );
  const moved = rows.flatMap((row): [string, Expected][] => {
    const [verb, reason] = [row.text('class').toLowerCase(), row.text('reason')];
    const scope = reason === '' ? 'TOTAL' : 'REASON';
    const money = { value: row.text('amount') };
    return [
      [nameOf(`families_${verb}`, scope, reason), { value: String(row.count('families')) }],
      [nameOf(`net_${verb}`, scope, reason), money],
      ...(verb === 'left' && held.has(reason)
        ? [[nameOf('held_prior_net', scope, reason), money] as [string, Expected]]
        : []),
    ];
  });
  return [...moved, ['held_prior_net TOTAL', { value: toText(stake) }]];
}

const granted = (file: string) => `
  SELECT kind, CASE WHEN grouping(level) = 0 THEN level ELSE '' END AS level, count(*) AS grants,
    ${money('amount', 'amount')}
  FROM read_parquet(${readPath(file)}, hive_partitioning = false) WHERE standing = 'PAID'
  GROUP BY GROUPING SETS ((kind), (kind, level))`;

async function grants(workspace: Workspace, file: string): Promise<[string, Expected][]> {
  return (await workspace.select(granted(file))).flatMap((row): [string, Expected][] => {
    const [kind, level] = [row.text('kind').toLowerCase(), row.text('level')];
    const scope = level === '' ? 'TOTAL' : kind === 'birth' ? 'BIRTH' : 'LEVEL';
    return [
      [nameOf(`${kind}_grants`, scope, level), { value: String(row.count('grants')) }],
      [nameOf(`${kind}_grant_amount`, scope, level), { value: row.text('amount') }],
    ];
  });
}

/** Rows of households and members; residents' and partners' files have counts of their own. */
const quarantined = (quarantine: string) => `
  SELECT (SELECT count(*) FROM (SELECT DISTINCT file, line FROM ${quarantine}
      WHERE regexp_matches(file, '^(households|members)'))) AS rows,
    ${money('CAST(prior_net AS DECIMAL(12,2))', 'prior_net')}
  FROM (SELECT DISTINCT household_id, prior_net FROM ${quarantine}
    WHERE regexp_matches(file, '^(households|members)') AND household_id <> '' AND prior_net <> '')`;

async function heldAndQuarantined(
  workspace: Workspace,
  { counts }: Manifest,
  quarantine: string,
): Promise<[string, Expected][]> {
  const households = (decisions: Manifest['counts']['decisions']) =>
    String(decisions.reduce((n, one) => n + one.households, 0));
  const held = counts.decisions.filter((one) => one.decision === 'HELD');
  const denominator = households(counts.decisions);
  const rows = await workspace.one(quarantined(quarantine));
  return [
    ['held_rate TOTAL', { numerator: households(held), denominator }],
    ...held.map((one): [string, Expected] => [
      nameOf('held_rate', 'REASON', one.reason),
      { numerator: String(one.households), denominator },
    ]),
    [
      'quarantined_rate TOTAL',
      {
        numerator: String(rows.count('rows')),
        denominator: String(counts.households + counts.members),
      },
    ],
    ['quarantined_prior_net TOTAL', { value: rows.text('prior_net') }],
  ];
}

/** Indicators whose rows are all computed above, except rows without any figure. */
const RECOMPUTED: ReadonlySet<string> = new Set([
  'families',
  'persons',
  'children',
  'elderly',
  'net',
  'average_net',
  'median_net',
  'average_aid',
  'median_aid',
  'floor_share',
  'families_entered',
  'net_entered',
  'families_left',
  'net_left',
  'held_rate',
  'held_prior_net',
  'quarantined_rate',
  'birth_grants',
  'birth_grant_amount',
  'school_grants',
  'school_grant_amount',
]);

/** A value with a numerator and a denominator is their quotient, rounded as its unit is. */
function dividesRight(row: Listed, listed: ReadonlyMap<string, Listed>): boolean {
  const { indicator = '', value = '', numerator = '', denominator = '', unit } = row;
  if (numerator === '' || denominator === '') return true;
  const [part, whole] = [decimal(numerator), decimal(denominator)];
  if (indicator === 'schooling_rate_change') {
    const now = listed.get(nameOf('schooling_rate', row.scope, row.key));
    const [a, b] = [decimal(now?.numerator ?? ''), decimal(now?.denominator ?? '')];
    return quotientToText(a.times(whole).minus(part.times(b)).times(100), b.times(whole), 4) === value;
  }
  if (indicator.startsWith('median_')) return decimal(value).times(whole).equals(part);
  return (quotientToText(part, whole, unit === 'share' ? 6 : 2) ?? '') === value;
}
