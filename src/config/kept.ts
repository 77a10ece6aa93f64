import * as v from 'valibot';
import { record } from '../domain/schema.js';
import { readYaml } from './yaml.js';

/**
 * A configuration that a run keeps. It may be of an older version or of a newer one: only these keys are looked at, and
 * whatever has another form than theirs is left out.
 */
const text = v.fallback(v.nullish(v.string(), null), null);
const texts = v.fallback(v.nullish(v.array(v.string()), []), []);
const kept = record({
  debtor: v.fallback(v.nullish(record({ account: text, accounts: texts }), null), null),
});

/** What a kept configuration says of the debtor: accounts as they are written there. */
export type KeptDebtor = { readonly accounts: readonly string[] };

/** Reads a configuration that a run kept. Throws OperatorError when it cannot be read, or is no YAML. */
export function keptDebtor(file: string): KeptDebtor {
  const read = v.safeParse(kept, readYaml(file, 'configuration').document);
  const debtor = read.success ? read.output.debtor : null;
  const account = debtor?.account ?? null;
  return { accounts: [...(account === null ? [] : [account]), ...(debtor?.accounts ?? [])] };
}
