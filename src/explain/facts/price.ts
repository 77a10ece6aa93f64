import type { PaidChild } from '../../domain/composition.js';
import { type Amount, ZERO } from '../../domain/money.js';
import { assess, countsAsSchooled, type MonthlyAid } from '../../programmes/families/assess.js';
import {
  CHILD_COLUMNS,
  type ChildColumn,
  HOUSEHOLD_COLUMNS,
  type HouseholdColumn,
  MONTHLY_COLUMNS,
} from '../../programmes/families/components.js';
import type { Parameters } from '../../rules/parameters.js';
import type { ParameterName } from '../../rules/schema.js';
import type { PaidMember } from './children.js';
import { assertTold } from './told.js';

/**
 * How much of a component one child brings, in dirhams, and the parameter that says so. `because`: the rule by which
 * that parameter is the child's, where its facts alone do not say it.
 */
type Share = {
  readonly parameter: ParameterName;
  readonly because: ParameterName | null;
  readonly amount: Amount;
};

/** What one child brings of each component; null: nothing, and there is no line. */
const OF_CHILD: Readonly<
  Record<ChildColumn, (child: PaidChild, rank: number, parameters: Parameters) => Share | null>
> = {
  child_allowance: (child, rank, parameters) => {
    const first = rank <= parameters.firstRanks;
    const schooled = countsAsSchooled(child, parameters);
    const who = child.fatherless ? 'fatherless' : 'child';
    const ranks = first ? 'first_ranks' : 'later_ranks';
    return {
      parameter: `${who}_${ranks}_${schooled ? 'schooled' : 'not_schooled'}`,
      because: schooled && child.band === 'N' ? 'severe_disability_counts_as_schooled' : null,
      amount: parameters.child(first ? 'first' : 'later', child.fatherless, schooled),
    };
  },
  disability_supplement: (child, _, parameters) =>
    child.disabled
      ? { parameter: 'disability_supplement', because: null, amount: parameters.disabilitySupplement }
      : null,
};

/** The parameter that each component of the household rests on; null: there is no line. */
const OF_HOUSEHOLD: Readonly<
  Record<HouseholdColumn, (children: readonly PaidChild[]) => ParameterName | null>
> = {
  floor_topup: (children) => (children.length > 0 ? 'floor' : null),
  flat_rate: (children) => (children.length > 0 ? null : 'flat_rate'),
};

/** The component whose line says who a child is: every paid child has it, even one that brings nothing. */
const NAMES_CHILD: ChildColumn = 'child_allowance';

/** A line of a month's aid: what a child brings of a component. */
export type ChildLine = Share & { readonly column: ChildColumn; readonly of: PaidMember };
/** A line of a month's aid: a component that is the household's, in dirhams. */
export type HouseholdLine = Share & { readonly column: HouseholdColumn; readonly of: null };
export type AidLine = ChildLine | HouseholdLine;

/** A household's aid with what it is made of. `lines` is null where only a composition is known. */
export type Priced = {
  readonly children: readonly PaidChild[];
  /** Child by child in rank order, then the household's. */
  readonly lines: readonly AidLine[] | null;
  readonly aid: MonthlyAid;
};

/** Prices paid children of whom the composition alone is known. */
export function priceComposition(children: readonly PaidChild[], parameters: Parameters): Priced {
  return { children, lines: null, aid: assess(children, parameters) };
}

/** Prices paid members, line by line; the lines add up to what the rules assess, or the program crashes. */
export function priceMembers(paid: readonly PaidMember[], parameters: Parameters): Priced {
  const children = paid.map((one) => one.child);
  const aid = assess(children, parameters);
  return { children, lines: linesOf(paid, aid, parameters), aid };
}

/**
 * The lines that a month's aid is told in. Crashes unless those of each component add up to it: a component that no
 * line tells would be paid and not explained.
 */
function linesOf(
  paid: readonly PaidMember[],
  { components, total }: MonthlyAid,
  parameters: Parameters,
): AidLine[] {
  const children = paid.map((one) => one.child);
  const lines = [
    ...paid.flatMap((of) =>
      CHILD_COLUMNS.flatMap((column): ChildLine[] => {
        const share = OF_CHILD[column](of.child, of.rank, parameters);
        return share === null || (column !== NAMES_CHILD && share.amount.isZero())
          ? []
          : [{ column, of, ...share }];
      }),
    ),
    ...HOUSEHOLD_COLUMNS.flatMap((column): HouseholdLine[] => {
      const parameter = OF_HOUSEHOLD[column](children);
      return parameter === null
        ? []
        : [{ column, of: null, parameter, because: null, amount: components[column] }];
    }),
  ];
  assertTold(lines, components, total);
  return lines;
}

/** How much a child brings of a component, in dirhams, and the parameters that say so; 0 and null without a line. */
export function shareOf(
  lines: readonly AidLine[],
  child: PaidMember,
  column: ChildColumn,
): {
  readonly amount: Amount;
  readonly parameter: ParameterName | null;
  readonly because: ParameterName | null;
} {
  return (
    lines.find((line) => line.of === child && line.column === column) ?? {
      amount: ZERO,
      parameter: null,
      because: null,
    }
  );
}

/** The parameters of some lines, each once, component by component. */
export function parametersOfLines(lines: readonly AidLine[]): ParameterName[] {
  const names = MONTHLY_COLUMNS.flatMap((column) =>
    lines.filter((line) => line.column === column).flatMap(rulesOf),
  );
  return [...new Set(names)];
}

function rulesOf(share: Share | null): ParameterName[] {
  return share === null ? [] : [share.parameter, ...(share.because === null ? [] : [share.because])];
}

/** Every parameter that some paid children's monthly aid depends on, component by component. */
export function parametersOf(children: readonly PaidChild[], parameters: Parameters): ParameterName[] {
  const names = [
    ...CHILD_COLUMNS.flatMap((column) =>
      children.flatMap((child, i) => rulesOf(OF_CHILD[column](child, i + 1, parameters))),
    ),
    ...HOUSEHOLD_COLUMNS.map((column) => OF_HOUSEHOLD[column](children)),
  ];
  return [...new Set(names)].filter((name) => name !== null);
}
