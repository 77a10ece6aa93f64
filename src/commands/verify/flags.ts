import { type AddCommand, argument, folder, json } from '../common-flags.js';
import type { VerifyOptions } from './command.js';

export const addVerify: AddCommand = (program, perform) => {
  program
    .command('verify')
    .addArgument(argument('[RUN_DIR]', 'the folder of a run, or its id'))
    .description('prove a run from nothing but its folder, or the ledger over all runs')
    .addOption(folder('--ledger <OUT>', 'folder of runs and ledger: prove what binds all released runs'))
    .addOption(
      folder('--out <DIR>', 'folder of runs and ledger, for a run that is given by its id').default('out'),
    )
    .addOption(json())
    .addHelpText(
      'after',
      '\nExamples:\n  sarf verify out/2026-09/3f2a9c0d1b7e\n  sarf verify 3f2a9c0d1b7e --out out\n  sarf verify --ledger out',
    )
    .action((runDir: string | undefined, options: Omit<VerifyOptions, 'runDir'>) =>
      perform(async () => (await import('./command.js')).verify, {
        ...options,
        ...(runDir === undefined ? {} : { runDir }),
      }),
    );
};
