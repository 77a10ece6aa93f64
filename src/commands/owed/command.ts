import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import type { Command } from '../context.js';
import { householdAccounts, openAccounts } from './accounts.js';
import { householdJson, openJson } from './json.js';
import { householdText, openText } from './text.js';

export type OwedOptions = { readonly beneficiary?: string; readonly out: string; readonly json?: boolean };

/** Shows what is owed in both directions: all accounts of one household, or the sums and open recoveries of all. */
export const owed: Command<OwedOptions> = async (options, context) => {
  const out = resolve(options.out);
  const json = options.json === true;
  if (options.beneficiary !== undefined) {
    const accounts = await householdAccounts(out, options.beneficiary);
    if (json) context.stdout.json(householdJson(accounts));
    else context.stdout.lines(householdText(accounts));
  } else {
    const open = await openAccounts(out);
    if (json) context.stdout.json(openJson(open));
    else context.stdout.lines(openText(open));
  }
  return EXIT.done;
};
