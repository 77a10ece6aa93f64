import { INDICATORS } from '../../indicators/definitions.js';
import type { Indicator } from '../../indicators/vocabulary.js';
import type { IndicatorMonth } from './indicator-series.js';

/** Definitions and months, for programs. Values are text, exactly as sealed; null when there is none. */
export function indicatorsJson(months: readonly IndicatorMonth[]) {
  return { definitions: DEFINITIONS, months: months.map(monthJson) };
}

/** The definitions without the fields that only the program needs. */
const DEFINITIONS: readonly Omit<Indicator, 'computation' | 'shown'>[] = INDICATORS.map(
  ({ code, name, unit, scopes, definition, formula }) => ({
    code,
    name,
    unit,
    scopes,
    definition,
    formula,
  }),
);

function monthJson({ period, run, rows }: IndicatorMonth) {
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
