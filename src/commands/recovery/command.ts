import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import { dirhams, toPeople } from '../../domain/money.js';
import { type Command, printJson } from '../context.js';
import { decideRecovery } from './decide.js';

/** What the command line calls each decision. */
const RECOVERY_ACTIONS = { pause: 'PAUSE', resume: 'RESUME', 'write-off': 'WRITE_OFF' } as const;

export type RecoveryOptions = {
  readonly action: keyof typeof RECOVERY_ACTIONS;
  readonly recoveryId: string;
  readonly out: string;
  readonly reason: string;
  readonly json?: boolean;
};

export const recovery: Command<RecoveryOptions> = async (options, context) => {
  const decision = RECOVERY_ACTIONS[options.action];
  const out = resolve(options.out);
  const { recoveryId, householdId, state, balance } = await decideRecovery(
    out,
    options.recoveryId,
    decision,
    options.reason,
    context.clock,
  );
  if (options.json === true) {
    printJson(context, {
      recovery_id: recoveryId,
      household_id: householdId,
      state,
      balance: dirhams(balance),
      reason: options.reason,
    });
  } else {
    context.stdout.lines([
      `recovery ${recoveryId} of ${householdId}: ${state}, balance ${toPeople(dirhams(balance))} DH`,
    ]);
  }
  return EXIT.done;
};
