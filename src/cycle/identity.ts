import { digest } from '../seal/canonical.js';

/** Everything a month is computed from. The same things give the same run_id, and the same bytes. */
export type RunIdentity = {
  readonly programme: string;
  readonly period: string;
  readonly kind: 'regular';
  readonly version: string;
  readonly rules: string;
  readonly configuration: string;
  readonly priorSeal: string | null;
  /** Name and SHA-256 of every file of the extract. */
  readonly inputs: readonly { readonly path: string; readonly sha256: string }[];
};

/** 12 hex characters. The order in which files were read does not matter. */
export function runIdOf(identity: RunIdentity): string {
  const inputs = [...identity.inputs]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, sha256 }) => ({ path, sha256 }));
  return digest({ ...identity, inputs }).slice(0, 12);
}
