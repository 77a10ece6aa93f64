import { Argument } from 'commander';
import { type AddCommand, json, out, reason } from '../shared-flags.js';
import type { RecoveryOptions } from './command.js';

type Action = RecoveryOptions['action'];

export const addRecovery: AddCommand = (program, perform) => {
  program
    .command('recovery')
    .description('pause, resume or write off what a household has to pay back')
    .addArgument(new Argument('<ACTION>').choices(['pause', 'resume', 'write-off'] satisfies Action[]))
    .argument('<ID>', 'the adjustment_id that opened it')
    .addOption(
      reason(
        'the appeal or decision; kept in the ledger',
        'say why, the ledger keeps it',
      ).makeOptionMandatory(),
    )
    .addOption(out())
    .addOption(json())
    .addHelpText('after', HELP)
    .action((action: Action, recoveryId: string, options: Omit<RecoveryOptions, 'action' | 'recoveryId'>) =>
      perform(async () => (await import('./command.js')).recovery, { ...options, action, recoveryId }),
    );
};

const HELP = `
While it is paused nothing is taken; what is written off is owed no more.

Examples:
  sarf recovery pause ADJ-2026-17 --reason "appeal 31/2026"
  sarf recovery resume ADJ-2026-17 --reason "appeal 31/2026 refused"
  sarf recovery write-off ADJ-2026-17 --reason "decision 8/2026"`;
