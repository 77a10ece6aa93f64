import { Command, InvalidArgumentError, Option } from 'commander';
import { ENCODINGS, ENVELOPES, type Encoding, type Envelope } from './envelopes.js';
import { FORMATS, type Format } from './messages.js';
import type { Rates } from './orders.js';
import { writeAnswers } from './write.js';

/** Plays the paying institutions: writes what they answer to a run's order files. */
type Options = {
  run: string;
  format: Format;
  rejected: Rates['rejected'];
  returned: Rates['returned'];
  seed: number;
  out: string;
  envelope: Envelope;
  encoding: Encoding;
  gz?: true;
  zip?: true;
};

function shares(text: string, before: Rates['rejected']): Rates['rejected'] {
  const [, reason, share] = /^([A-Z0-9]{4})=([0-9]*\.?[0-9]+)$/.exec(text) ?? [];
  if (reason === undefined || Number(share) > 1)
    throw new InvalidArgumentError('Give a reason and a share, e.g. AC04=0.01.');
  return [...before, [reason, Number(share)]];
}

function seed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

function format(text: string): Format {
  const found = FORMATS.find((one) => one === text);
  if (found === undefined)
    throw new InvalidArgumentError('Give one such as pain.002.001.10, camt.054, camt.053.001.02 or csv.');
  return found;
}

const EXAMPLES = `
Examples:
  answers --run out/2026-09/3f2a9c0d1b7e --format pain.002.001.10 --out out/answers --gz
  answers --run out/2026-09/3f2a9c0d1b7e --format camt.053.001.02 --envelope soap --encoding UTF-16 --zip --out out/answers
  answers --run out/2026-09/3f2a9c0d1b7e --format csv --rejected AC04=0.005 --returned MD07=0.001 --out out/answers

npm run answers -- … and npm run generate -- --answers … are the same.

The same options give the same bytes, always.`;

async function write({ rejected, returned, seed, gz, zip, ...options }: Options): Promise<void> {
  const packed = gz ? 'gz' : zip ? 'zip' : null;
  const paths = await writeAnswers({ ...options, packed, rates: { seed, rejected, returned } });
  for (const path of paths) process.stdout.write(`${path}\n`);
}

/** The command that plays the paying institutions. */
export function answersCommand(): Command {
  return new Command('answers')
    .description("Writes what paying institutions might answer to a run's order files.")
    .requiredOption('--run <dir>', "the run's folder")
    .addOption(
      new Option(
        '--format <name>',
        'pain.002.001.03 to .14, camt.054.001.02 to .13, camt.053.001.02 to .13, csv',
      )
        .argParser(format)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--envelope <name>', 'what stands around it').choices(ENVELOPES).default('none'))
    .addOption(new Option('--encoding <name>', 'of its characters').choices(ENCODINGS).default('UTF-8'))
    .option(
      '--rejected <reason=share>',
      'share of the orders rejected for a reason; may be repeated',
      shares,
      [],
    )
    .option('--returned <reason=share>', 'share of the orders paid and returned for one', shares, [])
    .option('--seed <s>', 'number all else follows from', seed, 1)
    .requiredOption('--out <dir>', 'folder the answers go to')
    .option('--gz', 'packed')
    .option('--zip', 'packed as a zip archive each; held in memory')
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .action(write);
}
