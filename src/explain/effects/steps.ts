import { compositionText } from '../../domain/composition.js';
import { type Amount, sum, ZERO } from '../../domain/money.js';
import type { ChildLine, Priced } from '../facts/price.js';
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
  const earned = earnedBy(after.lines, after).minus(earnedBy(before.lines, before));
  const own =
    subject === null ? earned : earnedBy(of(after, subject), null).minus(earnedBy(of(before, subject), null));
  return {
    own,
    others: earned.minus(own),
    floor: after.aid.floorTopup.minus(before.aid.floorTopup),
    flat: after.aid.flatRate.minus(before.aid.flatRate),
  };
}

function of(priced: Priced, subject: string): ChildLine[] {
  return (priced.lines ?? []).filter((line) => line.member.personId === subject);
}

function earnedBy(lines: readonly ChildLine[] | null, whole: Priced | null): Amount {
  if (lines !== null) return sum(lines.map((line) => line.allowance.plus(line.supplement)));
  return whole === null ? ZERO : whole.aid.childAllowance.plus(whole.aid.disabilitySupplement);
}
