import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import { INDICATORS } from '../../indicators/definitions.js';
import type { Indicator } from '../../indicators/vocabulary.js';
import { type Command, printJson } from '../context.js';
import { type IndicatorMonth, indicatorSeries } from './indicator-series.js';
import { indicatorTable } from './text.js';

export type IndicatorsOptions = {
  readonly from?: string;
  readonly to?: string;
  readonly out: string;
  readonly json?: boolean;
};

/** Months side by side in a table, at most. */
const TABLE_MONTHS = 12;

export const indicators: Command<IndicatorsOptions> = async (options, context) => {
  const json = options.json === true;
  const months = await indicatorSeries({
    out: resolve(options.out),
    from: options.from ?? null,
    to: options.to ?? null,
    most: json ? null : TABLE_MONTHS,
  });
  for (const { period, run, rows } of months) {
    if (run !== null && rows === null)
      context.stderr.lines([`note: ${period}: run ${run.runId} was computed before there were indicators`]);
  }
  if (json) {
    printJson(context, { definitions: DEFINITIONS, months: months.map(toJson) });
  } else if (months.length === 0) {
    context.stdout.lines(['no released run yet']);
  } else {
    context.stdout.lines(indicatorTable(months, context.stdout.width, context.style));
  }
  return EXIT.done;
};

/** Values stay text, exact as they are sealed; null is one that is not there. */
function toJson({ period, run, rows }: IndicatorMonth) {
  const known = (text: string) => (text === '' ? null : text);
  return {
    period,
    run_id: run?.runId ?? null,
    seal: run?.seal ?? null,
    indicators:
      rows?.map((row) => ({
        ...row,
        key: known(row.key),
        value: known(row.value),
        numerator: known(row.numerator),
        denominator: known(row.denominator),
      })) ?? null,
  };
}

/** The definitions as programs are told them; how a value is reckoned stays inside. */
const DEFINITIONS: readonly Omit<Indicator, 'reckoning' | 'shown'>[] = INDICATORS.map(
  ({ code, name, unit, scopes, definition, formula }) => ({
    code,
    name,
    unit,
    scopes,
    definition,
    formula,
  }),
);
