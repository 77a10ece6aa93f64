import { type AddCommand, argument, file, json, out } from '../common-flags.js';
import type { CapitalOptions } from './command.js';

export const addCapital: AddCommand = (program, perform) => {
  program
    .command('capital')
    .addArgument(argument('<PERSON_ID>', 'the id of a person'))
    .description('show what a resident of a care institution was paid, month by month')
    .addOption(out())
    .addOption(file('--rules <FILE>', "rules (YAML) in place of the programme's built-in ones"))
    .addOption(json())
    .addHelpText('after', HELP)
    .action((personId: string, options: Omit<CapitalOptions, 'personId'>) =>
      perform(async () => (await import('./command.js')).capital, { ...options, personId }),
    );
};

const HELP = `
Paid in released months, in all so far, and missing from the capital guaranteed at majority.

Example:
  sarf capital P0000001 --out /srv/sarf`;
