import type { ProviderFile } from '../banks/orders/orders.js';
import type { Programme } from '../programmes/programme.js';
import type { Figures } from './measure.js';
import type { ProvinceFigures } from './territory.js';

/** A programme whose month is decided, paid and compared with the prior run. */
export type Computed = {
  readonly programme: Programme;
  readonly figures: Figures;
  readonly files: readonly ProviderFile[];
  /** By province_code. */
  readonly provinces: ReadonlyMap<string, ProvinceFigures>;
  /** More files that it wrote, with their rows. */
  readonly lists: readonly FileRows[];
};

/** A file of the run's folder, and how many rows it has. */
export type FileRows = readonly [path: string, rows: number];
