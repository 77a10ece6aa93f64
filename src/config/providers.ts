import { isRib } from '../domain/rib.js';
import { type Fail, matching, section, whole } from './fields.js';

/** How accounts are named in order files: as a RIB, or as the IBAN made of it. */
const ACCOUNT_NAMINGS = ['RIB', 'IBAN'] as const;
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
};

/** Whose account is debited. */
export type Debtor = { readonly name: string; readonly account: string | null; readonly bic: string | null };

const BIC = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/;

export function readDebtor(value: unknown, fail: Fail): Debtor {
  const debtor = section(value, 'debtor', fail, ['name', 'account', 'bic']);
  const account = debtor.account ?? null;
  if (account !== null && (typeof account !== 'string' || !isRib(account))) {
    fail(
      'debtor.account',
      `${JSON.stringify(account)} is no RIB with a right key; write its 24 digits in quotes`,
    );
  }
  return {
    name: matching(
      debtor.name ?? 'Agence Nationale du Soutien Social',
      'debtor.name',
      /^.{1,140}$/u,
      'a name',
      fail,
    ),
    account: account as string | null,
    bic: debtor.bic == null ? null : matching(debtor.bic, 'debtor.bic', BIC, 'a BIC, or null', fail),
  };
}

/**
 * @param formats that an institution's orders may be written in; the first is the default
 * @throws OperatorError by way of `fail`, naming the key
 */
export function readProviders(
  value: unknown,
  debtor: Debtor,
  formats: readonly ConfigurableFormat[],
  fail: Fail,
): Provider[] {
  if (!Array.isArray(value) || value.length === 0) {
    return fail('providers', 'a list of at least one paying institution is expected');
  }
  const seen = new Set<string>();
  return value.map((one: unknown, i) => {
    const key = `providers[${i}]`;
    const provider = section(one, key, fail, ['code', 'name', 'format', 'accounts', 'max_orders']);
    const code = matching(
      provider.code,
      `${key}.code`,
      /^[A-Z0-9_]{2,12}$/,
      '2 to 12 characters A-Z, 0-9, _',
      fail,
    );
    if (seen.has(code)) fail(`${key}.code`, `${code} stands twice`);
    seen.add(code);
    const format = formats.find(({ name }) => name === (provider.format ?? formats[0]?.name));
    if (format === undefined) {
      const known = formats.map(({ name }) => name).join(', ');
      return fail(
        `${key}.format`,
        `${JSON.stringify(provider.format)} is no format this version writes; use one of ${known}`,
      );
    }
    const accounts = ACCOUNT_NAMINGS.find((one) => one === (provider.accounts ?? 'RIB'));
    if (accounts === undefined)
      return fail(`${key}.accounts`, `${JSON.stringify(provider.accounts)} is neither RIB nor IBAN`);
    if (!format.accounts.includes(accounts))
      fail(
        `${key}.accounts`,
        `${format.name} files hold the ${format.accounts.join(' or the ')}; use another format for the ${accounts}`,
      );
    const problem = format.debtorProblem(debtor, `the ${format.name} files of ${code}`);
    if (problem !== null) fail(`debtor.${problem.key}`, problem.problem);
    return {
      code,
      name: matching(provider.name ?? code, `${key}.name`, /^.{1,140}$/u, 'a name', fail),
      format: format.name,
      accounts,
      maxOrders: whole(provider.max_orders ?? '50000', `${key}.max_orders`, 1, 10_000_000, fail),
    };
  });
}
