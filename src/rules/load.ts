import { createHash } from 'node:crypto';
import { isMapping, readYaml } from '../config/yaml.js';
import { OperatorError } from '../domain/errors.js';
import type { Period } from '../domain/period.js';
import { isPeriod } from '../domain/period-text.js';

/** The unit of a parameter says what its values may be. */
export const UNITS = {
  MAD: /^\d{1,7}(\.\d{1,2})?$/,
  score: /^\d{1,2}(\.\d{1,6})?$/,
  years: /^\d{1,3}$/,
  months: /^\d{1,3}$/,
  children: /^\d{1,2}$/,
  /** Below 1: something of a month's aid is always left to pay, and no order is of nothing. */
  share: /^0(\.\d{1,6})?$/,
  day: /^last$/,
} as const;
type Unit = keyof typeof UNITS;

/** Every parameter the rules rest on. A rules file holds exactly these. */
export const PARAMETERS = {
  child_first_ranks_schooled: 'MAD',
  child_first_ranks_not_schooled: 'MAD',
  child_later_ranks_schooled: 'MAD',
  child_later_ranks_not_schooled: 'MAD',
  fatherless_first_ranks_schooled: 'MAD',
  fatherless_first_ranks_not_schooled: 'MAD',
  fatherless_later_ranks_schooled: 'MAD',
  fatherless_later_ranks_not_schooled: 'MAD',
  disability_supplement: 'MAD',
  floor: 'MAD',
  flat_rate: 'MAD',
  ise_threshold: 'score',
  birth_grant_first: 'MAD',
  birth_grant_second: 'MAD',
  birth_grant_window: 'months',
  school_grant_lower: 'MAD',
  school_grant_upper: 'MAD',
  institution_child: 'MAD',
  institution_capital: 'MAD',
  institution_elderly: 'MAD',
  age_child: 'years',
  age_schooling: 'years',
  age_majority: 'years',
  age_elderly: 'years',
  first_ranks: 'children',
  children_paid: 'children',
  recovery_share: 'share',
  arrears_months: 'months',
  reference_day: 'day',
  usual_maximum: 'MAD',
} as const satisfies Record<string, Unit>;
export type ParameterName = keyof typeof PARAMETERS;

/**
 * What `value: null` may abolish: an amount of which nothing, or nothing more, is then paid. Without an age, a
 * number, the threshold or the flat rate there is no telling who is paid what; null is refused there.
 */
function mayBeAbolished(name: ParameterName): boolean {
  return PARAMETERS[name] === 'MAD' && name !== 'flat_rate';
}

/** A value in force from a payment month on; null: abolished. Either a reference, or why it is assumed. */
export type DatedValue = {
  readonly from: Period;
  readonly value: string | null;
  readonly reference: string | null;
  readonly assumed: string | null;
};

export type Parameter = {
  readonly label: string;
  readonly unit: Unit;
  readonly values: readonly DatedValue[];
};

export type Rules = {
  readonly title: string;
  readonly sha256: string;
  readonly parameters: Readonly<Record<ParameterName, Parameter>>;
};

const BUILT_IN = new URL('./asd.yaml', import.meta.url);

/** Reads the built-in rules, or those of `file`. Throws OperatorError naming file and key. */
export function loadRules(file?: string): Rules {
  const { bytes, document, name } = readYaml(file ?? BUILT_IN, 'rules');
  return { ...readRules(document, name), sha256: createHash('sha256').update(bytes).digest('hex') };
}

function readRules(document: unknown, file: string): Omit<Rules, 'sha256'> {
  const fail = (key: string, problem: string): never => {
    throw new OperatorError(`${file}: ${key}: ${problem}`);
  };
  const root = mapping(document, 'the file', ['programme', 'title', 'parameters'], fail);
  const title = root.title;
  if (typeof title !== 'string') return fail('title', 'a text is expected');
  const given = mapping(root.parameters, 'parameters', Object.keys(PARAMETERS), fail);
  const parameters: Partial<Record<ParameterName, Parameter>> = {};
  for (const name of Object.keys(PARAMETERS) as ParameterName[]) {
    if (!(name in given)) fail(`parameters.${name}`, 'is missing');
    parameters[name] = readParameter(given[name], name, fail);
  }
  return { title, parameters: parameters as Record<ParameterName, Parameter> };
}

type Fail = (key: string, problem: string) => never;

function readParameter(value: unknown, name: ParameterName, fail: Fail): Parameter {
  const key = `parameters.${name}`;
  const entry = mapping(value, key, ['label', 'unit', 'values'], fail);
  const { label, unit, values } = entry;
  if (typeof label !== 'string' || label === '') fail(`${key}.label`, 'a text is expected');
  if (unit !== PARAMETERS[name]) fail(`${key}.unit`, `must be ${PARAMETERS[name]}`);
  if (!Array.isArray(values) || values.length === 0)
    return fail(`${key}.values`, 'a list of dated values is expected');
  let before = '';
  const dated = values.map((one: unknown, i) => {
    const result = readDated(one, `${key}.values[${i}]`, name, fail);
    if (result.from === before) fail(`${key}.values[${i}].from`, `${result.from} stands twice`);
    if (result.from < before)
      fail(`${key}.values[${i}].from`, `${result.from} comes after ${before}; sort the dates`);
    before = result.from;
    return result;
  });
  return { label: label as string, unit: PARAMETERS[name], values: dated };
}

function readDated(value: unknown, key: string, name: ParameterName, fail: Fail): DatedValue {
  const unit = PARAMETERS[name];
  const entry = mapping(value, key, ['from', 'value', 'reference', 'assumed', 'why'], fail);
  const { from, reference, assumed, why } = entry;
  if (typeof from !== 'string' || !isPeriod(from)) return fail(`${key}.from`, 'a month YYYY-MM is expected');
  const given = entry.value;
  if (given === undefined) fail(`${key}.value`, 'is missing');
  if (given === null && !mayBeAbolished(name)) {
    fail(
      `${key}.value`,
      `null abolishes a parameter, and ${name} is always needed; give the value that is in force`,
    );
  }
  if (given !== null && (typeof given !== 'string' || !UNITS[unit].test(given))) {
    fail(`${key}.value`, `${JSON.stringify(given)} is no ${unit} value`);
  }
  if (assumed !== undefined && assumed !== true) fail(`${key}.assumed`, 'may only be true');
  if (assumed === true) {
    if (typeof why !== 'string' || why === '') return fail(`${key}.why`, 'an assumed value must say why');
    if (reference !== undefined) fail(`${key}.reference`, 'an assumed value has no reference');
    return { from, value: given as string | null, reference: null, assumed: why };
  }
  if (why !== undefined) fail(`${key}.why`, 'goes with assumed: true only');
  if (typeof reference !== 'string' || reference === '') {
    return fail(`${key}.reference`, 'is missing; give the legal reference, or assumed: true and why');
  }
  return { from, value: given as string | null, reference, assumed: null };
}

/** A mapping with none but the known keys. */
function mapping(value: unknown, key: string, known: readonly string[], fail: Fail): Record<string, unknown> {
  if (!isMapping(value)) return fail(key, 'a mapping is expected');
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) fail(key === 'the file' ? name : `${key}.${name}`, 'is no known key');
  }
  return value;
}
