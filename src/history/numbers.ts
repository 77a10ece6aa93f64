import { type SealedRun, sealedFile } from '../archive/open-run.js';
import type { Period } from '../domain/period.js';
import { familyNumber } from '../tables/history.js';
import { fill, makeEmpty } from '../tables/table.js';
import { readPath, type Workspace } from '../workspace/duckdb.js';
import { RENUMBERED_FILE } from './renumbered.js';

/** A family that had one number before an extract, and has another one since (see sinceOf). */
export type Renumbering = { readonly from: string; readonly to: string; readonly since: string };

/**
 * Since when a number counts that a run is the first to see: the month of a regular run; of the nth supplementary run
 * "2026-09 S1", which as text comes after its month and before the next. The run before it knew the month under the old
 * number.
 * @param supplement 0: a regular run
 */
export function sinceOf(period: Period, supplement: number): string {
  return supplement === 0 ? period : `${period} S${supplement}`;
}

const LISTED = (path: string) => `
  SELECT old_household_id, new_household_id, CAST($since AS VARCHAR) AS since
  FROM read_csv(${readPath(path)}, header = true, all_varchar = true, delim = ',', hive_partitioning = false)`;

const NOW = `
  SELECT old_household_id, new_household_id, CAST($since AS VARCHAR) AS since FROM renumbered`;

/** Makes table `family_number` from the lists of released runs. */
export async function openNumbers(workspace: Workspace, runs: Iterable<SealedRun>): Promise<void> {
  await makeEmpty(workspace, familyNumber);
  for (const run of runs) {
    if (run.manifest.files.find(({ path }) => path === RENUMBERED_FILE)?.rows === 0) continue;
    const path = await sealedFile(run, RENUMBERED_FILE);
    if (path !== null)
      await fill(workspace, familyNumber, LISTED(path), {
        since: sinceOf(run.period, run.manifest.supplement?.number ?? 0),
      });
  }
}

/** Adds the families of table `renumbered`, of this run. @param since as sinceOf says */
export async function addNumbersNow(workspace: Workspace, since: string): Promise<void> {
  await fill(workspace, familyNumber, NOW, { since });
}

/** The families of table `family_number`. */
export async function readNumbers(workspace: Workspace): Promise<FamilyNumbers> {
  const rows = await workspace.select(
    'SELECT DISTINCT since, old_household_id, new_household_id FROM family_number ORDER BY ALL',
  );
  return new FamilyNumbers(
    rows.map((row) => ({
      from: row.text('old_household_id'),
      to: row.text('new_household_id'),
      since: row.text('since'),
    })),
  );
}

/** The numbers that families had over the months, as the registry shows them: nobody decided on it. */
export class FamilyNumbers {
  private readonly byOld: ReadonlyMap<string, readonly Renumbering[]>;
  private readonly byNew: ReadonlyMap<string, readonly Renumbering[]>;

  /** @param all by month */
  constructor(all: readonly Renumbering[]) {
    this.byOld = grouped(all, ({ from }) => from);
    this.byNew = grouped(all, ({ to }) => to);
  }

  /**
   * The numbers that a family had in this month and since, which has the number `household` later; not one that another
   * family had in the month.
   */
  before(household: string, month: Period): string[] {
    const found = new Set<string>();
    const seen = new Set([household]);
    const add = (id: string, until: string | null): void => {
      for (const { from, since } of this.taken(id, month, until)) {
        if (seen.has(from)) continue;
        seen.add(from);
        const [took] = this.taken(from, month, since);
        const left = (this.byOld.get(from) ?? []).find((one) => one.since > month);
        if (took === undefined || left === undefined || left.since > took.since) found.add(from);
        add(from, since);
      }
    };
    add(household, null);
    return [...found];
  }

  /** Every number that a family had since, which had the number `household` in this month. */
  since(household: string, month: string): string[] {
    const found = new Set<string>();
    const add = (id: string, from: string): void => {
      for (const { to, since } of this.left(id, from)) {
        if (found.has(to)) continue;
        found.add(to);
        add(to, since);
      }
    };
    add(household, month);
    found.delete(household);
    return [...found];
  }

  /**
   * The number that such a family has now: `household` itself where it has no other, or where it split; and since when it
   * has it (see sinceOf): `month` where it has no other.
   */
  last(household: string, month: string): { readonly id: string; readonly since: string } {
    const [first, ...others] = this.left(household, month);
    if (first === undefined || others.length > 0) return { id: household, since: month };
    return this.last(first.to, first.since);
  }

  /** Since when the family that had `from` in this month has `to`, as one step; `month` where no list says so. */
  step(from: string, to: string, month: string): string {
    return this.left(from, month).find((one) => one.to === to)?.since ?? month;
  }

  /** What became of the family that had the number in this month, when it had it no more. */
  private left(household: string, month: string): readonly Renumbering[] {
    const later = (this.byOld.get(household) ?? []).filter(({ since }) => since > month);
    return later.filter(({ since }) => since === later[0]?.since);
  }

  /** Whence the family came that had the number before the month `until`, if it took it after `month`. */
  private taken(household: string, month: Period, until: string | null): readonly Renumbering[] {
    const before = (this.byNew.get(household) ?? []).filter(({ since }) => until === null || since < until);
    const last = before.at(-1)?.since ?? '';
    return before.filter(({ since }) => since === last && since > month);
  }
}

/** No family has another number than before. */
export const NO_NUMBERS = new FamilyNumbers([]);

function grouped(
  all: readonly Renumbering[],
  key: (one: Renumbering) => string,
): ReadonlyMap<string, readonly Renumbering[]> {
  const groups = new Map<string, Renumbering[]>();
  for (const one of all) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return groups;
}
