import { type AddCommand, json, out } from '../common-flags.js';
import type { LogOptions } from './command.js';

export const addLog: AddCommand = (program, perform) => {
  program
    .command('log')
    .description('list what was done in the ledger, when and by whom')
    .addOption(out())
    .addOption(json())
    .addHelpText('after', '\nExample:\n  sarf log --out /srv/sarf')
    .action((options: LogOptions) => perform(async () => (await import('./command.js')).log, options));
};
