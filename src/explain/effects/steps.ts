import { compositionText } from '../../domain/composition.js';
import { type Amount, sum } from '../../domain/money.js';
import { byColumn } from '../../programmes/component.js';
import { CHILD_COLUMNS, HOUSEHOLD_COLUMNS } from '../../programmes/families/components.js';
import type { Priced } from '../facts/price.js';
import type { Effect, Group, Parts, What } from './effects.js';

/**
 * Goes from one priced household to another, one change at a time. The effect of a step is the aid after it minus
 * the aid before it. So the effects add up to the whole difference, even where ranks or the floor move.
 */
export class Steps {
  readonly effects: Effect[] = [];

  constructor(private at: Priced) {}

  /** The household after the last step. */
  get priced(): Priced {
    return this.at;
  }

  /**
   * One step. `subject` is the child it concerns, or null. A step that changes neither the children nor what
   * they bring leaves no effect: the family would not be told of it.
   */
  to(next: Priced, group: Group, what: What, subject: string | null): void {
    const amount = next.aid.total.minus(this.at.aid.total);
    const parts = partsOf(this.at, next, subject);
    const same = compositionText(this.at.children) === compositionText(next.children);
    if (!same || !Object.values(parts).every((part: Amount) => part.isZero())) {
      this.effects.push({ group, what, amount, parts });
    }
    this.at = next;
  }

  /** Replaces the household by one with the same children of which more is known. No effect is recorded. */
  become(same: Priced): void {
    this.at = same;
  }
}

function partsOf(before: Priced, after: Priced, subject: string | null): Parts {
  const earned = earnedBy(after).minus(earnedBy(before));
  const own = subject === null ? earned : broughtBy(after, subject).minus(broughtBy(before, subject));
  return {
    own,
    others: earned.minus(own),
    ...byColumn(HOUSEHOLD_COLUMNS, (column) =>
      after.aid.components[column].minus(before.aid.components[column]),
    ),
  };
}

/** What one child brings; 0 where its lines are not known. */
function broughtBy({ lines }: Priced, subject: string): Amount {
  const own = (lines ?? []).filter((line) => line.of?.member.personId === subject);
  return sum(own.map((line) => line.amount));
}

/** What all children bring. */
function earnedBy({ aid }: Priced): Amount {
  return sum(CHILD_COLUMNS.map((column) => aid.components[column]));
}
