import { type AddCommand, files, json, out } from '../common-flags.js';
import type { StatementOptions } from './command.js';

export const addStatement: AddCommand = (program, perform) => {
  program
    .command('statement')
    .addArgument(files())
    .description("match statements of the programme's account with what was sent")
    .addOption(out())
    .addOption(json())
    .addHelpText('after', HELP)
    .action((files: string[], options: Omit<StatementOptions, 'files'>) =>
      perform(async () => (await import('./command.js')).statement, { ...options, files }),
    );
};

const HELP = `
Reads camt.053 (.02 to .13), plain, gzip or zip. Lists what stays unmatched on either side, with its age on the statement's day.

Example:
  sarf statement camt053-20261030.xml --out /srv/sarf`;
