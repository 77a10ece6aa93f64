import { isRib } from '../domain/rib.js';
import { type Fail, matching, section, whole } from './fields.js';

/** What order files are written in: CSV of our own columns, or an ISO 20022 customer credit transfer. */
export const ORDER_FORMATS = ['csv', 'pain.001.001.09', 'pain.001.001.03'] as const;
export type OrderFormat = (typeof ORDER_FORMATS)[number];

/** How accounts are named in a pain.001: as a RIB under its own scheme, or as the IBAN made of it. */
const ACCOUNT_NAMINGS = ['RIB', 'IBAN'] as const;

/** A paying institution. */
export type Provider = {
  readonly code: string;
  readonly name: string;
  readonly format: OrderFormat;
  readonly accounts: (typeof ACCOUNT_NAMINGS)[number];
  /** Orders in one file, at most. */
  readonly maxOrders: number;
};

/** Whose account is debited. */
export type Debtor = { readonly name: string; readonly account: string | null; readonly bic: string | null };

const BIC = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/;
/** The narrower one of pain.001.001.03 (type BICIdentifier of its schema). */
const BIC_OF_2009 = /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?$/;

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

/** A pain.001 names the account that is debited; CSV does not. */
export function requireDebtor({ code, format }: Provider, debtor: Debtor, fail: Fail): void {
  if (format === 'csv') return;
  if (debtor.account === null)
    fail('debtor.account', `is missing, and the ${format} files of ${code} must name it; give its RIB`);
  if (format === 'pain.001.001.03' && debtor.bic !== null && !BIC_OF_2009.test(debtor.bic))
    fail('debtor.bic', `${debtor.bic} is no BIC that the ${format} files of ${code} can hold`);
}

export function readProviders(value: unknown, fail: Fail): Provider[] {
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
    const format = ORDER_FORMATS.find((one) => one === (provider.format ?? 'csv'));
    if (format === undefined) {
      const known = ORDER_FORMATS.join(', ');
      return fail(
        `${key}.format`,
        `${JSON.stringify(provider.format)} is no format this version writes; use one of ${known}`,
      );
    }
    const accounts = ACCOUNT_NAMINGS.find((one) => one === (provider.accounts ?? 'RIB'));
    if (accounts === undefined)
      return fail(`${key}.accounts`, `${JSON.stringify(provider.accounts)} is neither RIB nor IBAN`);
    if (format === 'csv' && accounts !== 'RIB')
      fail(`${key}.accounts`, 'csv files hold the RIB; IBAN is for pain.001 files');
    return {
      code,
      name: matching(provider.name ?? code, `${key}.name`, /^.{1,140}$/u, 'a name', fail),
      format,
      accounts,
      maxOrders: whole(provider.max_orders ?? '50000', `${key}.max_orders`, 1, 10_000_000, fail),
    };
  });
}
