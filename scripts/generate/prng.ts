/**
 * Pseudo-random numbers on 32-bit integers: the same seed gives the same numbers on every machine,
 * which no built-in source of chance nor a clock could promise.
 */

const TWO_32 = 4294967296;

/** Scrambles 32 bits one-to-one: different inputs always give different outputs (0 to 2^32 - 1). */
export function mix32(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** Chris Doty-Humphrey's sfc32: four words of state, small and well spread. */
export class Prng {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 1;

  /** Starts a stream of its own for three whole numbers, e.g. (seed, family, month). */
  seed(first: number, second: number, third: number): void {
    this.a = mix32(first ^ 0x9e3779b9);
    this.b = mix32(second + this.a);
    this.c = mix32(third + this.b);
    this.counter = 1;
    for (let i = 0; i < 6; i++) this.next();
  }

  /** The next whole number, 0 to 2^32 - 1. */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number {
    return Math.floor((this.next() / TWO_32) * bound);
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True with the given probability (0 to 1). */
  chance(probability: number): boolean {
    return this.next() < probability * TWO_32;
  }

  /** Index drawn from cumulative weights, the last of which is their total. */
  pick(cumulative: ArrayLike<number>): number {
    const total = cumulative[cumulative.length - 1] ?? 0;
    const target = (this.next() / TWO_32) * total;
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Running sums of weights, as `Prng.pick` wants them. */
export function cumulate(weights: readonly number[]): Float64Array {
  const sums = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i] ?? 0;
    sums[i] = sum;
  }
  return sums;
}
