import { createHash } from 'node:crypto';
import { readYaml } from '../config/yaml.js';
import { OperatorError } from '../domain/errors.js';
import { LANGUAGE_CODES, type LanguageCode } from '../domain/language.js';
import type { Period } from '../domain/period.js';
import { checked } from '../domain/schema.js';
import {
  NO_REFERENCE,
  NO_WHY,
  PARAMETER_NAMES,
  type ParameterName,
  rulesSchema,
  type Unit,
  type WrittenRules,
} from './schema.js';

/** A text of the rules file in each language. One that is written once stands for all of them. */
export type RuleText = Readonly<Record<LanguageCode, string>>;

/** A value in force from a payment month on; null: abolished. Either a reference, or why it is assumed. */
export type DatedValue = {
  readonly from: Period;
  readonly value: string | null;
  readonly reference: RuleText | null;
  readonly assumed: RuleText | null;
};

export type Parameter = {
  readonly label: RuleText;
  readonly unit: Unit;
  readonly values: readonly DatedValue[];
};

export type Rules = {
  readonly title: RuleText;
  readonly sha256: string;
  readonly parameters: Readonly<Record<ParameterName, Parameter>>;
};

const BUILT_IN = new URL('./asd.yaml', import.meta.url);

/** Reads the built-in rules, or those of `file`. Throws OperatorError naming file and key. */
export function loadRules(file?: string): Rules {
  const { bytes, document, name } = readYaml(file ?? BUILT_IN, 'rules');
  return { ...readRules(document, name), sha256: createHash('sha256').update(bytes).digest('hex') };
}

type Fail = (key: string, problem: string) => never;

function readRules(document: unknown, file: string): Omit<Rules, 'sha256'> {
  const fail: Fail = (key, problem) => {
    throw new OperatorError(`${file}: ${key === '' ? 'the file' : key}: ${problem}`);
  };
  const read = checked(rulesSchema, document);
  if ('problem' in read) return fail(read.key, read.problem);
  const { title, parameters } = read.value;
  const dated = {} as Record<ParameterName, Parameter>;
  for (const name of PARAMETER_NAMES) {
    const { label, unit, values } = parameters[name];
    dated[name] = { label: inEach(label), unit, values: inOrder(values, `parameters.${name}.values`, fail) };
  }
  return { title: inEach(title), parameters: dated };
}

type WrittenValue = WrittenRules['parameters'][ParameterName]['values'][number];

function inOrder(values: readonly WrittenValue[], key: string, fail: Fail): DatedValue[] {
  let before = '';
  return values.map((one, i) => {
    const at = `${key}[${i}]`;
    const result = readDated(one, at, fail);
    if (result.from === before) fail(`${at}.from`, `${result.from} stands twice`);
    if (result.from < before) fail(`${at}.from`, `${result.from} comes after ${before}; sort the dates`);
    before = result.from;
    return result;
  });
}

/** Either a reference, or `assumed: true` and why. */
function readDated(written: WrittenValue, key: string, fail: Fail): DatedValue {
  const { from, value, reference, assumed, why } = written;
  if (assumed === true) {
    if (why === undefined) return fail(`${key}.why`, NO_WHY);
    if (reference !== undefined) fail(`${key}.reference`, 'an assumed value has no reference');
    return { from, value, reference: null, assumed: inEach(why) };
  }
  if (why !== undefined) fail(`${key}.why`, 'goes with assumed: true only');
  if (reference === undefined) return fail(`${key}.reference`, NO_REFERENCE);
  return { from, value, reference: inEach(reference), assumed: null };
}

/** A text in each language; one that is written once is the same in all. */
export function inEach(written: string | RuleText): RuleText {
  if (typeof written !== 'string') return written;
  return Object.fromEntries(LANGUAGE_CODES.map((code) => [code, written])) as Record<LanguageCode, string>;
}
