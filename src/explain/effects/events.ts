import { birthday, type Day } from '../../domain/period.js';
import { byBirth, type Counting, type Member } from '../facts/children.js';
import type { What } from './effects.js';
import { references } from './registry-changes.js';

/** What happened to a child on a day. */
export type Event = { readonly what: What; readonly personId: string; readonly on: Day };

/**
 * Returns the births, deaths and relevant birthdays of a household's children after `from`, up to and including
 * `to`, sorted by day; events of the same day are in birth order.
 */
export function eventsBetween(
  members: readonly Member[],
  from: Day,
  to: Day,
  counting: Pick<Counting, 'ageChild' | 'ageSchooling'>,
): Event[] {
  const refer = references(members);
  const events = members
    .filter((member) => member.relation === 'CHILD')
    .sort(byBirth)
    .flatMap((member): Event[] => {
      const { personId, birthDate, deceasedOn } = member;
      const child = refer(member);
      const schoolAge = birthday(birthDate, counting.ageSchooling);
      const ofAge = birthday(birthDate, counting.ageChild);
      const one = (on: Day, what: What): Event => ({ what, personId, on });
      return [
        one(birthDate, { kind: 'born', child }),
        one(schoolAge, {
          kind: 'school_age',
          child,
          on: schoolAge,
          age: counting.ageSchooling,
          schooled: member.schooled,
        }),
        one(ofAge, { kind: 'of_age', child, on: ofAge, age: counting.ageChild }),
        ...(deceasedOn === null ? [] : [one(deceasedOn, { kind: 'died', child, on: deceasedOn })]),
      ];
    });
  return events
    .filter((event) => event.on > from && event.on <= to)
    .sort((a, b) => (a.on === b.on ? 0 : a.on < b.on ? -1 : 1));
}
