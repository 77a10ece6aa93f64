#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { answersCommand } from './answers/command.js';
import { perform } from './answers/perform.js';
import { monthSerial } from './generate/calendar.js';
import { calibrationTable, grantsTable, monthLine } from './generate/calibration.js';
import { generate } from './generate/registry.js';

interface Options {
  families: number;
  from: number;
  months: number;
  seed: number;
  out: string;
  defects: number;
  residents?: true;
  partners?: true;
  quiet?: true;
}

/** Reader of a whole number between two bounds. */
function whole(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[0-9]{1,10}$/.test(text) || value < low || value > high) {
      throw new InvalidArgumentError(`Give a whole number from ${low} to ${high}.`);
    }
    return value;
  };
}

function month(text: string): number {
  const serial = monthSerial(text);
  if (serial === undefined || serial < 2023 * 12 + 11 || serial > 2090 * 12) {
    throw new InvalidArgumentError('Give a month YYYY-MM, from 2023-12, the first of the programme.');
  }
  return serial;
}

function rate(text: string): number {
  const value = Number(text);
  if (!/^[0-9]*\.?[0-9]+$/.test(text) || value > 0.1) {
    throw new InvalidArgumentError('Give a share of the rows from 0 to 0.1, e.g. 0.004.');
  }
  return value;
}

const EXAMPLES = `
Examples:
  generate --families 20000 --from 2026-09 --months 2 --seed 1 --out out/small
  generate --families 3900000 --from 2026-09 --months 2 --seed 1 --out out/full
  generate --families 20000 --from 2026-09 --months 1 --seed 1 --out out/bad --defects 0.004
  generate --families 20000 --from 2026-08 --months 3 --seed 1 --out out/all --residents --partners

Every month's extract goes to OUT/YYYY-MM; the list of its defects to OUT/defects-YYYY-MM.csv.
What institutions answer to a run's orders is generated too: generate --answers --help
  generate --answers --run out/2026-09/3f2a9c0d1b7e --format pain.002.001.10 --rejected AC04=0.005 --out out/answers

The same options give the same bytes, always.`;

function main(options: Options): void {
  const progress = process.stderr.isTTY && !options.quiet;
  const { months, tallies } = generate({
    ...options,
    ...(progress && {
      onProgress: (done: number) =>
        process.stderr.write(`\r${Math.floor((done * 100) / options.families)} %`),
    }),
  });
  if (progress) process.stderr.write('\r     \r');
  if (options.quiet) return;
  months.forEach((month, i) => {
    const tally = tallies[i];
    if (tally) process.stdout.write(`${monthLine(month.label, tally, tallies[i - 1])}\n`);
  });
  const [last, tally] = [months.at(-1), tallies.at(-1)];
  if (!last || !tally) return;
  process.stdout.write(`\n${calibrationTable(last.label, tally, options.families)}\n`);
  const labels = months.map((month) => month.label);
  process.stdout.write(`\n${grantsTable(labels, tallies, options.families)}\n`);
}

const command = new Command('generate')
  .description('Writes invented registry extracts of any size: the same families month after month.')
  .requiredOption('--families <n>', 'households in the first month', whole(1, 100_000_000))
  .requiredOption('--from <YYYY-MM>', 'first month', month)
  .option('--months <m>', 'consecutive months', whole(1, 60), 1)
  .option('--seed <s>', 'number all else follows from', whole(0, 4_294_967_295), 1)
  .requiredOption('--out <dir>', 'folder the extracts go to')
  .option('--defects <rate>', 'share of the rows that get a defect', rate, 0)
  .option('--residents', 'write residents.csv too: persons in care institutions')
  .option('--partners', 'write schooling.csv and social_security.csv too: what partner ministries say')
  .option('--quiet', 'print nothing')
  .option('--answers', "in place of extracts: what paying institutions answer to a run's orders")
  .addHelpText('after', EXAMPLES)
  .exitOverride()
  .action(main);

const args = process.argv.slice(2);
if (args.includes('--answers'))
  await perform(
    answersCommand(),
    args.filter((one) => one !== '--answers'),
  );
else await perform(command, args);
