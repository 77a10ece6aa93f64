import { Option } from 'commander';
import { type AddCommand, file, files, json, out, quiet, reason } from '../common-flags.js';
import type { StatementOptions } from './command.js';

export const addStatement: AddCommand = (program, perform) => {
  program
    .command('statement')
    .addArgument(files())
    .description("match statements of the programme's account with what was sent")
    .addOption(
      new Option(
        '--replace',
        'let statements take the place of those read before with other entries; with --reason',
      ),
    )
    .addOption(
      reason('why they are replaced; kept in the ledger', 'say why they are replaced, the ledger keeps it'),
    )
    .addOption(
      file('--config <FILE>', 'configuration that says what the columns of a CSV mean (statement_csv)'),
    )
    .addOption(out())
    .addOption(quiet())
    .addOption(json())
    .addHelpText('after', HELP)
    .action((files: string[], options: Omit<StatementOptions, 'files'>) =>
      perform(async () => (await import('./command.js')).statement, { ...options, files }),
    );
};

const HELP = `
Reads camt.053 (.02 to .13), and CSV, plain, gzip or zip. What the columns of a CSV mean, statement_csv of the
configuration says: of --config, else of the latest released run that has one. Lists what stays unmatched on either
side, with its age on the statement's day.

A statement that the bank sends corrected, with other entries under the same id, number and period, is refused, unless
--replace lets it take the place of the first.

Examples:
  sarf statement camt053-20261030.xml --out /srv/sarf
  sarf statement releve-2026-10.csv --config sarf.yaml --out /srv/sarf
  sarf statement corrected.xml --replace --reason "the bank's letter of 3 November 2026" --out /srv/sarf`;
