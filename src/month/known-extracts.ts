import type { Period } from '../domain/period.js';
import type { ExtractMark, KnownExtract, NewestDays } from '../ledger/extracts.js';

/** How an extract compares with one that an earlier run was computed from. Numbers of households and residents sampled. */
export type Likeness = {
  readonly runId: string;
  readonly period: Period;
  /** Of the extract and of the last ones. */
  readonly sampled: number;
  /** Not as in any of the last extracts: come, gone, or with other rows. */
  readonly changed: number;
  /** Of these, as in that extract. */
  readonly asThen: number;
  /** All is as in that extract. */
  readonly same: boolean;
  /** Its newest days are those of that extract, and older than the last one's. */
  readonly asOld: boolean;
};

/** Pairs of numbers, the hash of an id and that of its rows, in the order of the former. */
type Sample = BigUint64Array;

/**
 * Holds an extract against all that are known, the latest first. One of which no mark of this form is kept is left out.
 * @param last those of the last month paid: as in any of them is as in the last
 * @param older all others
 */
export function likenesses(
  now: ExtractMark,
  last: readonly KnownExtract[],
  older: readonly KnownExtract[],
): { readonly last: Likeness[]; readonly older: Likeness[] } {
  const current = sampleOf(now);
  const known = (extracts: readonly KnownExtract[]) =>
    extracts
      .filter((one) => one.form === now.form)
      .map((extract) => ({ extract, sample: sampleOf(extract) }));
  const before = known(last);
  const most = before.map(({ extract }) => BigInt(extract.below)).concat(BigInt(now.below));
  const changed = changesSince(
    current,
    before.map((one) => one.sample),
  );
  const likeness = ({ extract, sample }: (typeof before)[number]): Likeness => {
    const below = [...most, BigInt(extract.below)].reduce((a, b) => (b < a ? b : a));
    const compared = [...changed].filter(([unit]) => unit <= below);
    return {
      runId: extract.runId,
      period: extract.period,
      sampled: countUpTo(current, below) + compared.filter(([, mark]) => mark === null).length,
      changed: compared.length,
      asThen: compared.filter(([unit, mark]) => markOf(sample, unit) === mark).length,
      same: extract.below === now.below && sameBytes(sample, current),
      asOld: isAsOld(
        now.newest,
        extract.newest,
        before.map((one) => one.extract.newest),
      ),
    };
  };
  return { last: before.map(likeness).reverse(), older: known(older).map(likeness).reverse() };
}

/** Whose rows are not as in any of the last extracts, with what they are; null: not there. Empty when there are none. */
function changesSince(current: Sample, last: readonly Sample[]): Map<bigint, bigint | null> {
  const changed = new Map<bigint, bigint | null>();
  const [first] = last;
  if (first === undefined) return changed;
  const differs = (unit: bigint, mark: bigint | null) => last.every((one) => markOf(one, unit) !== mark);
  for (let i = 0; i < current.length; i += 2) {
    const [unit, mark] = [current[i] ?? 0n, current[i + 1] ?? 0n];
    if (differs(unit, mark)) changed.set(unit, mark);
  }
  for (let i = 0; i < first.length; i += 2) {
    const unit = first[i] ?? 0n;
    if (markOf(current, unit) === null && differs(unit, null)) changed.set(unit, null);
  }
  return changed;
}

/** The hash of somebody's rows; null where the sample has nobody of this id. */
function markOf(sample: Sample, unit: bigint): bigint | null {
  let [from, to] = [0, sample.length / 2];
  while (from < to) {
    const middle = (from + to) >> 1;
    const found = sample[2 * middle] ?? 0n;
    if (found === unit) return sample[2 * middle + 1] ?? null;
    if (found < unit) from = middle + 1;
    else to = middle;
  }
  return null;
}

function countUpTo(sample: Sample, below: bigint): number {
  let count = 0;
  while (2 * count < sample.length && (sample[2 * count] ?? 0n) <= below) count++;
  return count;
}

function sameBytes(one: Sample, other: Sample): boolean {
  return one.length === other.length && one.every((number, i) => number === other[i]);
}

const KINDS = ['birth', 'death', 'enrolment', 'admission'] as const;

/** The same newest days as then; and none is newer than in the last extract, and one is older. */
function isAsOld(now: NewestDays, then: NewestDays, lasts: readonly NewestDays[]): boolean {
  const last = lasts.at(-1);
  if (last === undefined || KINDS.some((kind) => now[kind] !== then[kind])) return false;
  const day = (days: NewestDays, kind: (typeof KINDS)[number]) => days[kind] ?? '';
  return (
    KINDS.every((kind) => day(now, kind) <= day(last, kind)) &&
    KINDS.some((kind) => day(now, kind) < day(last, kind))
  );
}

/** The newest of all days; null where the extract has none. */
export function newestOf(days: NewestDays): string | null {
  const known = KINDS.flatMap((kind) => days[kind] ?? []);
  return known.sort().at(-1) ?? null;
}

/** "birth 2026-08-30, death 2026-08-28, enrolment 2026-08-31"; "none" of an extract without any. */
export function newestInWords(days: NewestDays): string {
  const known = KINDS.flatMap((kind) => (days[kind] === null ? [] : [`${kind} ${days[kind]}`]));
  return known.length === 0 ? 'none' : known.join(', ');
}

function sampleOf({ sample }: ExtractMark): Sample {
  return new BigUint64Array(Uint8Array.from(sample).buffer);
}
