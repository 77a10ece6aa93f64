import { InvalidArgumentError, Option } from 'commander';
import { isDay } from '../../domain/period.js';
import { type AddCommand, files, json, out } from '../common-flags.js';
import type { SentOptions } from './command.js';

export const addSent: AddCommand = (program, perform) => {
  program
    .command('sent')
    .description('record that order files were sent to their institutions, for the first time or again')
    .addArgument(files())
    .addOption(
      new Option('--on <DATE>', 'the day on which they were sent, YYYY-MM-DD')
        .argParser((text) => {
          if (isDay(text)) return text;
          throw new InvalidArgumentError(`${text} is no date YYYY-MM-DD.`);
        })
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--reference <TEXT>', "the institution's receipt, or the sending's number").default(''),
    )
    .addOption(out())
    .addOption(json())
    .addHelpText('after', HELP)
    .action((named: string[], options: Omit<SentOptions, 'named'>) =>
      perform(async () => (await import('./command.js')).sent, { ...options, named }),
    );
};

const HELP = `
Give order files by their names, paths or message ids. What banks say is enough to pay nobody twice; a sending that is
recorded tells which files wait for an answer, and ends the rejection of an earlier sending.

Example:
  sarf sent 2026-09-POSTE-0001 2026-09-POSTE-0002 --on 2026-09-29 --reference "portal receipt 88123"`;
