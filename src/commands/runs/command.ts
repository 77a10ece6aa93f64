import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import type { LanguageCode } from '../../domain/language.js';
import type { Command } from '../context.js';
import { screenIn } from '../screen.js';
import { ledgerRunJson } from './json.js';
import { listRuns } from './list.js';
import { runsText } from './text.js';

export type RunsOptions = { readonly out: string; readonly lang?: LanguageCode; readonly json?: boolean };

/** Lists months and runs with their states and totals. */
export const runs: Command<RunsOptions> = async (options, context) => {
  const { runs: all, unknown } = await listRuns(resolve(options.out));
  if (options.json === true)
    context.stdout.json({ runs: all.map(ledgerRunJson), ...(unknown.length === 0 ? {} : { unknown }) });
  else context.stdout.lines(runsText(all, unknown, screenIn(options.lang)));
  return EXIT.done;
};
