import type { Command } from 'commander';
import { type AddCommand, argument, json, month, out, reason } from '../common-flags.js';
import type { ExtendOptions, OwedOptions } from './command.js';

export const addOwed: AddCommand = (program, perform) => {
  const owed = program
    .command('owed')
    .addArgument(argument('[HOUSEHOLD]', 'the number of a household'))
    .description('show what is owed, to households and by them')
    .option('--lapsing', 'the debts that lapse within three months, or of families closed, excluded or gone')
    .addOption(out())
    .addOption(json())
    .addHelpText('after', HELP)
    .action((beneficiary: string | undefined, options: Omit<OwedOptions, 'beneficiary'>) =>
      perform(async () => (await import('./command.js')).owed, {
        ...options,
        ...(beneficiary === undefined ? {} : { beneficiary }),
      }),
    );
  owed
    .command('extend')
    .addArgument(argument('<DEBT>', 'the name of a debt'))
    .description('keep a debt from lapsing')
    .addOption(month('--to <YYYY-MM>', 'the last month whose run may pay it').makeOptionMandatory())
    .addOption(
      reason('the decision; kept in the ledger', 'say why, the ledger keeps it').makeOptionMandatory(),
    )
    .addOption(out())
    .addOption(json())
    .action((debt: string, _: unknown, command: Command) =>
      // `owed` itself knows --out and --json, and takes them wherever they are given.
      perform(async () => (await import('./command.js')).extend, {
        ...command.optsWithGlobals<Omit<ExtendOptions, 'debt'>>(),
        debt,
      }),
    );
};

const HELP = `
Of one household everything, paid and open, and what holds it; of all of them the sums, and the recoveries not settled.
An open debt is shown with its name; owed extend lets it be paid for longer than the rules say.

Examples:
  sarf owed
  sarf owed H0000001 --out /srv/sarf
  sarf owed --lapsing
  sarf owed extend H0000001/2026-01 --to 2027-06 --reason "heirs found, decision 14/2026"`;
