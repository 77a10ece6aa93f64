import { describe, expect, test } from 'vitest';
import { statusReport } from '../../../fixtures/harness/answers.js';
import { expectError, jsonOf, sarf } from '../../../fixtures/harness/sarf.js';
import { sentMonth, states } from '../../../fixtures/harness/sent-month.js';

/** The days on which files were sent: a file that was rejected, and sent again, waits for an answer. */
const { orders, order, ordersOf, outFolder, told, rejectedFile } = sentMonth('sent');

describe('a file that was rejected', () => {
  test('waits for an answer once it is sent again, and can be rejected again', async () => {
    const out = outFolder('sent');
    const { file } = order(0);
    const count = ordersOf(file).length;
    await rejectedFile(out, file);
    const ended = await sarf([
      'sent',
      file,
      '--on',
      '2026-09-30',
      '--reference',
      'receipt 7',
      '--out',
      out,
      '--json',
    ]);
    expect(jsonOf(ended)).toMatchObject({
      sent_on: '2026-09-30',
      reference: 'receipt 7',
      files: [{ orders: count }],
    });
    expect(await states(out)).toMatchObject({ SENT: count });
    await told(
      out,
      'again.xml',
      statusReport(file, {
        group: '<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>AM10</Cd></Rsn></StsRsnInf>',
      }).replaceAll('2026-09-30T', '2026-10-02T'),
    );
    expect(await states(out)).toMatchObject({ FILE_REJECTED: count });
  });
});

test('a first sending: its orders wait for an answer', async () => {
  const out = outFolder('first');
  const { file } = order(0);
  const ended = await sarf(['sent', file, '--on', '2026-09-29', '--out', out]);
  expect(ended.stdout).toContain(`${file}  sent on 2026-09-29: ${ordersOf(file).length} orders`);
  const count = ordersOf(file).length;
  expect(await states(out)).toEqual({ SENT: count, UNANSWERED: orders().length - count });
  await rejectedFile(out, file); // on the day after, so for this sending
  expect(await states(out)).toMatchObject({ FILE_REJECTED: count });
});

test('what cannot be sent', async () => {
  const out = outFolder('refused');
  const on = ['--on', '2026-09-30', '--out', out];
  expectError(await sarf(['sent', order(0).order_id, ...on]), 2, /is an order/);
  expectError(await sarf(['sent', order(0).file, '--on', '30/09/2026', '--out', out]), 2, /no date/);
  expectError(await sarf(['sent', order(0).file, 'nothing.csv', ...on]), 2, /nothing\.csv/);
  expect(await states(out)).toEqual({ UNANSWERED: orders().length });
});
