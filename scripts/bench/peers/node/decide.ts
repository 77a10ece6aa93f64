/** The plain Node peer's first walk: households and members side by side, in order; each household's decision. */
import type { Database } from 'better-sqlite3';
import { PAY_LINE, PROVIDERS, SHARED_LINE, type TheMonth } from '../the-month.js';
import { FLAG } from './checks.js';
import { type HouseholdRow, householdGroups, isUnreadable } from './households.js';
import { Debts, grantedBefore } from './owed.js';
import { BIT, factsOf, type Member } from './rules.js';

type MemberRow = [id: string, person: string, birth: string, died: string | null, bits: number];

const MEMBERS = 'SELECT * FROM member ORDER BY household_id, birth, person_id';
const STATUS_LINES: Readonly<Record<string, number>> = { CLOSED: 0, SUSPENDED: 1 };
const CONFIGURED: ReadonlySet<string> = new Set(PROVIDERS);

/** Numbers of the assessed households, in order; as arrays, so that millions of them stay small. */
export class Assessed {
  readonly lines: number[] = [];
  readonly persons: number[] = [];
  readonly children: number[] = [];
  readonly elderly: number[] = [];
  /** Places in `compositions`. */
  readonly now: number[] = [];
  readonly before: number[] = [];
  readonly compositions: string[] = [];
  /** What is owed to a household for earlier months, in centimes, by its place; of those that may be paid. */
  readonly arrears = new Map<number, number>();
  private readonly places = new Map<string, number>();

  place(composition: string): number {
    let place = this.places.get(composition);
    if (place === undefined) {
      place = this.compositions.push(composition) - 1;
      this.places.set(composition, place);
    }
    return place;
  }
}

/** Households of persons who stand on several good rows; rows of unknown and of closed households do not count. */
function duplicateHolders(database: Database): Set<string> {
  const rows = database
    .prepare(
      `SELECT household_id, person_id FROM member WHERE bits & ${BIT.right} AND person_id IN (
        SELECT person_id FROM member WHERE bits & ${BIT.right} GROUP BY person_id HAVING count(*) > 1)`,
    )
    .raw()
    .all() as [string, string][];
  if (rows.length === 0) return new Set();
  const wanted = new Set(rows.map(([household]) => household));
  const known = new Set<string>();
  for (const id of database
    .prepare("SELECT household_id FROM household WHERE status <> 'CLOSED'")
    .pluck()
    .iterate() as IterableIterator<string>)
    if (wanted.has(id)) known.add(id);
  const kept = rows.filter(([household]) => known.has(household));
  const times = new Map<string, number>();
  for (const [, person] of kept) times.set(person, (times.get(person) ?? 0) + 1);
  return new Set(kept.filter(([, person]) => (times.get(person) ?? 0) > 1).map(([household]) => household));
}

/** Decides on every household. Also counts the rows of unknown households, and those that are no good. */
export function decideAll(
  database: Database,
  reader: Database,
  month: TheMonth,
): { assessed: Assessed; quarantined: number } {
  const granted = grantedBefore(database);
  const thisYear = { births: granted.births, pupils: granted.pupilsOf(month.period.slice(0, 4)) };
  const debts = new Debts(database, month, granted);
  const duplicates = duplicateHolders(database);
  const assessed = new Assessed();
  const lastWithAccount = new Map<string, number>();
  let quarantined = 0;
  const members = reader.prepare(MEMBERS).raw().iterate() as IterableIterator<MemberRow>;
  let next = members.next();
  /** Rows before household `id`: nobody's. */
  const skipTo = (id: string) => {
    for (; !next.done && next.value[0] < id; next = members.next()) quarantined++;
  };
  for (const group of householdGroups(database)) {
    const first = group[0]!;
    skipTo(first[0]);
    const own: Member[] = [];
    for (; !next.done && next.value[0] === first[0]; next = members.next()) {
      const [, personId, birth, died, bits] = next.value;
      own.push({ personId, birth, died, bits });
    }
    const facts = factsOf(own, first[4], month, thisYear);
    quarantined += facts.bad;
    if (isUnreadable(group)) {
      quarantined += group.length;
      continue;
    }
    const line = decide(first, group.length, facts, duplicates.has(first[0]));
    const at = assessed.lines.push(line) - 1;
    assessed.persons.push(facts.persons);
    assessed.children.push(facts.children);
    assessed.elderly.push(facts.elderly);
    assessed.now.push(assessed.place(facts.now));
    assessed.before.push(assessed.place(facts.before));
    if (line !== PAY_LINE) continue;
    const arrears = debts.arrears(first, own, facts.births);
    if (arrears > 0) assessed.arrears.set(at, arrears);
    if (first[8] === '') continue;
    const other = lastWithAccount.get(first[8]);
    if (other !== undefined) assessed.lines[other] = assessed.lines[at] = SHARED_LINE;
    lastWithAccount.set(first[8], at);
  }
  for (; !next.done; next = members.next()) quarantined++;
  return { assessed, quarantined };
}

/** The first line of the decision table that applies, as if no account were shared. */
function decide(
  row: HouseholdRow,
  copies: number,
  facts: ReturnType<typeof factsOf>,
  duplicate: boolean,
): number {
  const [, , , status, , , channel, provider, account, flags] = row;
  const byStatus = STATUS_LINES[status];
  if (byStatus !== undefined) return byStatus;
  if (copies > 1) return 2;
  if (flags & FLAG.above) return 3;
  if (facts.bad > 0) return 4;
  if (duplicate) return 5;
  if (facts.persons === 0) return 6;
  if (facts.cover > 0) return 6 + facts.cover;
  if (status === 'BLOCKED') return 11;
  if (!facts.payeeFit) return 12;
  if (!CONFIGURED.has(provider)) return 13;
  if ((flags & FLAG.rib) === 0 && (channel === 'ACCOUNT' || account !== '')) return 14;
  return PAY_LINE;
}
