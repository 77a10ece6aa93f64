import { type AddCommand, json, out } from '../shared-flags.js';
import type { OwedOptions } from './command.js';

export const addOwed: AddCommand = (program, perform) => {
  program
    .command('owed [HOUSEHOLD]')
    .description('show what is owed, to households and by them')
    .addOption(out())
    .addOption(json())
    .addHelpText('after', HELP)
    .action((householdId: string | undefined, options: Omit<OwedOptions, 'householdId'>) =>
      perform(async () => (await import('./command.js')).owed, {
        ...options,
        ...(householdId === undefined ? {} : { householdId }),
      }),
    );
};

const HELP = `
Of one household everything, paid and open, and what holds it; of all of them the sums, and the recoveries not settled.

Examples:
  sarf owed
  sarf owed H0000001 --out /srv/sarf`;
