import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import { progressReporter } from '../../terminal/progress.js';
import type { Command } from '../context.js';
import { unholdJson } from './json.js';
import { unholdText } from './text.js';
import { unholdHousehold } from './unhold.js';

export type UnholdOptions = {
  readonly householdId: string;
  readonly out: string;
  readonly reason: string;
  readonly json?: boolean;
};

/** Lets a household be paid again that people must decide on. */
export const unhold: Command<UnholdOptions> = async ({ householdId, out, reason, json }, context) => {
  const { reporter } = progressReporter(context.stderr, context.now);
  const hold = await unholdHousehold(resolve(out), householdId, reason, context.clock, reporter);
  if (json === true) context.stdout.json(unholdJson(householdId, hold, reason));
  else context.stdout.lines(unholdText(householdId, hold));
  return EXIT.done;
};
