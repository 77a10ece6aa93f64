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
  readonly sameFamily?: boolean;
  readonly json?: boolean;
};

/** Lets a household be paid again that people must decide on. */
export const unhold: Command<UnholdOptions> = async (
  { householdId, out, reason, sameFamily, json },
  context,
) => {
  const { reporter } = progressReporter(context);
  const decided = { reason, sameFamily: sameFamily === true };
  const unheld = await unholdHousehold(resolve(out), householdId, decided, context.clock, reporter);
  if (json === true) context.stdout.json(unholdJson(householdId, unheld, reason));
  else context.stdout.lines(unholdText(householdId, unheld, out));
  return EXIT.done;
};
