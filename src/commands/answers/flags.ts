import { type AddCommand, files, json, out, quiet } from '../common-flags.js';
import type { AnswersOptions } from './command.js';

export const addAnswers: AddCommand = (program, perform) => {
  program
    .command('answers')
    .addArgument(files())
    .description('record what paying institutions answered: paid, rejected, returned')
    .option('--from <INSTITUTION>', 'the institution whose answers the files are; a CSV needs it')
    .addOption(out())
    .addOption(quiet())
    .addOption(json())
    .addHelpText('after', HELP)
    .action((files: string[], options: Omit<AnswersOptions, 'files'>) =>
      perform(async () => (await import('./command.js')).answers, { ...options, files }),
    );
};

const HELP = `
Reads pain.002 (.03 to .14), camt.054 and camt.052 (.02 to .13), and CSV
(order_id,status,reason_code,date,amount), plain, gzip or zip.
Their codes: sarf help statuses, sarf help reasons.
The same answers read again change nothing. What cannot be used is listed in OUT/answers/…/exceptions.csv. A file that
is refused is named, and the others are read. A message speaks of the orders of one institution: the one it names as its
own (bic and ids of the configuration), or whose order file a pain.002 names, or --from. What it says of others is
listed. A notification of the programme's account speaks of all orders. Files are kept in OUT/answers/…/received.

Examples:
  sarf answers pain002-POSTE-20261030.xml.gz
  sarf answers --from POSTE poste/*.csv --out /srv/sarf --json`;
