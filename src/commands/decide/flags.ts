import { Argument } from 'commander';
import { ORDER_VERDICTS, type OrderVerdict } from '../../domain/order-verdict.js';
import { type AddCommand, argument, json, out, reason } from '../common-flags.js';
import type { DecideOptions } from './command.js';

export const addDecide: AddCommand = (program, perform) => {
  program
    .command('decide')
    .description(
      'decide that an order, or the orders of a file, were paid or not, where banks contradict themselves',
    )
    .addArgument(argument('<ORDER|FILE>', 'an order_id, or the name of an order file'))
    .addArgument(new Argument('<VERDICT>').choices(ORDER_VERDICTS))
    .addOption(
      reason(
        'what proves it; kept in the ledger',
        'say what proves it, the ledger keeps it',
      ).makeOptionMandatory(),
    )
    .addOption(out())
    .addOption(json())
    .addHelpText('after', HELP)
    .action((named: string, verdict: OrderVerdict, options: Omit<DecideOptions, 'named' | 'verdict'>) =>
      perform(async () => (await import('./command.js')).decideOnOrders, { ...options, named, verdict }),
    );
};

const HELP = `
An order that is unpaid is owed: the next run pays it. An order that is paid is owed no more. A decision ends a
contradiction, the rejection of a file that is not sent again, and the wait for a credit that does not come. It holds
until the account shows another movement of the order, or the institution says the contrary once more: the order is then
CONTRADICTORY, or PAID_TWICE where its debt was paid. A later decision takes its place. sarf settle lists what waits for
a decision, and what was decided.

Examples:
  sarf decide ASD-202609-H0000001 paid --reason "receipt shown, visit of 12 October 2026"
  sarf decide 2026-09-POSTE-0001 unpaid --reason "rejected for its format, not sent again"`;
