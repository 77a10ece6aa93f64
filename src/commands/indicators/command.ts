import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import type { Command } from '../context.js';
import { indicatorSeries } from './indicator-series.js';
import { indicatorsJson } from './json.js';
import { indicatorTable } from './text.js';

export type IndicatorsOptions = {
  readonly from?: string;
  readonly to?: string;
  readonly out: string;
  readonly json?: boolean;
};

/** The most months that the table shows side by side. */
const TABLE_MONTHS = 12;

/** Shows the performance indicators of released months. */
export const indicators: Command<IndicatorsOptions> = async (options, context) => {
  const json = options.json === true;
  const months = await indicatorSeries({
    out: resolve(options.out),
    from: options.from ?? null,
    to: options.to ?? null,
    most: json ? null : TABLE_MONTHS,
  });
  context.stderr.lines(
    months.flatMap(({ period, run, rows }) =>
      run !== null && rows === null
        ? [`note: ${period}: run ${run.runId} was computed before there were indicators`]
        : [],
    ),
  );
  if (json) context.stdout.json(indicatorsJson(months));
  else if (months.length === 0) context.stdout.lines(['no released run yet']);
  else context.stdout.lines(indicatorTable(months, context.stdout.width, context.style));
  return EXIT.done;
};
