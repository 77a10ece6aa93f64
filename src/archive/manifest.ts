import { canonicalJson, digest, type Json } from '../domain/canonical.js';
import { amount, toText } from '../domain/money.js';

/** One file of a run's folder, as the manifest lists it. `total` is in dirhams. */
export type ManifestFile = {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly rows?: number;
  readonly orders?: number;
  readonly total?: string;
};

export type ManifestInput = {
  readonly path: string;
  readonly sha256: string;
  readonly content_sha256: string;
  readonly bytes: number;
  readonly rows: number;
};

export type DecisionCount = {
  readonly decision: string;
  readonly reason: string;
  readonly households: number;
  /** Sum of the known entitlements: what is at stake, in dirhams. */
  readonly entitlement: string;
};

/** What a partner ministry sent, by kind of file: `rows` is the sum of the four counts after it. */
export type PartnerCount = {
  readonly source: string;
  readonly rows: number;
  /** Good, in force, of known persons, not contradicted. */
  readonly followed: number;
  /** Good, of another school year or span. */
  readonly not_in_force: number;
  readonly unknown_person: number;
  /** Bad, or contradicted by another. */
  readonly untrusted: number;
  /** Facts that are other than the registry's, by the registry's field. */
  readonly overrides: readonly { readonly field: string; readonly members: number }[];
};

/** The residents of care institutions: rows, decisions and money of their own, within the run's totals. */
export type ManifestResidents = {
  readonly rows: number;
  readonly quarantined_rows: number;
  readonly decisions: readonly {
    readonly decision: string;
    readonly reason: string;
    readonly residents: number;
    readonly entitlement: string;
  }[];
  readonly totals: ManifestBody['totals'] & { readonly monthly_aid: string; readonly capital_topup: string };
  /** `families` counts persons here. */
  readonly bridge: ManifestBody['bridge'];
};

/** What is owed, in both directions. Amounts in dirhams. */
export type ManifestOwed = {
  /** Digest of what the ledger said was owed when the run was computed; null when nothing was. */
  readonly basis: string | null;
  /** To households: end = start + accrued + returned + adjustments − paid − cancelled. */
  readonly debts: {
    readonly start: string;
    readonly accrued: string;
    readonly returned: string;
    readonly adjustments: string;
    readonly paid: string;
    readonly cancelled: string;
    readonly end: string;
    /** Months owed at the end whose amounts are not known yet. */
    readonly unknown_months: number;
  };
  /** By households: end = start + opened − recovered − written off. */
  readonly recoveries: {
    readonly start: string;
    readonly opened: string;
    readonly recovered: string;
    readonly written_off: string;
    readonly end: string;
  };
  /** Rows of adjustments*.csv: applied, known from before, in quarantine. */
  readonly adjustments: {
    readonly rows: number;
    readonly applied: number;
    readonly known: number;
    readonly quarantined_rows: number;
  };
};

/** A run that another was computed from. */
export type NamedRun = { readonly run_id: string; readonly seal: string };

/** What a run was made of and what it came to; its seal proves both. Holds no time, host or path. */
export type ManifestBody = {
  readonly format: typeof MANIFEST_FORMAT;
  readonly programme: string;
  readonly period: string;
  readonly kind: 'regular' | 'supplementary';
  readonly run_id: string;
  /** The regular run that it is reconciled with. */
  readonly prior: NamedRun | null;
  /** The supplementary runs of the prior run's month, in their order; absent when it has none. */
  readonly prior_supplements?: readonly NamedRun[];
  /** Of a supplementary run: the nth of its month, and the month's runs before it, whose households it does not pay. */
  readonly supplement?: {
    readonly number: number;
    readonly regular: NamedRun;
    readonly earlier: readonly NamedRun[];
  };
  readonly software: { readonly name: string; readonly version: string };
  readonly rules: { readonly sha256: string };
  readonly configuration: { readonly sha256: string };
  readonly inputs: readonly ManifestInput[];
  readonly counts: {
    readonly households: number;
    readonly members: number;
    readonly quarantined_rows: number;
    readonly compositions: number;
    readonly above_usual_maximum: number;
    readonly decisions: readonly DecisionCount[];
    /** Absent when no partner sent anything. */
    readonly partners?: readonly PartnerCount[];
  };
  /** Of everything that is paid: households, and residents where there are any. */
  readonly totals: {
    readonly entitlement: string;
    readonly arrears: string;
    readonly recovery: string;
    readonly net: string;
    readonly orders: number;
  };
  readonly bridge: readonly { readonly line: string; readonly families: number; readonly amount: string }[];
  /** Absent where the run has no residents. */
  readonly residents?: ManifestResidents;
  /** Absent in runs of versions that did not know it. */
  readonly owed?: ManifestOwed;
  readonly controls: readonly {
    readonly control: string;
    readonly measured: string;
    readonly limit: string;
    readonly status: string;
    readonly detail: string;
  }[];
  readonly status: 'PASS' | 'HOLD';
  readonly files: readonly ManifestFile[];
};

export type Manifest = ManifestBody & { readonly seal: string };

export const MANIFEST_FORMAT = 'sarf-run/1';
export const MANIFEST_FILE = 'manifest.json';

/** The households' part of the totals: all of them, less the residents'. */
export function householdTotals(
  manifest: Pick<ManifestBody, 'totals' | 'residents'>,
): ManifestBody['totals'] {
  const { totals, residents } = manifest;
  if (residents === undefined) return totals;
  const rest = (key: 'entitlement' | 'arrears' | 'recovery' | 'net') =>
    toText(amount(totals[key]).minus(amount(residents.totals[key])));
  return {
    entitlement: rest('entitlement'),
    arrears: rest('arrears'),
    recovery: rest('recovery'),
    net: rest('net'),
    orders: totals.orders - residents.totals.orders,
  };
}

/** The seal: SHA-256 of the canonical JSON of everything else. */
export function sealOf(body: Json): string {
  return digest(body);
}

export function seal(body: ManifestBody): Manifest {
  return { ...body, seal: sealOf(body as unknown as Json) };
}

/**
 * The manifest's text: its keys in canonical order, indented for people. One manifest has one text, so that a
 * changed blank is found like any other change.
 */
export function manifestText(manifest: Json): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(manifest)), null, 2)}\n`;
}
