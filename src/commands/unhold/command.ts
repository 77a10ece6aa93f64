import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import { type Command, printJson } from '../context.js';
import { unholdHousehold } from './unhold.js';

export type UnholdOptions = {
  readonly householdId: string;
  readonly out: string;
  readonly reason: string;
  readonly json?: boolean;
};

/** Lets a household be paid again that is held because its orders came back in a row. */
export const unhold: Command<UnholdOptions> = async ({ householdId, out, reason, json }, context) => {
  const hold = await unholdHousehold(resolve(out), householdId, reason, context.clock);
  if (json === true)
    printJson(context, {
      household_id: householdId,
      hold: hold.reason,
      order_id: hold.orderId,
      state: 'ENDED',
      reason,
    });
  else
    context.stdout.lines([
      `${householdId}: ${hold.reason} since ${hold.orderId} ended; the next run pays it`,
    ]);
  return EXIT.done;
};
