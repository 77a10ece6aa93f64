/** ISO 20022 reasons that speak of the account: wrong, closed, blocked, changed, not for this, or no such bank. */
const ACCOUNT_REASONS = ['AC01', 'AC03', 'AC04', 'AC06', 'AC07', 'AC14', 'AC15', 'AG01'];
/** And of the payee: deceased. */
export const DECEASED_REASON = 'MD07';

export const HOLDING_REASONS: readonly string[] = [...ACCOUNT_REASONS, DECEASED_REASON];

/**
 * Reasons of decisions that speak of earlier orders, and not of this month's data; a household with several
 * holds is given the first of them. The decision table has a line for each, in this order.
 */
export const HOLD_REASONS = ['PAYEE_DECEASED', 'ACCOUNT_REJECTED', 'RETURNED_REPEATEDLY'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** The hold that a return for this reason code opens on the household; null where it opens none. */
export function holdFor(reasonCode: string): Exclude<HoldReason, 'RETURNED_REPEATEDLY'> | null {
  if (ACCOUNT_REASONS.includes(reasonCode)) return 'ACCOUNT_REJECTED';
  return reasonCode === DECEASED_REASON ? 'PAYEE_DECEASED' : null;
}

/**
 * Reasons of decisions that speak of earlier months: the extract says what cannot be after them. People end them, one by
 * one: `reference` is the month in which another family was found under a household's number; or the person and the
 * day of a death that an extract reported and a later one does not.
 */
export const PERSON_DOUBTS = ['HOUSEHOLD_REPLACED', 'DEATH_CONTRADICTED'] as const;
export type PersonDoubtReason = (typeof PERSON_DOUBTS)[number];
export type PersonDoubt = {
  readonly householdId: string;
  readonly doubt: PersonDoubtReason;
  readonly reference: string;
};
/** Such a doubt that people have ended, and the month whose run raised it. */
export type DecidedDoubt = PersonDoubt & { readonly heldSince: string };
