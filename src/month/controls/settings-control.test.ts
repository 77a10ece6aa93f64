import { expect, test } from 'vitest';
import { settingsControls } from './settings-control.js';

const RUN = { runId: '0123456789ab', period: '2026-07' };
const CHANGE = { key: 'limits.total_change', before: '0.05', after: null };

test('the same settings make no control', () =>
  expect(settingsControls({ ...RUN, changes: [], unknown: [] })).toEqual([]));

test('each parameter is named, old and new', () =>
  expect(settingsControls({ ...RUN, changes: [CHANGE], unknown: [] })).toEqual([
    {
      control: 'settings_unchanged',
      measured: '1',
      limit: '0',
      status: 'HOLD',
      detail: 'not as in the last released run, 0123456789ab of 2026-07: limits.total_change 0.05 → (none)',
    },
  ]));

test('what an older version did not keep cannot be named: a warning', () =>
  expect(settingsControls({ ...RUN, changes: [], unknown: ['rules'] })).toMatchObject([
    { status: 'WARN', detail: expect.stringContaining('its rules are others') },
  ]));
