import { createHash } from 'node:crypto';
import { OperatorError } from '../domain/errors.js';
import { type Day, isDay } from '../domain/period.js';
import { PROVINCES } from '../domain/provinces.js';
import { type Fail, matching, section, whole } from './fields.js';
import {
  type ConfigurableFormat,
  type Debtor,
  type Provider,
  readDebtor,
  readProviders,
} from './providers.js';
import { readYaml } from './yaml.js';

/** A territorial office of the agency. It reports for its provinces from the day it opened on. */
export type Office = {
  readonly code: string;
  readonly name: string;
  /** HCP codes, at least one; no other office has any of them. */
  readonly provinces: readonly string[];
  readonly openedOn: Day;
};

/** The office code of the provinces without an open office; no configured office may bear it. */
export const CENTRE = 'CENTRE';

/** Shares of 1, as decimal text. */
export const DEFAULT_LIMITS = {
  total_change: '0.05',
  families_change: '0.03',
  province_change: '0.10',
  quarantined_rows: '0.005',
  held_households: '0.02',
  lost_to_data: '0.002',
} as const;
export type LimitName = keyof typeof DEFAULT_LIMITS;

export type Configuration = {
  readonly programme: string;
  readonly currency: string;
  readonly debtor: Debtor;
  readonly providers: readonly Provider[];
  /** None is fine: every province then reports to the centre. */
  readonly offices: readonly Office[];
  readonly limits: Readonly<Record<LimitName, string>>;
  /** Ceiling of the month's net total in dirhams, or null. */
  readonly budget: string | null;
  readonly executionDate: Day | null;
  readonly engine: { readonly memory: string; readonly threads: number };
  /** Of the file's bytes. */
  readonly sha256: string;
  /** True when no file was given and the built-in demonstration configuration serves. */
  readonly builtIn: boolean;
};

const BUILT_IN = new URL('./demonstration.yaml', import.meta.url);
const LIMIT_TEXT = /^(0|[1-9]\d{0,3})(\.\d{1,6})?$/;

/**
 * Reads a configuration file, or the built-in one. Throws OperatorError naming file and key.
 * @param formats that orders may be written in
 */
export function loadConfiguration(formats: readonly ConfigurableFormat[], file?: string): Configuration {
  const { bytes, document, name } = readYaml(file ?? BUILT_IN, 'configuration');
  const fail: Fail = (key, problem) => {
    throw new OperatorError(`${name}: ${key === '' ? '' : `${key}: `}${problem}`);
  };
  const root = section(document, '', fail, [
    'programme',
    'currency',
    'debtor',
    'providers',
    'offices',
    'limits',
    'budget',
    'execution_date',
    'engine',
  ]);
  const engine = section(root.engine ?? {}, 'engine', fail, ['memory', 'threads']);
  const debtor = readDebtor(root.debtor ?? {}, fail);
  const providers = readProviders(root.providers, debtor, formats, fail);
  return {
    // Four characters leave room in an order_id of 35 for the longest id and a supplementary run's mark.
    programme: matching(
      root.programme ?? 'ASD',
      'programme',
      /^[A-Z0-9]{2,4}$/,
      '2 to 4 characters A-Z, 0-9',
      fail,
    ),
    currency: matching(
      root.currency ?? 'MAD',
      'currency',
      /^[A-Z]{3}$/,
      'a currency code of three letters',
      fail,
    ),
    debtor,
    providers,
    offices: readOffices(root.offices ?? [], fail),
    limits: readLimits(root.limits ?? {}, fail),
    budget:
      root.budget == null
        ? null
        : matching(root.budget, 'budget', /^\d{1,13}(\.\d{1,2})?$/, 'an amount in dirhams, or null', fail),
    executionDate:
      root.execution_date == null ? null : readDay(root.execution_date, 'execution_date', ', or null,', fail),
    engine: {
      memory: matching(
        engine.memory ?? '2GB',
        'engine.memory',
        /^\d{1,6}(\.\d)? ?[MG]i?B$/,
        'a size such as 2GB',
        fail,
      ),
      threads: whole(engine.threads ?? '2', 'engine.threads', 1, 256, fail),
    },
    sha256: createHash('sha256').update(bytes).digest('hex'),
    builtIn: file === undefined,
  };
}

/**
 * An office, once open, stays open: two that list one province would both be open from the later opening on,
 * and its families would be reported twice.
 */
function readOffices(value: unknown, fail: Fail): Office[] {
  if (!Array.isArray(value)) return fail('offices', 'a list of territorial offices is expected');
  const codes = new Set<string>();
  const officeOf = new Map<string, string>();
  return value.map((one: unknown, i) => {
    const key = `offices[${i}]`;
    const office = section(one, key, fail, ['code', 'name', 'provinces', 'opened_on']);
    const code = matching(
      office.code,
      `${key}.code`,
      /^[A-Z0-9_]{2,12}$/,
      '2 to 12 characters A-Z, 0-9, _',
      fail,
    );
    if (code === CENTRE) fail(`${key}.code`, `${CENTRE} is where provinces without an office report`);
    if (codes.has(code)) fail(`${key}.code`, `${code} stands twice`);
    codes.add(code);
    const { provinces } = office;
    if (!Array.isArray(provinces) || provinces.length === 0)
      return fail(`${key}.provinces`, 'a list of at least one province is expected');
    return {
      code,
      name: matching(office.name ?? code, `${key}.name`, /^.{1,140}$/u, 'a name', fail),
      provinces: provinces.map((province: unknown, p) => {
        const known = readProvince(province, `${key}.provinces[${p}]`, fail);
        const other = officeOf.get(known);
        if (other !== undefined)
          fail(
            `${key}.provinces[${p}]`,
            `${known} has an office already: ${other}; a province reports to one`,
          );
        officeOf.set(known, code);
        return known;
      }),
      openedOn: readDay(office.opened_on, `${key}.opened_on`, '', fail),
    };
  });
}

function readProvince(value: unknown, key: string, fail: Fail): string {
  const province = PROVINCES.find((one) => one.code === value);
  if (province === undefined)
    return fail(
      key,
      `${JSON.stringify(value ?? null)} is no HCP code of a province or prefecture, such as 06.181`,
    );
  return province.code;
}

function readLimits(value: unknown, fail: Fail): Record<LimitName, string> {
  const names = Object.keys(DEFAULT_LIMITS) as LimitName[];
  const given = section(value, 'limits', fail, names);
  const limits: Record<LimitName, string> = { ...DEFAULT_LIMITS };
  for (const name of names) {
    if (given[name] === undefined) continue;
    limits[name] = matching(given[name], `limits.${name}`, LIMIT_TEXT, 'a share such as 0.05', fail);
  }
  return limits;
}

/** `or` is what else may stand there, for the message. */
function readDay(value: unknown, key: string, or: string, fail: Fail): Day {
  if (typeof value !== 'string' || !isDay(value)) return fail(key, `a date YYYY-MM-DD${or} is expected`);
  return value;
}
