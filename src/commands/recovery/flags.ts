import { Argument } from 'commander';
import { type AddCommand, argument, json, out, reason } from '../common-flags.js';
import type { RecoveryAction, RecoveryOptions } from './command.js';

const ACTIONS = ['pause', 'resume', 'write-off', 'repaid', 'share', 'waive'] satisfies RecoveryAction[];

export const addRecovery: AddCommand = (program, perform) => {
  program
    .command('recovery')
    .description('decide on what a household has to pay back: pause, resume, write off, repaid, share, waive')
    .addArgument(new Argument('<ACTION>').choices(ACTIONS))
    .addArgument(argument('<ID>', 'the adjustment_id that opened it'))
    .argument('[VALUE]', 'dirhams that were repaid or are waived, or the share of a month that is taken')
    .addOption(
      reason(
        'the appeal or decision; kept in the ledger',
        'say why, the ledger keeps it',
      ).makeOptionMandatory(),
    )
    .addOption(out())
    .addOption(json())
    .addHelpText('after', HELP)
    .action(
      (
        action: RecoveryAction,
        recoveryId: string,
        value: string | undefined,
        options: Omit<RecoveryOptions, 'action' | 'recoveryId' | 'value'>,
      ) =>
        perform(async () => (await import('./command.js')).recovery, {
          ...options,
          action,
          recoveryId,
          ...(value === undefined ? {} : { value }),
        }),
    );
};

const HELP = `
While it is paused nothing is taken; what is written off is owed no more. What the household repaid by itself, or what
is waived, reduces the balance. A share stands in place of the rules' recovery_share, for this balance alone.

Examples:
  sarf recovery pause ADJ-2026-17 --reason "appeal 31/2026"
  sarf recovery resume ADJ-2026-17 --reason "appeal 31/2026 refused"
  sarf recovery write-off ADJ-2026-17 --reason "decision 8/2026"
  sarf recovery repaid ADJ-2026-17 150.00 --reason "receipt 12/2026"
  sarf recovery share ADJ-2026-17 0.1 --reason "decision 9/2026"
  sarf recovery waive ADJ-2026-17 200 --reason "decision 10/2026"`;
