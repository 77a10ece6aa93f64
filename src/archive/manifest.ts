import { canonicalJson, digest, type Json } from '../domain/canonical.js';
import { amount, toText } from '../domain/money.js';
import type { Frozen, SchemaInput } from '../domain/schema.js';
import { MANIFEST_FORMAT, type manifestSchema } from './manifest-schema.js';

export { MANIFEST_FORMAT };

/** What a run was made of and what it came to; its seal proves both. Holds no time, host or path. */
export type Manifest = Frozen<SchemaInput<typeof manifestSchema>>;
export type ManifestBody = Omit<Manifest, 'seal'>;
export type ManifestFile = Manifest['files'][number];
export type PartnerCount = NonNullable<ManifestBody['counts']['partners']>[number];
export type ManifestResidents = NonNullable<Manifest['residents']>;
export type ManifestOwed = NonNullable<Manifest['owed']>;
export type ManifestReturned = NonNullable<Manifest['returned']>;

export const MANIFEST_FILE = 'manifest.json';

/** The households' part of the totals: all of them, less the residents' and the final payments'. */
export function householdTotals(
  manifest: Pick<ManifestBody, 'totals' | 'residents' | 'finals'>,
): ManifestBody['totals'] {
  const { totals, residents, finals } = manifest;
  if (residents === undefined && finals === undefined) return totals;
  const rest = (key: 'entitlement' | 'arrears' | 'recovery' | 'net') =>
    toText(amount(totals[key]).minus(amount(residents?.totals[key] ?? '0')));
  const lessFinals = (of: string) => toText(amount(of).minus(amount(finals?.net ?? '0')));
  return {
    entitlement: rest('entitlement'),
    arrears: lessFinals(rest('arrears')),
    recovery: rest('recovery'),
    net: lessFinals(rest('net')),
    orders: totals.orders - (residents?.totals.orders ?? 0) - (finals?.payments ?? 0),
  };
}

/** The seal: SHA-256 of the canonical JSON of everything else. */
export function sealOf(body: Json): string {
  return digest(body);
}

export function seal(body: ManifestBody): Manifest {
  return { ...body, seal: sealOf(body) };
}

/**
 * The manifest's text: its keys in canonical order, indented for people. One manifest has one text, so that a
 * changed blank is found like any other change.
 */
export function manifestText(manifest: Json): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(manifest)), null, 2)}\n`;
}
