/** ISO 20022 reasons that speak of the account: wrong, closed, blocked, not for this, or no such bank. */
const ACCOUNT_REASONS = ['AC01', 'AC03', 'AC04', 'AC06', 'AG01'];
/** And of the payee: deceased. */
export const DECEASED_REASON = 'MD07';

export const HOLDING_REASONS: readonly string[] = [...ACCOUNT_REASONS, DECEASED_REASON];

/** What holds a household whose order came back for one of these reasons. */
export function holdFor(reasonCode: string): 'ACCOUNT_REJECTED' | 'PAYEE_DECEASED' | null {
  if (ACCOUNT_REASONS.includes(reasonCode)) return 'ACCOUNT_REJECTED';
  return reasonCode === DECEASED_REASON ? 'PAYEE_DECEASED' : null;
}
