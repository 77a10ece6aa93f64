import type { Month } from './calendar.js';
import { Prng } from './prng.js';

/** Says when a file is due for its next defect, and which. */
export class Rota<Kind> {
  private readonly prng = new Prng();
  private countdown: number;
  private given = 0;

  constructor(
    private readonly kinds: readonly Kind[],
    private readonly rate: number,
    seed: number,
    month: Month,
    stream: number,
  ) {
    this.prng.seed(seed, month.serial, stream);
    this.countdown = this.gap();
  }

  /** Counts rows of the file; the kind that is due, if one is. */
  due(rows: number): { kind: Kind; turn: number } | undefined {
    this.countdown -= rows;
    const kind = this.kinds[this.given % this.kinds.length];
    if (this.countdown > 0 || kind === undefined) return undefined;
    return { kind, turn: Math.floor(this.given / this.kinds.length) };
  }

  /** The kind that was due has been placed, on so many rows. Until then it stays due. */
  placed(rows: number): void {
    this.given++;
    for (let i = 0; i < rows; i++) this.countdown += this.gap();
  }

  /** Rows from one defect to the next: 1 / rate on average. */
  private gap(): number {
    return this.prng.between(1, Math.round(2 / this.rate) - 1);
  }
}
