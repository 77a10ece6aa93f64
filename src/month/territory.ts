import type { Office } from '../config/load.js';
import { CENTRE } from '../config/schema.js';
import { invariant } from '../domain/errors.js';
import { amount, sum, toText } from '../domain/money.js';
import type { Day } from '../domain/period.js';
import { PROVINCES } from '../domain/provinces.js';
import type { Programme } from '../programmes/programme.js';
import { sumText, type Workspace } from '../workspace/duckdb.js';

/**
 * The month by territory: per province, and the provinces added up per region and per territorial office.
 * An office counts from the month in which it is open on the reference date; a province whose office is not
 * open then, or that has none, reports to the centre. `prior_net` is what the same provinces had the month
 * before, whoever they reported to then.
 */
export type TerritoryFigures = {
  readonly familiesPaid: number;
  /** Of the families paid: living members, those under 21 with relation CHILD, those of 60 and over. */
  readonly persons: number;
  readonly children: number;
  readonly elderly: number;
  /** Text in dirhams, like `priorNet` and `change`. */
  readonly net: string;
  readonly priorNet: string;
  readonly change: string;
};

export type ProvinceMonth = TerritoryFigures & {
  readonly provinceCode: string;
  readonly province: string;
  readonly regionCode: string;
  readonly region: string;
  /** Code of the office it reports to. */
  readonly office: string;
  /** Both nets without grants, which are paid once and have their season. */
  readonly monthly: string;
  readonly priorMonthly: string;
};

export type RegionMonth = TerritoryFigures & {
  readonly regionCode: string;
  readonly region: string;
  readonly provinces: number;
};

/** `openedOn` is null for the centre. */
export type OfficeMonth = TerritoryFigures & {
  readonly office: string;
  readonly name: string;
  readonly openedOn: Day | null;
  readonly provinces: number;
};

export type Territory = {
  /** Every province, by code, those without a paid family too. */
  readonly provinces: readonly ProvinceMonth[];
  /** Every region, by code. */
  readonly regions: readonly RegionMonth[];
  /** Every open office, by code; then the centre. */
  readonly offices: readonly OfficeMonth[];
};

const CENTRE_NAME = 'Centre';

/** A programme's figures in a province; amounts are text in dirhams. `people`: by the programme's columns. */
export type ProvinceFigures = {
  readonly paid: number;
  readonly people: Readonly<Record<string, number>>;
  readonly net: string;
  readonly priorNet: string;
  /** Both without what is paid once and has its season. */
  readonly monthly: string;
  readonly priorMonthly: string;
};

/** Provinces that have, or had, somebody who is paid by the programme: province_code → figures. */
export async function byProvince(
  workspace: Workspace,
  { tables, people, seasonless }: Programme,
): Promise<Map<string, ProvinceFigures>> {
  const sums = `${sumText('net')} AS net, ${sumText(seasonless)} AS monthly`;
  const now = await workspace.select(`
    SELECT province_code, count(*) AS paid, ${people.map((column) => `sum(${column}) AS ${column}, `).join('')}${sums}
    FROM ${tables.register.name} WHERE decision = 'PAY' GROUP BY province_code ORDER BY province_code`);
  const before = await workspace.select(`
    SELECT province_code, ${sums} FROM ${tables.prior.name} GROUP BY province_code ORDER BY province_code`);
  const paid = new Map(now.map((row) => [row.text('province_code'), row]));
  const was = new Map(before.map((row) => [row.text('province_code'), row]));
  const codes = [...new Set([...paid.keys(), ...was.keys()])].sort();
  return new Map(
    codes.map((code) => [
      code,
      {
        paid: paid.get(code)?.count('paid') ?? 0,
        people: Object.fromEntries(people.map((column) => [column, paid.get(code)?.count(column) ?? 0])),
        net: paid.get(code)?.text('net') ?? '0.00',
        priorNet: was.get(code)?.text('net') ?? '0.00',
        monthly: paid.get(code)?.text('monthly') ?? '0.00',
        priorMonthly: was.get(code)?.text('monthly') ?? '0.00',
      },
    ]),
  );
}

