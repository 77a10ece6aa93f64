import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import {
  type AddCommand,
  file,
  folder,
  json,
  language,
  month,
  months,
  out,
  quiet,
  reason,
} from '../common-flags.js';
import type { RunOptions } from './command.js';

export const addRun: AddCommand = (program, perform) => {
  program
    .command('run')
    .description('compute the whole month and publish it')
    .addOption(month('--period <YYYY-MM>', 'the payment month').makeOptionMandatory())
    .addOption(folder('--registry <DIR>', "folder of the month's registry extract").makeOptionMandatory())
    .addOption(out())
    .addOption(
      file('--config <FILE>', 'configuration (YAML); without it a demonstration configuration is used'),
    )
    .addOption(file('--rules <FILE>', "rules (YAML) in place of the programme's built-in ones"))
    .option('--allow-gap', 'reconcile with the last released run although the month before has none')
    .addOption(
      new Option(
        '--gap <DECISION>',
        'with --allow-gap: the months between are owed to all who would have been paid, or void',
      ).choices(['owed', 'void']),
    )
    .addOption(
      months(
        '--without-history <YYYY-MM>',
        'go on without an earlier month whose sealed folder is damaged; may be repeated',
      ),
    )
    .addOption(
      reason(
        'why the months between are void, or owed, or an earlier month is left out',
        'say why it is decided so',
      ),
    )
    .option('--supplementary', 'in a released month, pay only those whom its runs have not paid')
    .addOption(
      file(
        '--parallel <FILE>',
        "another system's register of the month, to be compared with; changes no payment",
      ),
    )
    .option('--dry-run', 'compute and show the month; keep no folder of it and nothing in the ledger')
    .addOption(language('language of what is printed (default: en)'))
    .addOption(quiet())
    .addOption(json())
    .addHelpText('after', help)
    .action((options: RunOptions) => perform(async () => (await import('./command.js')).run, options));
};

/** The help ends with a complete configuration: the built-in file, which the README shows too. */
function help(): string {
  const configuration = readFileSync(new URL('../../config/demonstration.yaml', import.meta.url), 'utf8');
  return `
Examples:
  sarf run --period 2026-09 --registry extracts/2026-09 --config sarf.yaml
  sarf run --period 2026-10 --registry extracts/2026-10 --config sarf.yaml --json > run.json
  sarf run --allow-gap --gap owed --period 2026-12 --registry extracts/2026-12 --config sarf.yaml
  sarf run --without-history 2026-08 --reason "disk lost" --period 2026-10 --registry extracts/2026-10 --config sarf.yaml
  sarf run --supplementary --period 2026-09 --registry extracts/2026-09-corrected --config sarf.yaml

A supplementary run reads the whole corrected extract and pays, in a month whose regular run is released, those whom
no run of the month has paid, with orders of its own (…-S1, …-S2), until the next month is released.

Months without a run, between the last released month and this one, are decided on with --allow-gap: --gap owed owes them
to all who would have been paid (each is computed by its own rules, and paid with this run to whom it pays), and
--gap void --reason "…" owes them to nobody. Both are logged.

A sealed folder of an earlier month that is missing or altered refuses the run. --without-history YYYY-MM --reason "…" lets it
go on without what that month says of whom it paid, which is logged, and which the control without_history says of each run
after while the month is one of the twelve looked back on. The month before, which a run is reconciled with, cannot be left out.

A complete configuration (every key is optional but providers; unknown keys are refused):

${configuration.replace(/^/gm, '  ').trimEnd()}
`;
}
