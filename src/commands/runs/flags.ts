import { type AddCommand, json, language, out } from '../common-flags.js';
import type { RunsOptions } from './command.js';

export const addRuns: AddCommand = (program, perform) => {
  program
    .command('runs')
    .description('list months, runs, states and totals')
    .addOption(out())
    .addOption(language('language of what is printed (default: en)'))
    .addOption(json())
    .addHelpText('after', '\nExample:\n  sarf runs --out /srv/sarf --json')
    .action((options: RunsOptions) => perform(async () => (await import('./command.js')).runs, options));
};
