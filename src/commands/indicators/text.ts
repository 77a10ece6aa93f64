import {
  type Amount,
  amount,
  countToPeople,
  decimal,
  quotientToText,
  toPeople,
  ZERO,
} from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import { INDICATORS } from '../../indicators/definitions.js';
import type { Indicator, Scope } from '../../indicators/vocabulary.js';
import type { Style } from '../../terminal/style.js';
import { left, right, textTable, widthOf } from '../../terminal/table.js';
import type { IndicatorMonth } from './indicator-series.js';
import { sparkline } from './sparkline.js';

/** One row of the table: an indicator or one of its parts, month by month; null where there is no value. */
type Row = {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly (Amount | null)[];
  readonly cells: readonly string[];
};

const NO_RUN = '·';
const UNKNOWN = '–';
const MILLION = decimal('1000000');
/** Amounts of at least this many dirhams are shown in millions. */
const LARGE = decimal('10000000');

const PARTS: Readonly<Record<string, string>> = { CHILD: 'child track', FLAT: 'flat rate' };

/**
 * The months side by side, one line for each indicator, with a sparkline. Months that do not fit on a terminal of
 * `width` columns follow in another block below. Null: any width.
 */
export function indicatorTable(
  months: readonly IndicatorMonth[],
  width: number | null,
  style: Style,
): Line[] {
  const lines = INDICATORS.flatMap((indicator) => linesOf(indicator, months));
  const widest = (texts: readonly string[], least: number) => Math.max(least, ...texts.map(widthOf));
  const names = widest(
    lines.map((one) => one.name),
    'indicator'.length,
  );
  const units = widest(
    lines.map((one) => one.unit),
    'unit'.length,
  );
  const cells = widest(
    lines.flatMap((one) => one.cells),
    'YYYY-MM'.length,
  );
  const trend = Math.max('trend'.length, months.length);
  const before = names + 1 + units + 1 + trend;
  const block = width === null ? months.length : Math.max(1, Math.floor((width - before) / (cells + 1)));
  const blocks: Line[] = [];
  for (let from = 0; from < months.length; from += block) {
    const shown = months.slice(from, from + block);
    blocks.push(
      ...textTable(
        [left(names), left(units), left(trend), ...shown.map(() => right(cells))],
        [
          {
            cells: ['indicator', 'unit', 'trend', ...shown.map((month) => month.period)],
            paint: style.bold,
          },
          ...lines.map((one) => [
            one.name,
            one.unit,
            sparkline(one.values),
            ...one.cells.slice(from, from + block),
          ]),
        ],
      ),
      '',
    );
  }
  return [
    ...blocks,
    style.dim(
      `${NO_RUN} no released run, or one without indicators   ${UNKNOWN} not known, or nothing to compare with`,
    ),
    style.dim(
      'By milieu, region, office, cause and level: audit/indicators.csv of each run, or --json. Definitions: --help.',
    ),
  ];
}

function linesOf(indicator: Indicator, months: readonly IndicatorMonth[]): Row[] {
  const parts = (indicator.shown ?? []).flatMap((scope) =>
    keysOf(indicator.code, scope, months).map((key) => ({ scope, key, name: `  ${PARTS[key] ?? key}` })),
  );
  return [{ scope: 'TOTAL', key: '', name: indicator.name }, ...parts].map(({ scope, key, name }) => {
    const texts = months.map(({ rows }) => {
      if (rows === null) return null;
      const own = rows.find(
        (row) => row.indicator === indicator.code && row.scope === scope && row.key === key,
      );
      // A part that a month does not list is 0 in that month.
      return own?.value ?? (scope === 'TOTAL' ? '' : '0');
    });
    const values = texts.map((text) => (text === null || text === '' ? null : decimal(text)));
    const { unit, format } = formatOf(indicator.unit, values);
    return {
      name,
      unit,
      values,
      cells: values.map((value, i) =>
        value === null ? (texts[i] === null ? NO_RUN : UNKNOWN) : format(value),
      ),
    };
  });
}

function keysOf(code: string, scope: Scope, months: readonly IndicatorMonth[]): string[] {
  const rows = months.flatMap((month) => month.rows ?? []);
  return [
    ...new Set(rows.filter((row) => row.indicator === code && row.scope === scope).map((row) => row.key)),
  ].sort();
}

/** How the values of a row are shown: rounded. The files keep the exact values. */
function formatOf(
  unit: string,
  values: readonly (Amount | null)[],
): { readonly unit: string; readonly format: (value: Amount) => string } {
  const rounded = (value: Amount, by: Amount = decimal('1')) =>
    toPeople(amount(quotientToText(value, by, 2) ?? ''));
  switch (unit) {
    case 'share':
      return { unit: '%', format: (value) => rounded(value.times(100)) };
    case 'percentage points':
      return {
        unit: 'points',
        format: (value) => `${value.greaterThan(ZERO) ? '+' : ''}${rounded(value)}`,
      };
    case 'DH':
      return values.some((value) => value?.greaterThanOrEqualTo(LARGE))
        ? { unit: 'million DH', format: (value) => rounded(value, MILLION) }
        : { unit, format: (value) => rounded(value) };
    default:
      return { unit, format: (value) => countToPeople(BigInt(value.toString())) };
  }
}
