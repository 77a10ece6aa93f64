import { type AddCommand, json, out, reason } from '../shared-flags.js';
import type { UnholdOptions } from './command.js';

export const addUnhold: AddCommand = (program, perform) => {
  program
    .command('unhold <HOUSEHOLD>')
    .description('let a household be paid again whose orders came back three times in a row')
    .addOption(
      reason(
        'why it may be paid again; kept in the ledger',
        'say why, the ledger keeps it',
      ).makeOptionMandatory(),
    )
    .addOption(out())
    .addOption(json())
    .addHelpText('after', HELP)
    .action((householdId: string, options: Omit<UnholdOptions, 'householdId'>) =>
      perform(async () => (await import('./command.js')).unhold, { ...options, householdId }),
    );
};

const HELP = `
Three orders in a row that came back hold a household (RETURNED_REPEATEDLY) until people release it. What is owed to
it is paid by the next run. Other holds end with the registry's correction: another account, another payee.

Example:
  sarf unhold H0000001 --reason "address confirmed, visit of 12 March 2026"`;
