import type { Manifest } from '../archive/manifest.js';
import type { Configuration } from '../config/load.js';
import type { Period } from '../domain/period.js';
import type { GapDecision } from '../ledger/gaps.js';
import type { LedgerRun } from '../ledger/run-table.js';
import type { Rules } from '../rules/load.js';

/** What a month is asked for with, and what comes of it. */
export type RunRequest = {
  readonly period: Period;
  readonly registry: string;
  readonly out: string;
  readonly configuration: Configuration;
  readonly rules: Rules;
  readonly allowGap: boolean;
  /** What becomes of the months between, where there are any; absent: nothing is decided. */
  readonly gap?: { readonly decision: GapDecision; readonly reason: string | null };
  /** Earlier months, damaged, without whose history the run goes on, and why; absent: none. */
  readonly withoutHistory?: { readonly months: readonly Period[]; readonly reason: string };
  /** As it was given, for messages that say how to ask otherwise: "sarf run --period 2026-10 --registry extracts". */
  readonly commandLine?: string;
  /** Pays, in a month that is released, only those whom it did not pay. */
  readonly supplementary?: boolean;
  /** The register of another system, to be compared with; absent: with none. */
  readonly parallel?: { readonly file: string; readonly sha256: string };
  /** Computes and shows; keeps nothing. */
  readonly dryRun?: boolean;
};

export type RunResult = {
  readonly run: LedgerRun;
  readonly manifest: Manifest;
  readonly folder: string;
  /** The month that it is compared with; null on a first run. */
  readonly priorPeriod: Period | null;
  /** The same things had been computed before: nothing was rewritten. */
  readonly alreadyComputed: boolean;
  /** Nothing of it was kept: neither the folder nor anything in the ledger. */
  readonly dryRun?: boolean;
};
