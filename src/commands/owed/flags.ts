import { type AddCommand, json, out } from '../shared-flags.js';
import type { OwedOptions } from './command.js';

export const addOwed: AddCommand = (program, perform) => {
  program
    .command('owed [HOUSEHOLD]')
    .description('show what is owed, to households and by them')
    .addOption(out())
    .addOption(json())
    .addHelpText('after', HELP)
    .action((beneficiary: string | undefined, options: Omit<OwedOptions, 'beneficiary'>) =>
      perform(async () => (await import('./command.js')).owed, {
        ...options,
        ...(beneficiary === undefined ? {} : { beneficiary }),
      }),
    );
};

const HELP = `
Of one household everything, paid and open, and what holds it; of all of them the sums, and the recoveries not settled.

Examples:
  sarf owed
  sarf owed H0000001 --out /srv/sarf`;
