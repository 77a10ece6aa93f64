import { type AddCommand, file, json, monthArgument, out, quiet } from '../common-flags.js';
import type { SettleOptions } from './command.js';

export const addSettle: AddCommand = (program, perform) => {
  program
    .command('settle')
    .addArgument(monthArgument('PERIOD'))
    .description('reconcile a month three ways: entitled, ordered, paid')
    .addOption(out())
    .addOption(file('--csv <FILE>', 'write every order that is not simply paid to this file'))
    .addOption(quiet())
    .addOption(json())
    .addHelpText('after', '\nExample:\n  sarf settle 2026-10 --csv differences-2026-10.csv')
    .action((period: string, options: Omit<SettleOptions, 'period'>) =>
      perform(async () => (await import('./command.js')).settle, { ...options, period }),
    );
};
