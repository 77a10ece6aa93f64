import { checked } from '../domain/schema.js';
import { keptConfigurationSchema } from './schema.js';
import { readYaml } from './yaml.js';

/** What a configuration that a run keeps says of the debtor: accounts as they are written there. */
export type KeptDebtor = { readonly accounts: readonly string[] };

/** Reads a configuration that a run keeps. Throws OperatorError when it cannot be read, or is no YAML. */
export function keptDebtor(file: string): KeptDebtor {
  const read = checked(keptConfigurationSchema, readYaml(file, 'configuration').document);
  const debtor = 'problem' in read ? null : read.value.debtor;
  const account = debtor?.account ?? null;
  return { accounts: [...(account === null ? [] : [account]), ...(debtor?.accounts ?? [])] };
}
