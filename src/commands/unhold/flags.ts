import { type AddCommand, argument, json, out, reason } from '../common-flags.js';
import type { UnholdOptions } from './command.js';

export const addUnhold: AddCommand = (program, perform) => {
  program
    .command('unhold')
    .addArgument(argument('<HOUSEHOLD>', 'the number of a household'))
    .description('let a household be paid again that is held until people decide')
    .addOption(
      reason(
        'why it may be paid again; kept in the ledger',
        'say why, the ledger keeps it',
      ).makeOptionMandatory(),
    )
    .option(
      '--same-family',
      'of HOUSEHOLD_REPLACED: it is the family that bore the number before; it keeps what is owed and its balances',
    )
    .addOption(out())
    .addOption(json())
    .addHelpText('after', HELP)
    .action((householdId: string, options: Omit<UnholdOptions, 'householdId'>) =>
      perform(async () => (await import('./command.js')).unhold, { ...options, householdId }),
    );
};

const HELP = `
A household is held until people decide when three orders in a row came back (RETURNED_REPEATEDLY), when its number
bears another family than before (HOUSEHOLD_REPLACED), or when the extract lists a person as living whose death an
earlier one reported (DEATH_CONTRADICTED). What is owed to it is paid by the next run. Each call ends one hold. Other
holds end with the registry's correction: another account, another payee.

Of HOUSEHOLD_REPLACED it is another family that is paid from now on. What the family before it is owed and owes is put
aside under HOUSEHOLD@YYYY-MM, with the month from which the other one bears the number: nobody is paid it, until
sarf transfer moves it to the number of that family. With --same-family it is the same family, and all stays with it.

Example:
  sarf unhold H0000001 --reason "address confirmed, visit of 12 March 2026"`;
