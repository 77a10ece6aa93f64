/** A decision on an order: its money arrived, or it did not and is owed. */
export const ORDER_VERDICTS = ['paid', 'unpaid'] as const;
export type OrderVerdict = (typeof ORDER_VERDICTS)[number];
