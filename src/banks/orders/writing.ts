import type { Configuration } from '../../config/load.js';
import type { Day, Period } from '../../domain/period.js';
import type { Workspace } from '../../workspace/duckdb.js';
import type { Spelling } from './split.js';

/** What a run's orders have in common, and where their files are built. */
export type OrderRun = {
  readonly workspace: Workspace;
  readonly configuration: Configuration;
  readonly runId: string;
  readonly period: Period;
  /** The nth supplementary run of its month; 0 of a regular one. */
  readonly supplement: number;
  readonly executionDate: Day;
  /** The run's folder, below which `orders/` is. */
  readonly folder: string;
  /** Where the engine writes what is then cut. */
  readonly scratch: string;
};

/** How an institution's orders are written: by the engine, an order a line, and then cut into framed files. */
export type Writing = {
  readonly extension: 'csv' | 'xml';
  readonly query: string;
  /** Of the engine's COPY. */
  readonly options: string;
  readonly spelling: Spelling;
};
