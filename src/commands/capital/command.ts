import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import type { Command } from '../context.js';
import { capitalAccount } from './capital.js';
import { capitalJson } from './json.js';
import { capitalText } from './text.js';

export type CapitalOptions = {
  readonly personId: string;
  readonly out: string;
  readonly rules?: string;
  readonly json?: boolean;
};

/** Shows what a resident of a care institution was paid, month by month. */
export const capital: Command<CapitalOptions> = async (options, context) => {
  const account = await capitalAccount(resolve(options.out), options.personId, options.rules);
  if (options.json === true) context.stdout.json(capitalJson(account));
  else context.stdout.lines(capitalText(account));
  return EXIT.done;
};
