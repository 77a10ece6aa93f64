import * as v from 'valibot';

/** Schemas of what is read: one gives the type, the check and its message, and the JSON Schema for editors. */

/** What is wrong with a value, and where: "providers[0].code"; '' of the whole. */
export type Problem = { readonly key: string; readonly problem: string };

/** A text of a form. A value of another is refused: `"x" is not ${expected}`. */
export function textMatching(form: RegExp, expected: string) {
  const message = (issue: v.BaseIssue<unknown>) =>
    `${JSON.stringify(issue.input ?? null)} is not ${expected}`;
  return v.pipe(v.string(message), v.regex(form, message), v.description(expected));
}

/** A whole number, written as text. */
export function wholeNumber(least: number, most: number) {
  const expected = `a whole number from ${least} to ${most}`;
  return v.pipe(
    textMatching(/^\d{1,9}$/, expected),
    v.check(
      (digits) => Number(digits) >= least && Number(digits) <= most,
      (issue) => `${issue.input} is not ${expected}`,
    ),
  );
}

/** A text of any form that a test accepts. `refused` is what is said of any other value. */
export function tested(accepts: (value: string) => boolean, refused: (value: unknown) => string) {
  const message = (issue: v.BaseIssue<unknown>) => refused(issue.input);
  return v.pipe(v.string(message), v.check(accepts, message));
}

/** A mapping with these keys and no others. `unknown` is what is said of another. */
export function mapping<const Entries extends v.ObjectEntries>(
  entries: Entries,
  unknown = 'is no known key',
) {
  return noList(v.strictObject(entries, problemOfKeys(entries, unknown)));
}

/** A mapping with these keys. Others it may have are not looked at. */
export function record<const Entries extends v.ObjectEntries>(entries: Entries) {
  return noList(v.object(entries, problemOfKeys(entries, '')));
}

/** Either a plain value, or a mapping: what is wrong inside a mapping is told of its own keys. */
export function plainOr<const Plain extends v.GenericSchema, const Keys extends v.GenericSchema>(
  plain: Plain,
  keys: Keys,
  problem: string,
) {
  const either = v.union([plain, keys], problem);
  const run: (typeof either)['~run'] = (dataset, config) => {
    const { value } = dataset;
    // The library's own choice reports the whole alone, and never a key.
    const one = typeof value === 'object' && value !== null && !Array.isArray(value) ? keys : plain;
    return one['~run'](dataset, config);
  };
  return { ...either, '~run': run };
}

function problemOfKeys(entries: v.ObjectEntries, unknown: string) {
  return (issue: v.BaseIssue<unknown>) => {
    if (issue.expected === 'never') return unknown;
    if (issue.expected === 'Object')
      return issue.input === undefined ? 'is missing' : 'a mapping is expected';
    // A key is missing. What is said of it is what its own schema says of nothing.
    const entry = entries[String(issue.path?.at(-1)?.key)];
    return (entry && v.safeParse(entry, undefined).issues?.[0].message) ?? 'is missing';
  };
}

function noList<const Schema extends v.GenericSchema>(schema: Schema): Schema {
  const run: Schema['~run'] = (dataset, config) =>
    // The library takes a list for a mapping whose keys are its places.
    schema['~run'](Array.isArray(dataset.value) ? { value: null } : dataset, config);
  return { ...schema, '~run': run };
}

/** A list; of at least one item where `least` is 1. */
export function list<const Item extends v.GenericSchema>(item: Item, expected: string, least: 0 | 1) {
  const message = `${expected} is expected`;
  return v.pipe(v.array(item, message), v.minLength(least, message));
}

/** A value as its schema has it, or what is wrong with it. A key that nobody knows is told first. */
export function checked<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): { readonly value: v.InferOutput<Schema> } | Problem {
  const { success, output, issues } = v.safeParse(schema, value, { abortPipeEarly: true });
  if (success) return { value: output };
  const issue = issues.find((one) => one.expected === 'never') ?? issues[0];
  return { key: keyOf(issue.path ?? []), problem: issue.message };
}

/** Whether a value is as its schema has it. The value is left as it is, with all its keys. */
export function fits<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): value is v.InferInput<Schema> {
  return v.is(schema, value);
}

/** The values that fit a schema. */
export type SchemaInput<Schema extends v.GenericSchema> = v.InferInput<Schema>;

/** A type of which nothing can be changed, however deep. */
export type Frozen<Of> = Of extends object ? { readonly [Key in keyof Of]: Frozen<Of[Key]> } : Of;

function keyOf(path: readonly { readonly key?: unknown }[]): string {
  return path
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}
