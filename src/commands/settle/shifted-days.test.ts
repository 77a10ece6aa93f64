import { expect, test } from 'vitest';
import { accountStatement, notification, ofOrder } from '../../../fixtures/harness/answers.js';
import { jsonOf, sarf } from '../../../fixtures/harness/sarf.js';
import { sentMonth } from '../../../fixtures/harness/sent-month.js';

/**
 * A movement that is notified by its value day, and stated by its booking day, is one. Where it may be two, and it
 * matters, the order is open.
 */
const month = sentMonth('shifted-days');

type Sign = 'DBIT' | 'CRDT';
const on = (day: number) => `2026-10-${String(day).padStart(2, '0')}`;
const notified = (sign: Sign, day: number) => ({
  command: 'answers',
  text: (id: string) => notification(month.order(0), { sign, day: on(day), id }),
});
/** @param covers the period of the statement; absent: it gives none */
const stated = (sign: Sign, day: number, covers?: readonly [number, number]) => ({
  command: 'statement',
  text: (id: string) => {
    const { order_id, amount } = month.order(0);
    const entry = [sign, amount, on(day), ofOrder(order_id, amount)] as const;
    const period = `<FrToDt><FrDtTm>${on(covers?.[0] ?? 0)}T00:00:00</FrDtTm><ToDtTm>${on(covers?.[1] ?? 0)}T00:00:00</ToDtTm></FrToDt><Acct>`;
    const text = accountStatement(id, on(covers?.[1] ?? day), [entry]);
    return covers === undefined ? text : text.replace('<Acct>', period);
  },
});

test.each<[what: string, messages: ReturnType<typeof stated>[], status: string]>([
  ['a return', [stated('DBIT', 1), notified('CRDT', 3), stated('CRDT', 4)], 'RETURNED'],
  [
    'a return, and executed again',
    [stated('DBIT', 1), notified('CRDT', 3), stated('CRDT', 4), stated('DBIT', 9)],
    'PAID',
  ],
  [
    'a debit five days apart, back: it may have been debited twice',
    [notified('DBIT', 1), stated('DBIT', 6), stated('CRDT', 8)],
    'CONTRADICTORY',
  ],
  ['six days apart: it was', [notified('DBIT', 1), stated('DBIT', 7), stated('CRDT', 8)], 'PAID'],
  [
    'a debit whose value day a statement is of: it was debited once',
    [notified('DBIT', 2), stated('DBIT', 3, [1, 9]), stated('CRDT', 8, [1, 9])],
    'RETURNED',
  ],
  [
    'a debit whose value day is the midnight at the end of a statement',
    [notified('DBIT', 9), stated('DBIT', 8, [1, 9]), stated('CRDT', 12)],
    'CONTRADICTORY',
  ],
])('%s', async (name, messages, status) => {
  for (const turn of ['as it comes', 'the other way round']) {
    const out = month.outFolder(`${name} ${turn}`);
    for (const [nth, one] of (turn === 'as it comes' ? messages : messages.toReversed()).entries()) {
      const path = month.file(`${name.length}-${turn.length}-${nth}.xml`, one.text(`M${nth}`));
      const ended = await sarf([one.command, path, '--out', out]);
      expect([0, 5], ended.stderr).toContain(ended.code);
    }
    const settled = jsonOf<{ states: { status: string }[] }>(
      await sarf(['settle', '2026-09', '--out', out, '--json']),
    );
    expect(settled.states.map((one) => one.status)).toContain(status);
  }
});
