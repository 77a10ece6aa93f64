import { expect, it } from 'vitest';
import type { Debt } from '../../ledger/debts.js';
import { lapsingText } from './text.js';

const debt = (beneficiary: string, origin: string): Debt => ({
  ...{ beneficiary, origin, kind: 'MONTH', reference: '', cause: 'HELD', reason: '', centimes: 50_000 },
  ...{ state: 'OPEN', openedBy: 'r', closedBy: null, orderId: null, extendedTo: null, movedCentimes: 0 },
});

it('a number of a family that was there before is said in words, once', () => {
  const debts = [debt('H1', '2026-01'), debt('H2@2026-03', '2026-01'), debt('H2@2026-03', '2026-02')].map(
    (one) => ({ debt: one, lapsesAfter: null }),
  );
  const text = lapsingText({ period: '2026-04', runId: 'run', debts }, 'o').map(String);
  expect(text.filter((line) => line.includes('is the family'))).toEqual([
    'H2@2026-03 is the family that had the number H2 before 2026-03: paid once sarf transfer H2@2026-03 NEW --reason "…" --out o says where it stands now',
  ]);
});
