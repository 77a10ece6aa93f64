import { expect, test } from 'vitest';
import type { LedgerRun } from '../ledger/run-table.js';
import { runInOneLine, stateOf } from './run-line.js';
import { screenIn } from './screen.js';

const RUN: LedgerRun = {
  ...{ runId: '0123456789ab', period: '2026-09', kind: 'regular', supplement: 0 },
  ...{ state: 'RELEASED', status: 'PASS', seal: '', priorRunId: null, reason: null },
  ...{ families: 1, netCentimes: 50_000 },
};

test.each([
  [{ kind: 'regular', supplement: 0 }, 'run', 'traitement'],
  [{ kind: 'supplementary', supplement: 2 }, 'supplementary run S2', 'traitement complémentaire S2'],
  [{ kind: 'opening', supplement: 0 }, 'opening', 'ouverture'],
] as const)('a run is told by its kind: %o', (of, english, french) => {
  const told = (language: 'en' | 'fr') => runInOneLine({ ...RUN, ...of }, '', false, screenIn(language));
  expect(told('en')).toBe(`2026-09 ${english} 0123456789ab RELEASED, 1 family, 500.00 DH`);
  expect(told('fr')).toMatch(new RegExp(`^2026-09 ${french} 0123456789ab `));
});

test.each([
  ['PUBLISHING', 'PASS', 'INTERRUPTED'],
  ['HELD', 'PASS', 'TO RELEASE'],
  ['HELD', 'HOLD', 'ON HOLD'],
  ['RELEASED', 'HOLD', 'RELEASED'],
  ['SUPERSEDED', 'PASS', 'SUPERSEDED'],
] as const)('%s with %s is %s', (state, status, words) =>
  expect(stateOf({ ...RUN, state, status }, screenIn('en'))).toBe(words),
);
