import { invariant } from '../../domain/errors.js';
import { type Amount, amount, ZERO } from '../../domain/money.js';
import { type Day, monthsBefore, type Period } from '../../domain/period.js';
import type { OneOffColumn } from '../../programmes/families/components.js';
import type { DatedValue, Rules } from '../../rules/load.js';
import { inForce, parametersAt, valueAt } from '../../rules/parameters.js';
import type { ParameterName } from '../../rules/schema.js';
import type { InDoubt } from './audit-rows.js';
import { byBirth, type Member } from './children.js';
import type { GoneChild, GrantRow, RegisterRow } from './rows.js';

/** A one-off grant of the month. `child` is null where an unpaid household has fewer grants than children who could take one. */
export type GrantLine = {
  readonly grant: 'BIRTH' | 'SCHOOL';
  /** The register's column that it is a part of. */
  readonly column: OneOffColumn;
  readonly level: string;
  readonly child: Member | null;
  readonly parameter: ParameterName;
  readonly source: DatedValue | null;
  readonly amount: Amount;
};

/** A child for whom a grant could be expected, and the reason why there is none. */
export type NoGrant = {
  readonly grant: 'BIRTH' | 'SCHOOL';
  readonly child: Member;
  readonly why:
    | 'already_granted'
    | 'owed_elsewhere'
    | 'paid_as_arrears'
    | 'not_in_force'
    | 'not_public'
    | 'no_level'
    | InDoubt['why'];
};

/** What earlier months say of a household's births. */
export type Births = {
  readonly gone: readonly GoneChild[];
  readonly inDoubt: readonly InDoubt[];
  /** The run's grants to the household. */
  readonly grants: readonly GrantRow[];
};
const NOTHING_BEFORE: Births = { gone: [], inDoubt: [], grants: [] };

/** The children by the rank of their births, those that left too; null stands for one of these. */
function byRank(members: readonly Member[], gone: readonly GoneChild[]): (Member | null)[] {
  const listed = members.filter((member) => member.relation === 'CHILD');
  const left = gone.filter((child) => !child.otherId);
  return [
    ...listed.map((child) => ({ child, at: child })),
    ...left.map((child) => ({ child: null, at: child })),
  ]
    .sort((a, b) => byBirth(a.at, b.at))
    .map(({ child }) => child);
}

const COLUMN_OF: Readonly<Record<GrantLine['grant'], OneOffColumn>> = {
  BIRTH: 'birth_grant',
  SCHOOL: 'school_grant',
};

const PARAMETER_OF: Readonly<Record<string, ParameterName>> = {
  FIRST: 'birth_grant_first',
  SECOND: 'birth_grant_second',
  PRIMARY: 'school_grant_lower',
  LOWER_SECONDARY: 'school_grant_lower',
  UPPER_SECONDARY: 'school_grant_upper',
};

type At = { readonly period: Period; readonly reference: Day; readonly rules: Rules };

/**
 * The grants in a household's entitlement: those paid, from the run's own list; those of a household that is
 * owed and not paid, from its composition's marks and its members.
 */
export function grantLines(
  register: Pick<RegisterRow, 'composition'>,
  listed: readonly GrantRow[],
  members: readonly Member[],
  paid: readonly Member[],
  at: At,
  before = NOTHING_BEFORE,
): GrantLine[] {
  return listed.length > 0
    ? listed.map((row) => fromRow(row, members, at))
    : owed(register, byRank(members, before.gone), paid, at);
}

function fromRow(row: GrantRow, members: readonly Member[], at: At): GrantLine {
  const child = members.find((member) => member.personId === row.personId) ?? null;
  return { ...line(row.grant, row.level, child, at), amount: row.amount };
}

/**
 * The grants of a past month that is computed now, of which its composition says how many: the children are
 * those of the run's list of grants paid in arrears.
 */
export function pastGrantLines(
  marks: readonly string[],
  listed: readonly GrantRow[],
  members: readonly Member[],
  at: At,
): GrantLine[] {
  const year = Number(at.period.slice(0, 4));
  const births = marks
    .filter((mark) => mark.startsWith('B'))
    .map((mark) => (mark === 'B1' ? 'FIRST' : 'SECOND'));
  const school = marks.some((mark) => !mark.startsWith('B'));
  return listed
    .filter((row) =>
      row.grant === 'BIRTH' ? births.includes(row.level as 'FIRST') : school && row.year === year,
    )
    .map((row) => fromRow(row, members, at));
}

