/** What the generator is asked for, and what all its families are made with. */
import type { Identifiers } from './ids.js';
import type { Places } from './places.js';

/** What to generate. */
export interface Order {
  /** Households of the first month. */
  readonly families: number;
  /** First month, as `Month.serial`. */
  readonly from: number;
  readonly months: number;
  /** Whole number, 0 to 2^32 - 1. */
  readonly seed: number;
  readonly out: string;
  /** Share of the rows that get a defect, 0 to 0.1. */
  readonly defects: number;
  /** Write the persons in care institutions too. */
  readonly residents?: boolean;
  /** Write what partner ministries say too. */
  readonly partners?: boolean;
  /** Told now and then how many families are done. */
  readonly onProgress?: (families: number) => void;
}

/** What families are made with. */
export interface Registry {
  readonly seed: number;
  readonly ids: Identifiers;
  readonly places: Places;
}
