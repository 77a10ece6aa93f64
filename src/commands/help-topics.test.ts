import { expect, test } from 'vitest';
import { sarf } from '../../fixtures/harness/sarf.js';

/** The institutions' codes at the command line. */
test.each([
  ['statuses', ['ACSC  PAID', 'CPUC  PAID', 'BLCK  an exception  frozen', 'RCVD  nothing yet']],
  [
    'reasons',
    ['AC04  holds      the account is closed', 'DU01  duplicate  the message id', 'FF01  sending', 'MS03  '],
  ],
])('sarf help %s', async (topic, lines) => {
  const { code, stdout } = await sarf(['help', topic]);
  expect(code).toBe(0);
  for (const line of lines) expect(stdout).toContain(`\n${line}`);
});
