import { LANGUAGE_NAMES } from '../../domain/language.js';
import { type AddCommand, argument, file, json, language, month, out } from '../common-flags.js';
import type { ExplainOptions } from './command.js';

export const addExplain: AddCommand = (program, perform) => {
  program
    .command('explain')
    .addArgument(argument('<ID>', 'the number of a household, or the id of a person'))
    .description('say why a household, or a resident, received what it received, and what changed')
    .addOption(
      month('--period <YYYY-MM>', 'the payment month; without it the last released one').conflicts('run'),
    )
    .option('--run <RUN_ID>', 'a run, released or not, in place of a month')
    .addOption(out())
    .addOption(
      file('--rules <FILE>', 'the rules (YAML) the run was made with, when they are not the built-in ones'),
    )
    .addOption(language(`one language; without it ${IN_ORDER}`))
    .addOption(json())
    .addHelpText('after', HELP)
    .action((id: string, options: Omit<ExplainOptions, 'id'>) =>
      perform(async () => (await import('./command.js')).explain, { ...options, id }),
    );
};

/** "French, then English". */
const IN_ORDER = Object.values(LANGUAGE_NAMES).join(', then ');

const HELP = `
Examples:
  sarf explain H00001234
  sarf explain H00001234 --period 2026-09 --lang en
  sarf explain H00001234 --run 3f2a9c0d1b7e (what a run on hold decides, before it is released)
  sarf explain H00001234 --json
  sarf explain R-P000012345 (a resident of a care institution, by person_id; R- as in its order, may be left out)

Answers from the run's sealed folder: the decision and the line of the table that made it, each child's
amount with its parameter, date and legal reference, grants, and, against the month before, one sentence for each
effect; they add up to the change, and to the household's row in audit/reconciliation.csv. Reads only.
`;
