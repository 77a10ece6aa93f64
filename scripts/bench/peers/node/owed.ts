/**
 * What is owed to households when the month begins, for the plain Node peer, and what the month pays of it. No order
 * has come back in the bench, and no correction was decided: nothing waits for an answer, nothing is recovered.
 */
import type { Database } from 'better-sqlite3';
import { oldestOwed, ratesOf, type TheMonth, theMonth } from '../the-month.js';
import type { HouseholdRow } from './households.js';
import { amountsOf, factsOf, type Member, type Persons } from './rules.js';

/** Decided arrears never lapse. */
const NEVER_LAPSES = 'ADJUSTMENT';

/** Grants made before the month, child by child. */
export interface GrantedBefore {
  readonly births: Persons;
  readonly pupilsOf: (year: string) => Persons;
}

const NOBODY: Persons = { has: () => false };

/** Births are few; pupils of a September are millions, and are asked of the database one by one. */
export function grantedBefore(database: Database): GrantedBefore {
  const births = new Set(database.prepare('SELECT person_id FROM granted').pluck().all() as string[]);
  const years = new Set(database.prepare('SELECT DISTINCT year FROM pupil').pluck().all() as string[]);
  const find = database.prepare('SELECT 1 FROM pupil WHERE year = ? AND person_id = ?');
  return {
    births,
    pupilsOf: (year) =>
      years.has(year) ? { has: (person) => find.get(year, person) !== undefined } : NOBODY,
  };
}

/** A month owed; null centimes: to be computed from today's facts. */
interface Debt {
  readonly origin: string;
  readonly centimes: number | null;
}

/** Open months by household, read from the database once. */
export class Debts {
  private readonly open = new Map<string, Debt[]>();

  constructor(
    database: Database,
    { period }: TheMonth,
    private readonly granted: GrantedBefore,
  ) {
    const rows = database
      .prepare('SELECT household_id, origin, centimes FROM owed WHERE kind = ? OR origin >= ? ORDER BY 1, 2')
      .raw()
      .iterate(NEVER_LAPSES, oldestOwed(period)) as IterableIterator<[string, string, number | null]>;
    for (const [id, origin, centimes] of rows) {
      const own = this.open.get(id);
      if (own === undefined) this.open.set(id, [{ origin, centimes }]);
      else own.push({ origin, centimes });
    }
  }

  /**
   * What a household is owed, in centimes, to be paid if it is paid at all.
   * @param members in order of birth, then person id
   * @param births the children whose birth grants it takes this month
   */
  arrears(row: HouseholdRow, members: readonly Member[], births: readonly string[]): number {
    const taken = new Set(births);
    let sum = 0;
    for (const { origin, centimes } of this.open.get(row[0]) ?? [])
      sum += centimes ?? this.pastMonth(origin, row, members, taken);
    return sum;
  }

  /**
   * A month gone by as today's facts show it, under its own tariff. Each birth is granted in the first month that
   * it can be, and is added to `taken`. The score's threshold was the same in all months: who is paid is below it.
   */
  private pastMonth(
    origin: string,
    row: HouseholdRow,
    members: readonly Member[],
    taken: Set<string>,
  ): number {
    const month = theMonth(origin);
    const births = { has: (person: string) => taken.has(person) || this.granted.births.has(person) };
    const pupils = this.granted.pupilsOf(origin.slice(0, 4));
    const facts = factsOf(members, row[4], month, { births, pupils });
    if (facts.persons === 0 || facts.cover > 0 || row[10] > month.reference) return 0;
    for (const person of facts.births) taken.add(person);
    const { aid, birth, school } = amountsOf(facts.now, ratesOf(origin));
    return aid + birth + school;
  }
}
