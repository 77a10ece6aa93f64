import { type AddCommand, argument, json, language, out, quiet, reason } from '../common-flags.js';
import type { ReleaseOptions } from './command.js';

export const addRelease: AddCommand = (program, perform) => {
  program
    .command('release')
    .addArgument(argument('<RUN_ID>', 'the id of a run'))
    .description("make a run the month's effective one")
    .addOption(out())
    .addOption(
      reason('why a run on hold may be released; kept in the ledger', 'say why the run may be released'),
    )
    .addOption(language('language of what is printed (default: en)'))
    .addOption(quiet())
    .addOption(json())
    .addHelpText('after', '\nExample:\n  sarf release 3f2a9c0d1b7e --reason "new province, note 14/2026"')
    .action((runId: string, options: Omit<ReleaseOptions, 'runId'>) =>
      perform(async () => (await import('./command.js')).release, { ...options, runId }),
    );
};
