import { byBirth, type Member } from '../facts/children.js';
import type { ChildRef, What } from './effects.js';

/** One fact that the registry changed. `member` is the member after the change; null: it is no longer there. */
export type RegistryChange = {
  readonly what: What;
  readonly personId: string;
  readonly member: Member | null;
};

/**
 * Returns the registry's changes to a household's children: child by child in birth order, one fact at a time.
 * Facts that no monthly amount depends on (school level, social cover) are left out.
 */
export function registryChanges(before: readonly Member[], after: readonly Member[]): RegistryChange[] {
  const then = new Map(before.map((member) => [member.personId, member]));
  const now = new Map(after.map((member) => [member.personId, member]));
  const everybody = [...new Map([...then, ...now]).values()].sort(byBirth);
  const refer = references(everybody);
  return everybody.flatMap(({ personId }) => {
    const was = then.get(personId);
    const is = now.get(personId);
    if (was === undefined) return is === undefined ? [] : appeared(is, refer);
    return is === undefined ? disappeared(was, refer) : changed(was, is, refer);
  });
}

type Refer = (member: Member) => ChildRef;

/** How children are named: by birth date, with the id where two of the household share it. */
export function references(members: readonly Member[]): Refer {
  const children = members.filter((member) => member.relation === 'CHILD');
  return ({ personId, birthDate }) => ({
    personId,
    birthDate,
    twin: children.some((other) => other.birthDate === birthDate && other.personId !== personId),
  });
}

function appeared(is: Member, refer: Refer): RegistryChange[] {
  if (is.relation !== 'CHILD') return [];
  return [{ what: { kind: 'entered', child: refer(is) }, personId: is.personId, member: is }];
}

function disappeared(was: Member, refer: Refer): RegistryChange[] {
  if (was.relation !== 'CHILD') return [];
  return [{ what: { kind: 'left', child: refer(was) }, personId: was.personId, member: null }];
}

/** The changed facts of one child, one at a time; each includes the changes before it. */
function changed(was: Member, is: Member, refer: Refer): RegistryChange[] {
  if (was.relation !== 'CHILD' && is.relation !== 'CHILD') return [];
  const child = refer(is);
  const facts: [keyof Member, What][] = [
    [
      'relation',
      is.relation === 'CHILD'
        ? { kind: 'became_child', child }
        : { kind: 'no_longer_child', child, relation: is.relation },
    ],
    ['birthDate', { kind: 'birth_date', child, before: was.birthDate, after: is.birthDate }],
    [
      'deceasedOn',
      is.deceasedOn === null
        ? { kind: 'death_withdrawn', child }
        : { kind: 'death_recorded', child, on: is.deceasedOn },
    ],
    ['schooled', { kind: 'schooled', child, now: is.schooled }],
    ['fatherDeceased', { kind: 'fatherless', child, now: is.fatherDeceased }],
    ['severeDisability', { kind: 'disabled', child, now: is.severeDisability }],
    ['paidTo', { kind: 'paid_elsewhere', child, to: is.paidTo ?? null }],
  ];
  let member = was;
  return facts
    .filter(([fact]) => was[fact] !== is[fact])
    .map(([fact, what]) => {
      member = { ...member, [fact]: is[fact] };
      return { what, personId: is.personId, member };
    });
}
