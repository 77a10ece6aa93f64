import type { Amount } from '../../domain/money.js';
import type { Day, Period } from '../../domain/period.js';
import type { HouseholdColumn } from '../../programmes/families/components.js';
import type { ParameterName } from '../../rules/schema.js';
import type { ArrearsRow, RecoveryRow } from '../facts/owed-rows.js';

/** A child as a sentence names it. `twin`: another of the household has its birth date, so the id is said too. */
export type ChildRef = { readonly personId: string; readonly birthDate: Day; readonly twin: boolean };

/** The reconciliation's columns, and the two classes whose whole amount moved. */
export type Group = 'rules' | 'registry' | 'time' | 'one_off' | 'adjustment' | 'entered' | 'left';

export type ParameterChange = {
  readonly parameter: ParameterName;
  readonly before: string | null;
  readonly after: string | null;
};

/** Parts of a payment of another system. */
export type OpenedPart = 'aid' | 'grants' | 'arrears' | 'recovery';

/** A thing that changed what a household is paid: one kind, one sentence in each language. */
export type What =
  | { readonly kind: 'tariff'; readonly from: Period; readonly changes: readonly ParameterChange[] }
  | { readonly kind: 'other_rules' | 'counting_rules' }
  | { readonly kind: 'facts_changed'; readonly before: string; readonly after: string }
  /** Of an opening: what was paid before, by the other system, and for what is not known. */
  | { readonly kind: 'opened'; readonly of: OpenedPart; readonly period: Period }
  | {
      readonly kind: 'entered' | 'left' | 'became_child' | 'death_withdrawn' | 'born';
      readonly child: ChildRef;
    }
  | { readonly kind: 'paid_elsewhere'; readonly child: ChildRef; readonly to: string | null }
  | { readonly kind: 'no_longer_child'; readonly child: ChildRef; readonly relation: string }
  | { readonly kind: 'birth_date'; readonly child: ChildRef; readonly before: Day; readonly after: Day }
  | {
      readonly kind: 'schooled' | 'disabled' | 'fatherless';
      readonly child: ChildRef;
      readonly now: boolean;
    }
  | { readonly kind: 'death_recorded' | 'died'; readonly child: ChildRef; readonly on: Day }
  | {
      readonly kind: 'school_age';
      readonly child: ChildRef;
      readonly on: Day;
      readonly age: number;
      readonly schooled: boolean;
    }
  | { readonly kind: 'of_age'; readonly child: ChildRef; readonly on: Day; readonly age: number }
  | {
      readonly kind: 'grant';
      readonly child: ChildRef | null;
      readonly grant: 'BIRTH' | 'SCHOOL';
      readonly level: string;
    }
  | {
      readonly kind: 'grant_before';
      readonly child: ChildRef | null;
      readonly grant: 'BIRTH' | 'SCHOOL';
      readonly level: string;
      readonly period: Period;
    }
  | { readonly kind: 'arrears'; readonly row: ArrearsRow }
  | { readonly kind: 'arrears_before'; readonly period: Period; readonly row: ArrearsRow }
  | { readonly kind: 'recovery'; readonly row: RecoveryRow }
  | { readonly kind: 'recovery_before'; readonly period: Period; readonly row: RecoveryRow }
  | { readonly kind: 'resident_birth_date'; readonly before: Day; readonly after: Day }
  | { readonly kind: 'category' | 'scholarship'; readonly before: string; readonly after: string }
  | { readonly kind: 'majority' | 'elderly'; readonly on: Day; readonly age: number }
  | { readonly kind: 'capital' }
  | { readonly kind: 'capital_before'; readonly period: Period }
  | { readonly kind: 'first_payment' | 'reinstated' }
  | { readonly kind: 'no_longer_paid' | 'resident_left'; readonly reason: string };

/**
 * Where a step's amount comes from; the parts add up to it. `own`: what the child brings; of a step that is not one
 * child's, what all children bring. `others`: what the other children bring, whose ranks move. Then what is the
 * household's, component by component.
 */
export type Parts = Readonly<Record<'own' | 'others' | HouseholdColumn, Amount>>;

/** One effect on the household's net, in dirhams. `parts` is null where nothing was priced again. */
export type Effect = {
  readonly group: Group;
  readonly what: What;
  readonly amount: Amount;
  readonly parts: Parts | null;
};
