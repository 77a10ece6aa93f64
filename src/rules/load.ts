import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { bytesOf, readYaml } from '../config/yaml.js';
import { OperatorError } from '../domain/errors.js';
import { LANGUAGE_CODES, type LanguageCode } from '../domain/language.js';
import type { Period } from '../domain/period.js';
import { checked } from '../domain/schema.js';
import { BUILT_IN_RULES } from './built-in.js';
import {
  NO_REFERENCE,
  NO_WHY,
  PARAMETER_NAMES,
  PARAMETERS,
  type ParameterName,
  rulesSchema,
  type Unit,
  type WrittenRules,
} from './schema.js';

/** A text of the rules file in each language. One that is written once stands for all of them. */
export type RuleText = Readonly<Record<LanguageCode, string>>;

/**
 * A value in force from a payment month on; null: abolished. A reference, or why it is assumed; both where the reference
 * leaves something open.
 */
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
  /** The programme that the file says it is of; null: it says nothing of it. */
  readonly programme: string | null;
  readonly title: RuleText;
  readonly sha256: string;
  /** The file as it was read: a run keeps it. */
  readonly bytes: Uint8Array;
  readonly parameters: Readonly<Record<ParameterName, Parameter>>;
};

const TODAY = 'asd.yaml';

/**
 * Reads the built-in rules, or those of `file`. The texts of an earlier version's built-in file are in each language,
 * though it has them in English alone. Throws OperatorError naming file and key.
 */
export function loadRules(file?: string): Rules {
  const rules = file === undefined ? read(builtIn(TODAY)) : read(file);
  const kept = BUILT_IN_RULES.some((one) => one.file !== TODAY && one.sha256 === rules.sha256);
  return kept ? translated(rules) : rules;
}

/** The built-in rules, of this version or an earlier one, whose file has this SHA-256; null where none has it. */
export function builtInRules(sha256: string): Rules | null {
  const files = [TODAY, ...BUILT_IN_RULES.filter((one) => one.sha256 === sha256).map((one) => one.file)];
  for (const file of files) {
    const rules = loadRules(fileURLToPath(builtIn(file)));
    if (rules.sha256 === sha256) return rules;
  }
  return null;
}

/**
 * The rules of a run: the built-in ones that have this SHA-256, or those of the file that the run kept.
 * @param kept null: the run kept none
 * @returns null where neither has the SHA-256
 */
export function rulesWith(sha256: string, kept: string | null): Rules | null {
  const known = builtInRules(sha256);
  if (known !== null || kept === null) return known;
  const rules = loadRules(kept);
  return rules.sha256 === sha256 ? rules : null;
}

function builtIn(file: string): URL {
  return new URL(`./${file}`, import.meta.url);
}

/** What a file's bytes say, by their SHA-256. The runs that one command looks at have the same few files of rules. */
const SAID = new Map<string, Rules>();

function read(file: string | URL): Rules {
  const bytes = bytesOf(file, 'rules');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const known = SAID.get(sha256);
  if (known !== undefined) return known;
  const { document, name } = readYaml(file, 'rules', 'value', bytes);
  const rules = { ...readRules(document, name), bytes, sha256 };
  SAID.set(sha256, rules);
  return rules;
}

/** Rules whose plain texts are in each language, wherever a built-in file has that of the same English text. */
function translated(rules: Rules): Rules {
  const known = new Map<string, RuleText>();
  for (const { file } of BUILT_IN_RULES)
    for (const text of textsOf(read(builtIn(file)))) if (!isPlain(text)) known.set(text.en, text);
  return saying(rules, (text) => (isPlain(text) ? (known.get(text.en) ?? text) : text));
}

function isPlain(text: RuleText): boolean {
  return LANGUAGE_CODES.every((code) => text[code] === text.en);
}

/** Every text of rules: title, labels, references and reasons, in their order. */
export function textsOf(rules: Rules): RuleText[] {
  const texts: RuleText[] = [];
  saying(rules, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

/** The same rules with each text as `say` says it. */
function saying(rules: Rules, say: (text: RuleText) => RuleText): Rules {
  const title = say(rules.title);
  const parameters = {} as Record<ParameterName, Parameter>;
  for (const name of PARAMETER_NAMES) {
    const { label, unit, values } = rules.parameters[name];
    if (values.length === 0) {
      parameters[name] = rules.parameters[name]; // the file says nothing of it
      continue;
    }
    const said = say(label);
    const dated = values.map((one) => ({
      ...one,
      reference: one.reference && say(one.reference),
      assumed: one.assumed && say(one.assumed),
    }));
    parameters[name] = { label: said, unit, values: dated };
  }
  return { ...rules, title, parameters };
}

type Fail = (key: string, problem: string) => never;

function readRules(document: unknown, file: string): Omit<Rules, 'sha256' | 'bytes'> {
  const fail: Fail = (key, problem) => {
    throw new OperatorError(`${file}: ${key === '' ? 'the file' : key}: ${problem}`);
  };
  const read = checked(rulesSchema, document);
  if ('problem' in read) return fail(read.key, read.problem);
  const { programme, title, parameters } = read.value;
  const dated = {} as Record<ParameterName, Parameter>;
  for (const name of PARAMETER_NAMES) {
    const written = parameters[name];
    if (written === undefined) {
      dated[name] = { label: inEach(name), unit: PARAMETERS[name], values: [] };
      continue;
    }
    const { label, unit, values } = written;
    dated[name] = { label: inEach(label), unit, values: inOrder(values, `parameters.${name}.values`, fail) };
  }
  return { programme: programme ?? null, title: inEach(title), parameters: dated };
}

type WrittenValue = NonNullable<WrittenRules['parameters'][ParameterName]>['values'][number];

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

/** A reference, or `assumed: true` and why, or both. */
function readDated(written: WrittenValue, key: string, fail: Fail): DatedValue {
  const { from, reference, assumed, why } = written;
  const value = typeof written.value === 'boolean' ? String(written.value) : written.value;
  if (assumed === true) {
    if (why === undefined) return fail(`${key}.why`, NO_WHY);
    return {
      from,
      value,
      reference: reference === undefined ? null : inEach(reference),
      assumed: inEach(why),
    };
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
