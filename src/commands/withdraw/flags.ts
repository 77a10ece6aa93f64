import { type AddCommand, argument, json, out, reason } from '../common-flags.js';
import type { WithdrawOptions } from './command.js';

export const addWithdraw: AddCommand = (program, perform) => {
  program
    .command('withdraw')
    .addArgument(argument('<RUN_ID>', 'the id of a released run'))
    .description('take a release back, before anything of it is sent')
    .addOption(out())
    .addOption(
      reason(
        'why the release is taken back; kept in the ledger',
        'say why the release is taken back',
      ).makeOptionMandatory(),
    )
    .addOption(json())
    .addHelpText('after', HELP)
    .action((runId: string, options: Omit<WithdrawOptions, 'runId'>) =>
      perform(async () => (await import('./command.js')).withdraw, { ...options, runId }),
    );
};

const HELP = `
The whole release is taken back: grants, debts, balances, holds and capital are what they were before it, and its files
are to be sent no more. The run waits, and can be released again; another run of the month takes its place. A release
stays when a later run is released, when an answer, a sending or an account entry of its orders is recorded, or when
people decided since on what is owed.

Example:
  sarf withdraw 3f2a9c0d1b7e --reason "computed from the wrong extract"`;
