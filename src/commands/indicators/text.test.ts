import { describe, expect, it } from 'vitest';
import { printed } from '../../../fixtures/harness/printed.js';
import { INDICATORS } from '../../indicators/definitions.js';
import { styleFor } from '../../terminal/style.js';
import type { IndicatorMonth } from './indicator-series.js';
import { indicatorTable } from './text.js';

const plain = styleFor(false, {});

/** Months from 2026-01 on; each is its rows as "indicator scope key" → value, null for no released run. */
function months(...given: (Readonly<Record<string, string>> | null)[]): IndicatorMonth[] {
  return given.map((rows, i) => ({
    period: `2026-${String(i + 1).padStart(2, '0')}`,
    run: rows === null ? null : { runId: 'run', seal: 'seal' },
    rows:
      rows === null
        ? null
        : Object.entries(rows).map(([name, value]) => {
            const [indicator = '', scope = '', key = ''] = name.split(' ');
            const unit = INDICATORS.find((one) => one.code === indicator)?.unit ?? '';
            return { indicator, scope, key, value, numerator: '', denominator: '', unit };
          }),
  }));
}

/** The line of a name in a table of any width: its unit, sparkline and cells. */
function line(name: string, ...given: Parameters<typeof months>): string {
  const found = printed(indicatorTable(months(...given), null, plain))
    .split('\n')
    .filter((one) => one.startsWith(`${name} `));
  expect(found).toHaveLength(1);
  return (found[0] ?? '').slice(name.length).trim().replace(/ +/g, ' ');
}

describe('how a value is shown; the files keep it exact', () => {
  it.each<[string, string, string, string]>([
    ['families TOTAL', 'Families paid', '3900394', 'families ▄ 3,900,394'],
    ['net TOTAL', 'Paid out', '9999999.99', 'DH ▄ 9,999,999.99'],
    ['net TOTAL', 'Paid out', '10000000.00', 'million DH ▄ 10.00'],
    ['net TOTAL', 'Paid out', '2402155000.00', 'million DH ▄ 2,402.16'],
    ['median_net TOTAL', 'Median paid', '650.005', 'DH ▄ 650.01'],
    ['schooling_rate TOTAL', 'Schooling rate, 6 to 20', '0.910697', '% ▄ 91.07'],
    ['schooling_rate_change TOTAL', 'Schooling rate, change', '0.1450', 'points ▄ +0.15'],
    ['schooling_rate_change TOTAL', 'Schooling rate, change', '-0.1450', 'points ▄ -0.15'],
    ['schooling_rate_change TOTAL', 'Schooling rate, change', '0.0000', 'points ▄ 0.00'],
    ['return_rate TOTAL', 'Orders returned', '', '% –'],
  ])('%s: %s %s', (indicator, name, value, shown) => {
    expect(line(name, { [indicator]: value })).toBe(shown);
  });

  it('a gap, an empty value, and one unit for the whole line', () => {
    const net = (value: string) => ({ 'net TOTAL': value });
    expect(line('Paid out', net('1000.00'), null, net(''), net('10000000.00'))).toBe(
      'million DH ▁ █ 0.00 · – 10.00',
    );
  });

  it('causes have lines of their own, by name; one that a month does not list has none there', () => {
    const table = printed(
      indicatorTable(
        months({ 'families_left TOTAL': '2', 'families_left REASON SUSPENDED': '2' }, null, {
          'families_left TOTAL': '1',
          'families_left REASON CLOSED': '1',
        }),
        null,
        plain,
      ),
    );
    const from = table.split('\n').findIndex((one) => one.startsWith('Families lost'));
    const lines = table.split('\n').slice(from, from + 3);
    expect(lines.map((one) => one.replace(/ +/g, ' '))).toEqual([
      'Families lost families █ ▁ 2 · 1',
      ' CLOSED families ▁ █ 0 · 1',
      ' SUSPENDED families █ ▁ 2 · 0',
    ]);
  });
});

describe('on a terminal', () => {
  const year = months(...Array.from({ length: 12 }, (_, i) => ({ 'families TOTAL': String(1000 + i) })));

  it.each([60, 80, 100, 160])('of %d columns no line is longer, and every month has its place', (width) => {
    const table = printed(indicatorTable(year, width, plain)).split('\n');
    const headers = table.filter((one) => one.startsWith('indicator'));
    expect(headers.flatMap((one) => one.match(/2026-\d\d/g))).toEqual(year.map((one) => one.period));
    const lines = table.slice(0, -3); // without the legend
    expect(Math.max(...lines.map((one) => one.length))).toBeLessThanOrEqual(width);
    // The sparkline of each block is of all the months.
    const families = table.filter((one) => one.startsWith('Families paid '));
    expect(families).toHaveLength(headers.length);
    for (const one of families) expect(one.match(/[▁-█]/g)).toHaveLength(12);
  });

  it('one of a few columns still shows a month at a time; none is as wide as need be', () => {
    const headers = (width: number | null) =>
      printed(indicatorTable(year, width, plain)).match(/^indicator/gm)?.length;
    expect(headers(10)).toBe(12);
    expect(headers(null)).toBe(1);
  });

  it('the header is bold, unless NO_COLOR is set', () => {
    const table = (environment: Record<string, string>) =>
      printed(indicatorTable(year, 80, styleFor(true, environment)));
    expect(table({})).toContain('\u001b[1mindicator');
    expect(table({ NO_COLOR: '1' })).not.toContain('\u001b');
    expect(table({ NO_COLOR: '1' })).toMatch(/[▁-█]/);
  });
});
