import { type AddCommand, file, json, month, out } from '../common-flags.js';
import type { RecomputeOptions } from './command.js';

export const addRecompute: AddCommand = (program, perform) => {
  program
    .command('recompute')
    .description('hold a released month against what is known of it now; changes nothing')
    .addOption(month('--period <YYYY-MM>', 'the released month').makeOptionMandatory())
    .addOption(file('--rules <FILE>', "rules (YAML) in place of the programme's built-in ones"))
    .addOption(out())
    .addOption(file('--file <FILE>', 'write the list to this new file, outside the folder of runs'))
    .addOption(json())
    .addHelpText('after', HELP)
    .action((options: RecomputeOptions) =>
      perform(async () => (await import('./command.js')).recomputeMonth, options),
    );
};

const HELP = `
What households were paid for the month, and what is due by what came to light since and by these
rules: the lines that a run writes of all released months to audit/retroactive.csv. What is known is what the last
released run knew. People decide by adjustments: audit/adjustments-proposed.csv of a run has them.

Examples:
  sarf recompute --period 2026-09
  sarf recompute --period 2026-09 --rules decree.yaml --file september.csv`;
