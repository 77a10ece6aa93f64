import { institutionName } from '../domain/institution-name.js';
import type { ACCOUNT_NAMINGS, Written } from './schema.js';

/** Refuses a configuration: throws OperatorError naming the file, this key and what is wrong there. */
export type Fail = (key: string, problem: string) => never;

export type AccountNaming = (typeof ACCOUNT_NAMINGS)[number];

/** What the configuration asks of a format of order files. */
export type ConfigurableFormat = {
  readonly name: string;
  /** How accounts may be named in it. */
  readonly accounts: readonly AccountNaming[];
  /**
   * What is wrong with the debtor for its files; null when nothing is.
   * @param files what the message calls them: "the pain.001.001.09 files of POSTE"
   */
  readonly debtorProblem: (
    debtor: Debtor,
    files: string,
  ) => { readonly key: 'account' | 'bic'; readonly problem: string } | null;
};

/** A paying institution. */
export type Provider = {
  readonly code: string;
  readonly name: string;
  /** The name of an order format. */
  readonly format: string;
  readonly accounts: AccountNaming;
  /** Orders in one file, at most. */
  readonly maxOrders: number;
  /** BIC and ids under which it speaks in its messages. */
  readonly bic: string | null;
  readonly ids: readonly string[];
};

/** Whose account is debited. */
export type Debtor = {
  readonly name: string;
  readonly account: string | null;
  /** Other accounts of the programme, of which banks may speak. */
  readonly accounts: readonly string[];
  readonly bic: string | null;
};

/**
 * @param formats that an institution's orders may be written in; the first is the default
 * @throws OperatorError by way of `fail`, naming the key
 */
export function readProviders(
  given: Written['providers'],
  debtor: Debtor,
  formats: readonly ConfigurableFormat[],
  fail: Fail,
): Provider[] {
  const seen = new Set<string>();
  const named = new Map<string, string>();
  return given.map((provider, i) => {
    const key = `providers[${i}]`;
    const { code, accounts } = provider;
    if (seen.has(code)) fail(`${key}.code`, `${code} stands twice`);
    seen.add(code);
    for (const name of [...(provider.bic === null ? [] : [provider.bic]), ...provider.ids]) {
      const other = named.get(institutionName(name)) ?? code;
      if (other !== code)
        fail(key, `${name} is of ${other} already; an answer that bears it is of one institution`);
      named.set(institutionName(name), code);
    }
    const format = formats.find(({ name }) => name === (provider.format ?? formats[0]?.name));
    if (format === undefined) {
      const known = formats.map(({ name }) => name).join(', ');
      return fail(
        `${key}.format`,
        `${JSON.stringify(provider.format)} is no format this version writes; use one of ${known}`,
      );
    }
    if (!format.accounts.includes(accounts))
      fail(
        `${key}.accounts`,
        `${format.name} files hold the ${format.accounts.join(' or the ')}; use another format for the ${accounts}`,
      );
    const problem = format.debtorProblem(debtor, `the ${format.name} files of ${code}`);
    if (problem !== null) fail(`debtor.${problem.key}`, problem.problem);
    return {
      ...{ code, name: provider.name ?? code, format: format.name, accounts },
      maxOrders: Number(provider.max_orders),
      bic: provider.bic,
      ids: provider.ids,
    };
  });
}
