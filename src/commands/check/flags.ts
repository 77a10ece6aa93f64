import { type AddCommand, argument, file, json, language, month, out } from '../common-flags.js';
import type { CheckOptions } from './command.js';

export const addCheck: AddCommand = (program, perform) => {
  program
    .command('check')
    .description('read and judge an extract as a run would; touches no ledger')
    .addArgument(argument('<DIR>', "the folder of the month's extract"))
    .addOption(month('--period <YYYY-MM>', 'the payment month; without it the one after the last released'))
    .addOption(
      file('--config <FILE>', 'configuration (YAML); without it a demonstration configuration is used'),
    )
    .addOption(file('--rules <FILE>', "rules (YAML) in place of the programme's built-in ones"))
    .addOption(out())
    .addOption(language('language of what is printed (default: en)'))
    .addOption(json())
    .addHelpText('after', HELP)
    .action((registry: string, options: Omit<CheckOptions, 'registry'>) =>
      perform(async () => (await import('./command.js')).check, { ...options, registry }),
    );
};

const HELP = `
The extract goes through everything that a run does, all controls among it, and no run is made: what is found is left in
check/YYYY-MM/ below the folder of runs (quarantine.csv, controls.csv, figures.csv beside last month's, and the other
audit files), in place of an earlier check. Other commands may be at work meanwhile. Exit code 3: a run would be on hold.

Examples:
  sarf check extracts/2026-10 --config sarf.yaml
  sarf check extracts/2026-10 --config sarf.yaml --period 2026-10 --out out --json`;
