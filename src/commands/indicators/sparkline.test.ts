import { expect, it } from 'vitest';
import { decimal } from '../../domain/money.js';
import { sparkline } from './sparkline.js';

it.each<[string, (string | null)[], string]>([
  ['the lowest and the highest value have the lowest and the highest bar', ['0', '1'], '▁█'],
  ['all eight', ['0', '1', '2', '3', '4', '5', '6', '7'], '▁▂▃▄▅▆▇█'],
  ['the scale is the row’s own, negative values too', ['-2', '-1', '0'], '▁▅█'],
  ['nothing changed: half-way', ['500.00', '500', '500.0'], '▄▄▄'],
  ['one value', ['12'], '▄'],
  ['a gap is a blank, and does not stretch the scale', [null, '5', null, '6', null], ' ▁ █ '],
  ['no value', [null, null], '  '],
  ['no month', [], ''],
  ['a difference in the last centime of billions', ['2402150388.01', '2402150388.02'], '▁█'],
])('%s', (_, values, bars) => {
  expect(sparkline(values.map((one) => (one === null ? null : decimal(one))))).toBe(bars);
});
