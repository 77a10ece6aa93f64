import type { Manifest } from '../archive/manifest.js';
import type { Configuration } from '../config/load.js';
import type { Period } from '../domain/period.js';
import type { LedgerRun } from '../ledger/ledger.js';
import type { Rules } from '../rules/load.js';

/** What a month is asked for with, and what comes of it. */
export type RunRequest = {
  readonly period: Period;
  readonly registry: string;
  readonly out: string;
  readonly configuration: Configuration;
  readonly rules: Rules;
  readonly allowGap: boolean;
  /** Pays, in a month that is released, only those whom it did not pay. */
  readonly supplementary?: boolean;
};

export type RunResult = {
  readonly run: LedgerRun;
  readonly manifest: Manifest;
  readonly folder: string;
  /** The same things had been computed before: nothing was rewritten. */
  readonly alreadyComputed: boolean;
};