/**
 * The reports of a month. `offices` as configured; `reference` is the month's reference date.
 * @param families the families' figures by province_code
 */
export function territory(
  families: ReadonlyMap<string, ProvinceFigures>,
  offices: readonly Office[],
  reference: Day,
): Territory {
  const open = openOffices(offices, reference);
  const provinces = PROVINCES.map((province): ProvinceMonth => {
    const own = families.get(province.code);
    const net = own?.net ?? '0.00';
    const priorNet = own?.priorNet ?? '0.00';
    return {
      provinceCode: province.code,
      province: province.name,
      regionCode: province.regionCode,
      region: province.region,
      office: open.find((office) => office.provinces.includes(province.code))?.code ?? CENTRE,
      familiesPaid: own?.paid ?? 0,
      persons: own?.people.persons ?? 0,
      children: own?.people.children ?? 0,
      elderly: own?.people.elderly ?? 0,
      net,
      priorNet,
      change: toText(amount(net).minus(amount(priorNet))),
      monthly: own?.monthly ?? '0.00',
      priorMonthly: own?.priorMonthly ?? '0.00',
    };
  });
  return { provinces, regions: byRegion(provinces), offices: byOffice(provinces, open) };
}

/** The offices open on the reference date, by code. */
export function openOffices(offices: readonly Office[], reference: Day): Office[] {
  return offices.filter((office) => office.openedOn <= reference).sort((a, b) => (a.code < b.code ? -1 : 1));
}

function byRegion(provinces: readonly ProvinceMonth[]): RegionMonth[] {
  const regions = new Map(provinces.map((one) => [one.regionCode, one.region]));
  return [...regions].map(([regionCode, region]) => {
    const own = provinces.filter((one) => one.regionCode === regionCode);
    return { regionCode, region, provinces: own.length, ...addUp(own) };
  });
}

function byOffice(provinces: readonly ProvinceMonth[], open: readonly Office[]): OfficeMonth[] {
  const named = [
    ...open.map(({ code, name, openedOn }) => ({ office: code, name, openedOn })),
    { office: CENTRE, name: CENTRE_NAME, openedOn: null },
  ];
  return named.map((one) => {
    const own = provinces.filter((province) => province.office === one.office);
    return { ...one, provinces: own.length, ...addUp(own) };
  });
}

/** The measures of some territory: those of its parts, added up. */
export function addUp(parts: readonly TerritoryFigures[]): TerritoryFigures {
  const count = (of: (one: TerritoryFigures) => number) => parts.reduce((n, one) => n + of(one), 0);
  const money = (of: (one: TerritoryFigures) => string) => toText(sum(parts.map((one) => amount(of(one)))));
  return {
    familiesPaid: count((one) => one.familiesPaid),
    persons: count((one) => one.persons),
    children: count((one) => one.children),
    elderly: count((one) => one.elderly),
    net: money((one) => one.net),
    priorNet: money((one) => one.priorNet),
    change: money((one) => one.change),
  };
}

/**
 * The reports, once each is proven to add up to the month: every family paid, and every one paid before, is in
 * exactly one line of each.
 */
export function provenTerritory(
  territory: Territory,
  month: {
    readonly paid: number;
    readonly totals: { readonly net: string };
    readonly bridge: readonly { readonly amount: string }[];
  },
): Territory {
  const { provinces, regions, offices } = territory;
  const whole = addUp(provinces);
  const priorNet = month.bridge[0]?.amount;
  invariant(
    whole.familiesPaid === month.paid && whole.net === month.totals.net && whole.priorNet === priorNet,
    () =>
      `territory: ${whole.familiesPaid} families, ${whole.net}, ${whole.priorNet} before; the register has ${month.paid}, ${month.totals.net}, ${priorNet}`,
  );
  for (const [report, lines] of Object.entries({ regions, offices })) {
    const added = JSON.stringify(addUp(lines));
    invariant(
      added === JSON.stringify(whole),
      () => `territory: the ${report} add up to ${added}, not to the provinces' ${JSON.stringify(whole)}`,
    );
  }
  return territory;
}
