import { type AddCommand, argument, json, month, out } from '../common-flags.js';
import type { FindOptions } from './command.js';

export const addFind: AddCommand = (program, perform) => {
  program
    .command('find')
    .addArgument(argument('<TEXT>', 'the id of a household, person or order, a RIB or IBAN, or a name'))
    .description('find a household by its id, a person, an order, an account or a name')
    .addOption(month('--period <YYYY-MM>', 'the payment month; without it the newest one').conflicts('all'))
    .option('--all', 'look in all months, the newest first')
    .addOption(out())
    .addOption(json())
    .addHelpText('after', HELP)
    .action((text: string, options: Omit<FindOptions, 'text'>) =>
      perform(async () => (await import('./command.js')).find, { ...options, text }),
    );
};

const HELP = `
Examples:
  sarf find H00001234
  sarf find P00012345 --period 2026-09
  sarf find ASD-202609-H00001234
  sarf find "310 810 0000000000000000 79"
  sarf find alami --all

Looks in the runs of a month that are released or on hold. Ids are looked for whole; a name, or a part of one, among those
whom the run pays, in any case and with or without accents. sarf explain says the rest. Reads only.
`;
