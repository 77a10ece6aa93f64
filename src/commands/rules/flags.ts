import { type AddCommand, file, json, language, month } from '../common-flags.js';
import type { RulesOptions } from './command.js';

export const addRules: AddCommand = (program, perform) => {
  program
    .command('rules')
    .description('print every parameter in force with its source, and every assumption')
    .addOption(
      month('--period <YYYY-MM>', 'the month in which they are in force; without it the current one'),
    )
    .addOption(file('--rules <FILE>', "rules (YAML) in place of the programme's built-in ones"))
    .addOption(file('--out <FILE>', 'write the built-in rules to a new file, to start from'))
    .addOption(language('language of labels and sources').default('en'))
    .addOption(json())
    .addHelpText('after', HELP)
    .action((options: RulesOptions) => perform(async () => (await import('./command.js')).rules, options));
};

const HELP = `
Examples:
  sarf rules --period 2026-10
  sarf rules --period 2026-10 --rules out/2026-10/3f2a9c0d1b7e/rules.yaml (those of a run)
  sarf rules --out decree.yaml
`;
