import { isMapping } from './yaml.js';

/** Refuses a configuration: throws OperatorError naming the file, this key and what is wrong there. */
export type Fail = (key: string, problem: string) => never;

export function section(
  value: unknown,
  key: string,
  fail: Fail,
  known: readonly string[],
): Record<string, unknown> {
  if (!isMapping(value)) return fail(key, 'a mapping is expected');
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) fail(key === '' ? name : `${key}.${name}`, 'is no known key');
  }
  return value;
}

export function matching(value: unknown, key: string, pattern: RegExp, expected: string, fail: Fail): string {
  if (typeof value !== 'string' || !pattern.test(value)) {
    return fail(key, `${JSON.stringify(value ?? null)} is not ${expected}`);
  }
  return value;
}

export function whole(value: unknown, key: string, least: number, most: number, fail: Fail): number {
  const text = matching(value, key, /^\d{1,9}$/, `a whole number from ${least} to ${most}`, fail);
  const number = Number(text);
  if (number < least || number > most) fail(key, `${text} is not a whole number from ${least} to ${most}`);
  return number;
}
