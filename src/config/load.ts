import { createHash } from 'node:crypto';
import { OperatorError } from '../domain/errors.js';
import type { Day } from '../domain/period.js';
import { checked } from '../domain/schema.js';
import {
  type ConfigurableFormat,
  type Debtor,
  type Fail,
  type Provider,
  readProviders,
} from './providers.js';
import { configurationSchema, type DEFAULT_LIMITS, type Written } from './schema.js';
import { type Settings, settingsOf } from './settings.js';
import { type StatementCsv, statementCsvOf, statementCsvProblem } from './statement-csv.js';
import { readYaml } from './yaml.js';

/** A territorial office of the agency. It reports for its provinces from the day it opened on. */
export type Office = {
  readonly code: string;
  readonly name: string;
  /** HCP codes, at least one; no other office has any of them. */
  readonly provinces: readonly string[];
  readonly openedOn: Day;
};

/** How values may be written in the registry's files, beside the usual forms. */
export type RegistryForms = Readonly<
  Pick<Written['registry'], 'decimal' | 'date'> & {
    /** Words for Y and for N, in capitals or not. */
    yes: readonly string[];
    no: readonly string[];
  }
>;

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
  readonly registry: RegistryForms;
  /** What shows that an order came back; null: the account, once a statement of it was read, else answers. */
  readonly returns: 'statement' | 'answers' | null;
  /** Of a run that passes its controls: auto, released at once; manual, people release it. */
  readonly release: 'manual' | 'auto';
  readonly engine: { readonly memory: string; readonly threads: number };
  /** What the bank's statements as CSV mean; null when nothing is said of them. */
  readonly statementCsv: StatementCsv | null;
  /** What a later run is compared with; see settings.ts. */
  readonly settings: Settings;
  /** The file as it was read: a run keeps it. */
  readonly bytes: Uint8Array;
  /** Of the file's bytes. */
  readonly sha256: string;
  /** True when no file was given and the built-in demonstration configuration serves. */
  readonly builtIn: boolean;
};

const BUILT_IN = new URL('./demonstration.yaml', import.meta.url);

/**
 * Reads a configuration file, or the built-in one. Throws OperatorError naming file and key.
 * @param formats that orders may be written in
 */
export function loadConfiguration(formats: readonly ConfigurableFormat[], file?: string): Configuration {
  const { bytes, document, name } = readYaml(file ?? BUILT_IN, 'configuration');
  const fail: Fail = (key, problem) => {
    throw new OperatorError(`${name}: ${key === '' ? '' : `${key}: `}${problem}`);
  };
  const read = checked(configurationSchema, document);
  if ('problem' in read) return fail(read.key, read.problem);
  const { programme, currency, debtor, limits, budget, engine, ...rest } = read.value;
  const csv = rest.statement_csv;
  const wrong = csv === null ? null : statementCsvProblem(csv);
  if (wrong !== null) fail(`statement_csv.${wrong.key}`, wrong.problem);
  const providers = readProviders(rest.providers, debtor, formats, fail);
  return {
    ...{ programme, currency, debtor, providers, limits, budget },
    offices: readOffices(rest.offices, fail),
    executionDate: rest.execution_date,
    registry: readForms(rest.registry, fail),
    returns: rest.returns,
    release: rest.release,
    engine: { memory: engine.memory, threads: Number(engine.threads) },
    statementCsv: csv === null ? null : statementCsvOf(csv, debtor.account),
    settings: settingsOf(read.value),
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    builtIn: file === undefined,
  };
}

/** No word means yes and no. */
function readForms({ decimal, date, yes, no }: Written['registry'], fail: Fail): RegistryForms {
  const upper = (words: readonly string[]) => words.map((word) => word.toUpperCase());
  for (const word of upper(yes))
    if (word === 'N' || upper(no).includes(word)) fail('registry.yes', `${word} means no already`);
  for (const word of upper(no)) if (word === 'Y') fail('registry.no', 'Y means yes already');
  return { decimal, date: date.toUpperCase(), yes, no };
}

/**
 * An office, once open, stays open: two that list one province would both be open from the later opening on,
 * and its families would be reported twice.
 */
function readOffices(offices: Written['offices'], fail: Fail): Office[] {
  const codes = new Set<string>();
  const officeOf = new Map<string, string>();
  return offices.map(({ code, name, provinces, opened_on }, i) => {
    const key = `offices[${i}]`;
    if (codes.has(code)) fail(`${key}.code`, `${code} stands twice`);
    codes.add(code);
    for (const [p, province] of provinces.entries()) {
      const other = officeOf.get(province);
      if (other !== undefined)
        fail(
          `${key}.provinces[${p}]`,
          `${province} has an office already: ${other}; a province reports to one`,
        );
      officeOf.set(province, code);
    }
    return { code, name: name ?? code, provinces, openedOn: opened_on };
  });
}
