import { decimal } from '../domain/money.js';
import { MILIEUX } from '../domain/vocabulary.js';
import { type Row, sumText, type Workspace } from '../workspace/duckdb.js';
import { CHILDREN_MEASURES, type ChildDays, childrenOf } from './children.js';
import type { IndicatorFigures, Observation } from './compute.js';
import { BIRTHS, FAMILY_TRACKS, type IndicatorRow, LEVELS, type Measure, MONEY } from './vocabulary.js';

/** What the indicators need to know of the month and cannot ask the workspace. Amounts in dirhams, as text. */
export type MonthTotals = {
  /** Every province, by code. */
  readonly provinces: readonly ProvinceOffice[];
  /** Codes of the offices, in order. */
  readonly offices: readonly string[];
  readonly assessed: number;
  readonly rowsRead: number;
  readonly rowsQuarantined: number;
  readonly orders: number;
  readonly days: ChildDays;
  readonly prior: readonly IndicatorRow[];
};

/** Where a province belongs: its region, and the office it reports to. */
export type ProvinceOffice = {
  readonly provinceCode: string;
  readonly region: string;
  readonly office: string;
};

const money = (expression: string, name: Measure) => `${sumText(expression)} AS ${name}`;
const count = (condition: string, name: Measure) => `count(*) FILTER (${condition}) AS ${name}`;
const whole = (expression: string, name: Measure) =>
  `CAST(coalesce(sum(${expression}), 0) AS BIGINT) AS ${name}`;

const TRACK = `CASE WHEN children_paid > 0 THEN 'CHILD' ELSE 'FLAT' END`;

/** The families paid: some hundred rows. */
const PAID = `
  SELECT province_code, milieu, ${TRACK} AS track,
    ${count('true', 'families')}, ${count('children_paid > 0', 'child_track_families')},
    ${count('floor_topup > 0', 'families_on_floor')}, ${whole('persons', 'persons')},
    ${whole('children', 'children')}, ${whole('elderly', 'elderly')}, ${money('net', 'net')}, ${money('aid', 'aid')}
  FROM register WHERE decision = 'PAY' GROUP BY ALL`;
const PAID_MEASURES = [
  'families',
  'child_track_families',
  'families_on_floor',
  'persons',
  'children',
  'elderly',
  'net',
  'aid',
] as const;

/** How many families have each amount: as many rows as there are amounts. */
const amounts = (of: 'net' | 'aid') => `
  SELECT track, CAST(amount AS VARCHAR) AS amount, count(*) AS families
  FROM (SELECT ${TRACK} AS track, ${of} AS amount
    FROM register WHERE decision = 'PAY')
  GROUP BY ALL`;

const MOVED = `
  SELECT reason,
    ${count("class = 'ENTERED'", 'entered')}, ${count("class = 'LEFT'", 'left')},
    ${money("CASE class WHEN 'ENTERED' THEN net END", 'entered_net')},
    ${money("CASE class WHEN 'LEFT' THEN prior_net END", 'left_net')}
  FROM reconciliation WHERE class IN ('ENTERED', 'LEFT') GROUP BY class, reason`;

const HELD = `
  SELECT reason, ${count('true', 'held')}, ${money('p.net', 'held_prior_net')}
  FROM (SELECT household_id, reason FROM register WHERE decision = 'HELD') r
  LEFT JOIN prior p ON p.household_id = r.household_id
  GROUP BY reason`;

const QUARANTINED = `
  SELECT ${money('net', 'quarantined_prior_net')} FROM prior
  WHERE household_id IN (SELECT household_id FROM quarantine
    WHERE kind IN ('households', 'members') AND household_id IS NOT NULL)`;

/** Those paid with the month: neither what is owed with a month kept back, nor what is paid in arrears. */
const GRANTS = `
  SELECT kind, level, count(*) AS grants, ${sumText('amount')} AS amount
  FROM grant_paid WHERE standing = 'PAID' GROUP BY kind, level`;

/** Gathers the month from the workspace's register, reconciliation, quarantine and grants. */
export async function gatherFigures(workspace: Workspace, totals: MonthTotals): Promise<IndicatorFigures> {
  const provinces = new Map(totals.provinces.map((one) => [one.provinceCode, one]));
  const place = (row: Row) => {
    const { region, office } = provinces.get(row.text('province_code')) ?? { region: '', office: '' };
    return { MILIEU: row.text('milieu'), REGION: region, OFFICE: office };
  };
  const observe = async (
    sql: string,
    names: readonly Measure[],
    at: (row: Row) => Observation['at'],
  ): Promise<Observation[]> =>
    (await workspace.select(sql)).map((row) => ({ at: at(row), measures: measuresOf(row, names) }));
  const ofReason = (row: Row) => ({ REASON: row.text('reason') });
  return {
    observations: [
      ...(await observe(PAID, PAID_MEASURES, (row) => ({ ...place(row), TRACK: row.text('track') }))),
      ...(await childrenOf(workspace, totals.days)).map((row) => ({
        at: place(row),
        measures: measuresOf(row, CHILDREN_MEASURES),
      })),
      ...(await moved(workspace)),
      ...(await observe(HELD, ['held', 'held_prior_net'], ofReason)),
      ...(await observe(QUARANTINED, ['quarantined_prior_net'], () => ({}))),
      ...(await granted(workspace)),
      {
        at: {},
        measures: {
          assessed: decimal(String(totals.assessed)),
          rows_read: decimal(String(totals.rowsRead)),
          quarantined_rows: decimal(String(totals.rowsQuarantined)),
          orders: decimal(String(totals.orders)),
        },
      },
    ],
    amounts: [...(await amountsOf(workspace, 'net')), ...(await amountsOf(workspace, 'aid'))],
    keys: {
      MILIEU: MILIEUX,
      REGION: [...new Set(totals.provinces.map((one) => one.region))],
      OFFICE: totals.offices,
      TRACK: FAMILY_TRACKS,
      BIRTH: BIRTHS,
      LEVEL: LEVELS,
    },
    prior: totals.prior,
  };
}

function measuresOf(row: Row, names: readonly Measure[]): Observation['measures'] {
  const money: readonly string[] = MONEY;
  return Object.fromEntries(
    names.map((name) => [name, decimal(money.includes(name) ? row.text(name) : String(row.count(name)))]),
  );
}

/** Those who entered and those who left, each cause with its own measures only. */
async function moved(workspace: Workspace): Promise<Observation[]> {
  return (await workspace.select(MOVED)).map((row) => ({
    at: { REASON: row.text('reason') },
    measures: measuresOf(row, row.count('entered') > 0 ? ['entered', 'entered_net'] : ['left', 'left_net']),
  }));
}

async function granted(workspace: Workspace): Promise<Observation[]> {
  return (await workspace.select(GRANTS)).map((row) => {
    const [level, grants, sum] = [
      row.text('level'),
      decimal(String(row.count('grants'))),
      row.text('amount'),
    ];
    return row.text('kind') === 'BIRTH'
      ? { at: { BIRTH: level }, measures: { birth_grants: grants, birth_grant_amount: decimal(sum) } }
      : { at: { LEVEL: level }, measures: { school_grants: grants, school_grant_amount: decimal(sum) } };
  });
}

async function amountsOf(workspace: Workspace, of: 'net' | 'aid'): Promise<IndicatorFigures['amounts']> {
  return (await workspace.select(amounts(of))).map((row) => ({
    of,
    track: row.text('track'),
    amount: decimal(row.text('amount')),
    families: row.count('families'),
  }));
}
