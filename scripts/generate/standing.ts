/** What makes a household eligible or not: its score, its status, its social cover. */
import { COVER, type Family, livingRelation, RELATION, STATUS } from './family.js';
import type { Prng } from './prng.js';

/** The score up to which a household is eligible, in millionths. */
export const THRESHOLD = 9_743_001;

/** A new score, in millionths: most well below the threshold, about one in a hundred above. */
export function drawScore(prng: Prng): number {
  const sort = prng.below(1000);
  if (sort < 2) return THRESHOLD - 1 + prng.below(3);
  if (sort < 11) return THRESHOLD + 1 + prng.below(prng.below(3_000_000) + 1);
  const spread = prng.next() / 4294967296;
  const score = THRESHOLD - Math.floor(spread * spread * 5_200_000) - prng.below(400_000);
  // Some offices file two decimals only.
  return sort < 80 ? Math.floor(score / 10_000) * 10_000 : score;
}

/** Reasons a household bears with its status. */
export const REASONS = {
  BLOCKED: ['RIB_REJECTED', 'CONTROL', 'PAYEE_ABSENT'],
  SUSPENDED: ['SCORE_REVIEW', 'PROOF_MISSING', ''],
  CLOSED: ['MOVED_ABROAD', 'RENOUNCED', 'SCORE', 'MERGED'],
} as const;

/** The status in the first month. */
export function drawStatus(family: Family, prng: Prng): void {
  const roll = prng.below(10_000);
  if (roll < 25) {
    family.status = STATUS.BLOCKED;
    family.reason = REASONS.BLOCKED[prng.below(3)] ?? '';
  } else if (roll < 50) {
    family.status = STATUS.SUSPENDED;
    family.reason = REASONS.SUSPENDED[prng.below(3)] ?? '';
  } else if (roll < 105) {
    family.status = STATUS.CLOSED;
    family.reason = REASONS.CLOSED[prng.below(4)] ?? '';
    family.monthsKept = prng.between(2, 3);
    family.monthsClosed = prng.below(family.monthsKept);
  }
}

/** A living adult gets a social cover that takes the household out of the programme. */
export function drawCover(family: Family, prng: Prng): void {
  const kinds = [
    COVER.STATE_EMPLOYEE,
    COVER.FAMILY_ALLOWANCE,
    COVER.FAMILY_ALLOWANCE,
    COVER.PENSION,
    COVER.CONTRIBUTIONS_DUE,
  ];
  const member = livingRelation(family, RELATION.HEAD);
  if (member) member.cover = kinds[prng.below(kinds.length)] ?? COVER.PENSION;
}
