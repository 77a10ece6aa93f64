import { type AddCommand, file, json, month, out } from '../common-flags.js';
import type { SimulateOptions } from './command.js';

export const addSimulate: AddCommand = (program, perform) => {
  program
    .command('simulate')
    .description('price a reform: what other rules would have done to a released month')
    .addOption(month('--period <YYYY-MM>', 'the released month').makeOptionMandatory())
    .addOption(file('--rules <FILE>', 'the other rules: a complete rules file (YAML)').makeOptionMandatory())
    .addOption(
      month('--as-of <YYYY-MM>', 'take the other rules as they stand in this month; without it, in --period'),
    )
    .addOption(
      file('--base-rules <FILE>', 'the rules the run was computed with, when they are not the built-in ones'),
    )
    .addOption(out())
    .addOption(file('--csv <FILE>', 'write every breakdown to this new file, outside the folder of runs'))
    .addOption(json())
    .addHelpText('after', HELP)
    .action((options: SimulateOptions) =>
      perform(async () => (await import('./command.js')).simulateReform, options),
    );
};

const HELP = `
NEW.yaml is a complete rules file: start from a copy of src/rules/asd.yaml, and add the new value with the month
from which it counts. Nothing is written to the ledger or the run. When only amounts change, the answer comes from
the month's compositions; when a rule that decides who is paid changes (score threshold, ages, children paid),
every family is decided on again. The answer says which it was, and what was not computed again.

Examples:
  sarf simulate --period 2026-10 --rules NEW.yaml
  sarf simulate --period 2026-10 --rules NEW.yaml --as-of 2027-01 --csv reform.csv
  sarf simulate --period 2026-10 --rules NEW.yaml --json > reform.json`;
