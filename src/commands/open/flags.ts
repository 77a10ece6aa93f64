import { type AddCommand, file, folder, json, month, out } from '../common-flags.js';
import type { OpenOptions } from './command.js';

export const addOpen: AddCommand = (program, perform) => {
  program
    .command('open')
    .description('take over a programme that another system has paid until now')
    .addOption(folder('--from <DIR>', 'folder of the opening balances').makeOptionMandatory())
    .addOption(month('--period <YYYY-MM>', 'the last month that the other system paid').makeOptionMandatory())
    .addOption(file('--config <FILE>', 'configuration (YAML)').makeOptionMandatory())
    .addOption(file('--rules <FILE>', "rules (YAML) in place of the programme's built-in ones"))
    .addOption(out())
    .addOption(json())
    .addHelpText('after', HELP)
    .action((options: OpenOptions) => perform(async () => (await import('./command.js')).open, options));
};

const HELP = `
The folder holds register.csv (household_id, province_code, net), and grants.csv, capital.csv, debts.csv and balances.csv
where there is anything to say. Any value that cannot be used refuses the whole opening, and all of them are listed. It is
done once, before the first month: that month is then reconciled with the register, household by household, grants are not
given again, and debts are paid or recovered. sarf help going-live says more.

Example:
  sarf open --from opening --period 2026-06 --config sarf.yaml`;
