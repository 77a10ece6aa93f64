import { type AddCommand, argument, json, out } from '../common-flags.js';
import type { GrantsOptions } from './command.js';

export const addGrants: AddCommand = (program, perform) => {
  program
    .command('grants')
    .addArgument(argument('<RUN_ID>', 'the id of a run'))
    .description('list the birth and school-return grants of a released run')
    .addOption(out())
    .addOption(json())
    .addHelpText('after', HELP)
    .action((runId: string, options: Omit<GrantsOptions, 'runId'>) =>
      perform(async () => (await import('./command.js')).grants, { ...options, runId }),
    );
};

const HELP = `
Prints CSV, a line a child, and the sums on standard error.

Example:
  sarf grants 3f2a9c0d1b7e > grants.csv`;
