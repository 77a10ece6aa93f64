import { expect, test } from 'vitest';
import { styleFor } from '../terminal/style.js';
import { controlLines, whereToLook } from './control-lines.js';

const control = (name: string, measured: string, limit: string, status: string) => ({
  control: name,
  measured,
  limit,
  status,
  detail: 'told',
});

const CONTROLS = [
  control('total_change', '0.123', '0.05', 'HOLD'),
  control('families_change', '0.01', '0.05', 'PASS'),
  control('province_change', 'new', '0.3', 'HOLD'),
  control('budget', '1000.00', '900.00', 'HOLD'),
  control('held_households', '0.0625', '0.02', 'HOLD'),
  control('of_a_newer_program', '3', '', 'WARN'),
  control('quarantined_rows', '1', '0.005', 'HOLD'),
  control('extract_complete', '2', '0', 'HOLD'),
  control('reappearance', '1', '0', 'WARN'),
];

test('controls that do not pass: causes first, then what follows; shares as percentages', () => {
  const lines = controlLines(CONTROLS, styleFor(false, {})).map((line) =>
    [line]
      .flat()
      .map((part) => (typeof part === 'string' ? part : 'text' in part ? part.text : ''))
      .join(''),
  );
  expect(lines).toEqual([
    'Controls        1 of 9 passed',
    '  HOLD extract_complete: 2, limit 0 — told',
    '  HOLD quarantined_rows: 100 %, limit 0.5 % — told',
    '  WARN reappearance: 1, limit 0 — told',
    '  HOLD held_households: 6.25 %, limit 2 % — told',
    '  HOLD total_change: 12.3 %, limit 5 % — told',
    '  HOLD province_change: new, limit 30 % — told',
    '  HOLD budget: 1000.00, limit 900.00 — told',
    '  WARN of_a_newer_program: 3 — told',
  ]);
});

test('where to look: the file of each control that holds, causes first', () => {
  expect(whereToLook(CONTROLS)).toMatch(
    /^extract_complete \(manifest\.json\), quarantined_rows \(audit\/quarantine\.csv\), held_households \(.+\), total_change \(audit\/reconciliation\.csv\), province_change \(audit\/territory\.csv\), budget \(manifest\.json\)$/,
  );
});
