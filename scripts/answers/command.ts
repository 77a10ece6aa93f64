import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Command, InvalidArgumentError, Option } from 'commander';
import { FORMATS, type Format, messages } from './messages.js';
import { orderFiles, type Rates } from './orders.js';

/** Plays the paying institutions: writes what they answer to a run's order files. */
type Options = {
  run: string;
  format: Format;
  rejected: Rates['rejected'];
  returned: Rates['returned'];
  seed: number;
  out: string;
  gz?: true;
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

const EXAMPLES = `
Examples:
  answers --run out/2026-09/3f2a9c0d1b7e --format pain.002.001.10 --out out/answers --gz
  answers --run out/2026-09/3f2a9c0d1b7e --format csv --rejected AC04=0.005 --returned MD07=0.001 --out out/answers

npm run answers -- … and npm run generate -- --answers … are the same.

The same options give the same bytes, always.`;

async function write(options: Options): Promise<void> {
  const rates = { seed: options.seed, rejected: options.rejected, returned: options.returned };
  mkdirSync(options.out, { recursive: true });
  for (const { name, pieces } of messages(options.format, await orderFiles(options.run), rates)) {
    const path = join(options.out, options.gz ? `${name}.gz` : name);
    await pipeline(
      Readable.from(inBlocks(pieces)),
      options.gz ? createGzip({ level: 1 }) : new PassThrough(),
      createWriteStream(path),
    );
    process.stdout.write(`${path}\n`);
  }
}

/** Pieces gathered, so that the stream is not asked for each. */
async function* inBlocks(pieces: AsyncGenerator<string>): AsyncGenerator<Buffer> {
  let gathered = '';
  for await (const piece of pieces) {
    gathered += piece;
    if (gathered.length < 1 << 18) continue;
    yield Buffer.from(gathered);
    gathered = '';
  }
  yield Buffer.from(gathered);
}

/** The command that plays the paying institutions. */
export function answersCommand(): Command {
  return new Command('answers')
    .description("Writes what paying institutions might answer to a run's order files.")
    .requiredOption('--run <dir>', "the run's folder")
    .addOption(new Option('--format <name>', 'what to write').choices(FORMATS).makeOptionMandatory())
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
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .action(write);
}
