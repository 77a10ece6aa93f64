import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import { progressReporter } from '../../terminal/progress.js';
import type { Command } from '../context.js';
import { decideRecovery } from './decide.js';
import { recoveryJson } from './json.js';
import { recoveryText } from './text.js';

/** Each decision by its name on the command line. */
const DECISIONS = { pause: 'PAUSE', resume: 'RESUME', 'write-off': 'WRITE_OFF' } as const;

export type RecoveryOptions = {
  readonly action: keyof typeof DECISIONS;
  readonly recoveryId: string;
  readonly out: string;
  readonly reason: string;
  readonly json?: boolean;
};

/** Pauses, resumes or writes off what a household has to pay back. */
export const recovery: Command<RecoveryOptions> = async (options, context) => {
  const { recoveryId, reason } = options;
  const decision = DECISIONS[options.action];
  const { reporter } = progressReporter(context.stderr, context.now);
  const after = await decideRecovery(
    resolve(options.out),
    recoveryId,
    decision,
    reason,
    context.clock,
    reporter,
  );
  if (options.json === true) context.stdout.json(recoveryJson(after, reason));
  else context.stdout.lines(recoveryText(after));
  return EXIT.done;
};
