/** A decision on an order: its money arrived, or it did not and is owed. */
export const ORDER_VERDICTS = ['paid', 'unpaid'] as const;
export type OrderVerdict = (typeof ORDER_VERDICTS)[number];

/** States of an order of which the money is not, or may not be, with the payee. */
export const UNPAID_STATUSES = [
  'REJECTED',
  'FILE_REJECTED',
  'RETURNED',
  'RETURN_SAID',
  'CONTRADICTORY',
] as const;
export type UnpaidStatus = (typeof UNPAID_STATUSES)[number];