function line(grant: 'BIRTH' | 'SCHOOL', level: string, child: Member | null, at: At): GrantLine {
  const parameter = PARAMETER_OF[level];
  invariant(parameter !== undefined, () => `no grant is of level ${level}`);
  const value = valueAt(at.rules, parameter, at.period);
  return {
    grant,
    column: COLUMN_OF[grant],
    level,
    child,
    parameter,
    source: inForce(at.rules, parameter, at.period),
    amount: value === null ? ZERO : amount(value),
  };
}

/** Of a household that is not paid: the composition says how many, its members who where that leaves no choice. */
function owed(
  register: Pick<RegisterRow, 'composition'>,
  births: readonly (Member | null)[],
  paid: readonly Member[],
  at: At,
): GrantLine[] {
  const marks = (register.composition ?? '').split('+').slice(1);
  return marks.flatMap((mark) => {
    const n = Number(mark.slice(1));
    if (mark.startsWith('B')) return [line('BIRTH', n === 1 ? 'FIRST' : 'SECOND', births[n - 1] ?? null, at)];
    const upper = mark.startsWith('U');
    const eligible = paid.filter(
      (child) => whyNoSchoolGrant(child) === null && (child.schoolLevel === 'UPPER_SECONDARY') === upper,
    );
    return Array.from({ length: n }, (_, i) => {
      const child = eligible.length === n ? (eligible[i] ?? null) : null;
      return line('SCHOOL', child?.schoolLevel ?? (upper ? 'UPPER_SECONDARY' : 'PRIMARY'), child, at);
    });
  });
}

/** First and second births within the window, and in September schooled paid children, without a grant. */
export function grantsNotGiven(
  lines: readonly GrantLine[],
  members: readonly Member[],
  paid: readonly Member[],
  at: At,
  before = NOTHING_BEFORE,
): NoGrant[] {
  const given = (grant: string, child: Member) =>
    lines.some((one) => one.grant === grant && (one.child === null || one.child.personId === child.personId));
  const already = (kind: GrantRow['grant'], { personId }: Member) =>
    before.grants.some((row) => row.standing === 'MOVED' && row.grant === kind && row.personId === personId)
      ? 'paid_as_arrears'
      : 'already_granted';
  const { birthGrantWindow, schoolReturn } = parametersAt(at.rules, at.period);
  const inForceAt = (parameter: ParameterName) =>
    !amount(valueAt(at.rules, parameter, at.period) ?? '0').isZero();
  const births = byRank(members, before.gone)
    .slice(0, 2)
    .flatMap((child, i) =>
      child === null
        ? []
        : [{ child, parameter: i === 0 ? 'birth_grant_first' : 'birth_grant_second' } as const],
    )
    .filter(
      ({ child }) => child.birthDate > monthsBefore(at.reference, birthGrantWindow) && !given('BIRTH', child),
    )
    .map(({ child, parameter }): NoGrant => {
      const doubt = before.inDoubt.find((one) => one.personId === child.personId);
      const why = inForceAt(parameter) ? (doubt?.why ?? already('BIRTH', child)) : 'not_in_force';
      return { grant: 'BIRTH', child, why };
    });
  const schooled = schoolReturn ? paid.filter((child) => child.schooled && !given('SCHOOL', child)) : [];
  return [
    ...births,
    ...schooled.map((child): NoGrant => {
      const why = SCHOOL_GRANTS.some((one) => inForceAt(one) && isOfLevel(child, one))
        ? (whyNoSchoolGrant(child) ?? already('SCHOOL', child))
        : 'not_in_force';
      return { grant: 'SCHOOL', child, why };
    }),
  ];
}

const SCHOOL_GRANTS = ['school_grant_lower', 'school_grant_upper'] as const;

/** Whether the child's level carries this grant; of a level that carries none, any could be expected. */
function isOfLevel({ schoolLevel }: Member, parameter: ParameterName): boolean {
  return (PARAMETER_OF[schoolLevel ?? ''] ?? parameter) === parameter;
}

function whyNoSchoolGrant(child: Member): 'not_public' | 'no_level' | null {
  if (!child.publicSchool) return 'not_public';
  return child.schoolLevel !== null && child.schoolLevel in PARAMETER_OF ? null : 'no_level';
}
