import { decimal } from '../domain/money.js';
import { checked } from '../domain/schema.js';
import { configurationSchema, type Written } from './schema.js';
import { readYaml } from './yaml.js';

/** What a run is paid by: each parameter by its key, "limits.total_change" or "providers.POSTE.format". */
export type Settings = ReadonlyMap<string, string>;

/** A parameter that is not as it was. Null: it is not given. */
export type SettingChange = {
  readonly key: string;
  readonly before: string | null;
  readonly after: string | null;
};

/** Keys of which a change needs no second look: they are set anew each month, only report, or read statements. */
const NOT_LOOKED_AT = new Set(['engine', 'execution_date', 'offices', 'statement_csv']);

/** The settings of a configuration, its defaults filled in. An institution's keys bear its code, wherever it stands. */
export function settingsOf(written: Written): Settings {
  const { providers, ...rest } = written;
  const named = providers.map(({ code, ...one }) => [
    code,
    { ...one, name: one.name ?? code, format: one.format ?? 'csv' },
  ]);
  return flat({ ...rest, providers: Object.fromEntries(named) });
}

/**
 * The settings of a configuration that a run keeps. One of another version, with keys that this one refuses, is taken as
 * it is written. Throws OperatorError when it cannot be read, or is no YAML.
 */
export function keptSettings(file: string): Settings {
  const { document } = readYaml(file, 'configuration');
  const read = checked(configurationSchema, document);
  return 'problem' in read ? flat(byCode(document)) : settingsOf(read.value);
}

/**
 * Every parameter that differs, by key. "0.05" and "0.050" are the same; a ceiling is given month by month, and only one
 * that is left out is told.
 */
export function settingChanges(before: Settings, after: Settings): SettingChange[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((key) => ({ key, before: before.get(key) ?? null, after: after.get(key) ?? null }))
    .filter((one) => !isSame(one) && (one.key !== 'budget' || one.after === null));
}

const NUMBER = /^\d{1,13}(\.\d{1,6})?$/;

function isSame({ key, before, after }: SettingChange): boolean {
  if (before === after) return true;
  if (before === null || after === null || !key.startsWith('limits.')) return false;
  return NUMBER.test(before) && NUMBER.test(after) && decimal(before).equals(decimal(after));
}

/** Institutions as they are written, by their codes. */
function byCode(document: unknown): unknown {
  if (!isMapping(document) || !Array.isArray(document.providers)) return document;
  const named = document.providers.map((one: unknown, i) => {
    if (!isMapping(one)) return [String(i), one];
    const { code, ...rest } = one;
    return [String(code ?? i), rest];
  });
  return { ...document, providers: Object.fromEntries(named) };
}

/** The leaves of a document; what is not given is left out. A list of texts is one leaf, in order. */
function flat(document: unknown): Settings {
  const settings = new Map<string, string>();
  const walk = (key: string, value: unknown): void => {
    if (NOT_LOOKED_AT.has(key) || value === null || value === undefined) return;
    if (Array.isArray(value)) {
      if (value.length > 0) settings.set(key, value.map(String).sort().join(' '));
    } else if (isMapping(value)) {
      for (const [name, inner] of Object.entries(value)) walk(key === '' ? name : `${key}.${name}`, inner);
    } else settings.set(key, String(value));
  };
  walk('', document);
  return settings;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
