import { type AddCommand, argument, json, out, reason } from '../common-flags.js';
import type { TransferOptions } from './command.js';

export const addTransfer: AddCommand = (program, perform) => {
  program
    .command('transfer')
    .addArgument(argument('<OLD>', 'the number of a household'))
    .addArgument(argument('<NEW>', 'the number of a household'))
    .description('move what is owed, balances and holds from one household number to another')
    .addOption(
      reason(
        'why it is one family; kept in the ledger',
        'say why it is one family, the ledger keeps it',
      ).makeOptionMandatory(),
    )
    .option('--same-family', 'it is one family, although nobody was listed under both numbers; logged')
    .addOption(out())
    .addOption(json())
    .addHelpText('after', HELP)
    .action((from: string, to: string, options: Omit<TransferOptions, 'from' | 'to'>) =>
      perform(async () => (await import('./command.js')).transfer, { ...options, from, to }),
    );
};

const HELP = `
A family that stands under another number than before (audit/renumbered.csv names them) keeps nothing of the old number
until people say that it is one family. Then its open debts, its balances to pay back and the holds of its orders move
to the new number, and what an order of the old number brings back later is owed to the new one. A month that the new
number was paid, or is owed, stays with the old one: nobody is paid twice for a month. The same transfer again moves
what has come up under the old number since. A family that comes back to an old number is moved back, once a run has it
there. Where another family bears OLD now (HOUSEHOLD_REPLACED), what the family before it had is moved: until then it
stands under OLD@YYYY-MM, with the month from which the other one bears the number, and that may be given as OLD.
Numbers under which nobody was listed in common in the last twelve months are refused without --same-family. Where the
new number is owed a month whose amount is not known yet, and the old one the same month with an amount, it has that one.

Example:
  sarf transfer H0000001 H0000777 --reason "same family, renumbered by the registry, list of 3 March 2026"`;
