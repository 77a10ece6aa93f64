import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdFor } from '../domain/return-reasons.js';
import type { DebtClaim } from './debts.js';
import type { HoldClaim } from './holds.js';
import { Ledger } from './ledger.js';
import type { RunMoney } from './owed.js';
import type { Adjustment } from './recoveries.js';
import type { LedgerRun, NewRun } from './run-table.js';

/** What a run does to the accounts is done once, when it is released, or not at all. Amounts in centimes. */
let out: string;
let ledger: Ledger;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'sarf-owed-'));
  ledger = Ledger.open(out, () => '2026-10-01T00:00:00.000Z');
});
afterEach(() => {
  ledger.close();
  rmSync(out, { recursive: true, force: true });
});

const id = (name: string) => name.repeat(12).slice(0, 12);
const newRun = (
  name: string,
  period: string,
  netCentimes: number,
  status: 'PASS' | 'HOLD' = 'PASS',
): NewRun => ({
  ...{
    runId: id(name),
    period,
    kind: 'regular',
    status,
    seal: '',
    priorRunId: null,
    families: 1,
    netCentimes,
  },
});

/** Claims, announcement and confirmation, as a run does them; one that passes is released by it. */
function publish(
  run: NewRun,
  claims: Parameters<Ledger['stageOwed']>[1],
  money: Partial<RunMoney> = {},
): LedgerRun {
  ledger.stageOwed(run.runId, claims);
  ledger.stageMoney(run.runId, {
    basis: null,
    entitlement: run.netCentimes,
    arrears: 0,
    recovery: 0,
    ...money,
  });
  ledger.announce(run);
  ledger.confirm({ supplement: 0, ...run, state: 'PUBLISHING', reason: null });
  const known = ledger.run(run.runId);
  if (known === null) throw new Error('not announced');
  return known;
}

const month = (origin: string, more: Partial<DebtClaim> = {}): DebtClaim => ({
  ...{ beneficiary: 'H1', origin, kind: 'MONTH', reference: '', cause: 'BLOCKED', reason: 'BLOCKED' },
  ...{ centimes: 50_000, opens: true, state: 'OPEN', orderId: null, movedCentimes: 0, ...more },
});
const paid = (origin: string, more: Partial<DebtClaim> = {}) =>
  month(origin, { opens: false, state: 'PAID', orderId: 'ASD-202602-H1', ...more });
const states = () =>
  ledger.owed.debts.of('H1').map((one) => `${one.origin} ${one.kind} ${one.centimes} ${one.state}`);

describe('debts', () => {
  it('are opened and paid by the runs that are released, and the sums say so', () => {
    publish(newRun('a', '2026-01', 0), { debts: [month('2026-01')] });
    expect(ledger.owed.debts.total()).toBe(50_000);
    publish(
      newRun('b', '2026-02', 100_000),
      { debts: [paid('2026-01')] },
      { entitlement: 50_000, arrears: 50_000 },
    );
    expect(states()).toEqual(['2026-01 MONTH 50000 PAID']);
    expect(ledger.owed.debts.total()).toBe(0);
    expect(ledger.owed.debts.moved(id('a'))).toMatchObject({ accrued: 50_000, paid: 0 });
    expect(ledger.owed.debts.moved(id('b'))).toMatchObject({ accrued: 0, paid: 50_000 });
  });

  it('of unknown amount accrue when they are paid', () => {
    publish(newRun('a', '2026-01', 0), { debts: [month('2026-01', { cause: 'HELD', centimes: null })] });
    expect(ledger.owed.debts.total()).toBe(0);
    publish(
      newRun('b', '2026-02', 75_000),
      { debts: [paid('2026-01', { cause: 'HELD', centimes: 75_000 })] },
      { entitlement: 0, arrears: 75_000 },
    );
    expect(ledger.owed.debts.moved(id('b'))).toMatchObject({ accrued: 75_000, paid: 75_000 });
  });

  it('are untouched by a run on hold, by the one that supersedes it until it is released, and by one never announced', () => {
    publish(newRun('a', '2026-01', 0), { debts: [month('2026-01')] });
    const money = { entitlement: 50_000, arrears: 50_000 };
    publish(newRun('b', '2026-02', 100_000, 'HOLD'), { debts: [paid('2026-01')] }, money);
    const later = publish(newRun('c', '2026-02', 100_000, 'HOLD'), { debts: [paid('2026-01')] }, money);
    ledger.stageOwed(id('d'), { debts: [paid('2026-01')] });
    ledger.withdrawClaims();
    expect(states()).toEqual(['2026-01 MONTH 50000 OPEN']);
    ledger.release(later, 'looked into');
    expect(states()).toEqual(['2026-01 MONTH 50000 PAID']);
    expect(ledger.owed.debts.of('H1')[0]).toMatchObject({
      openedBy: id('a'),
      closedBy: id('c'),
      orderId: 'ASD-202602-H1',
    });
  });

  it('cannot be paid by two runs: the second is not released', () => {
    publish(newRun('a', '2026-01', 0), { debts: [month('2026-01')] });
    const money = { entitlement: 50_000, arrears: 50_000 };
    publish(newRun('b', '2026-02', 100_000), { debts: [paid('2026-01')] }, money);
    expect(() => publish(newRun('c', '2026-03', 100_000), { debts: [paid('2026-01')] }, money)).toThrow(
      /closed already/,
    );
    expect(ledger.released('2026-03')).toBeNull();
  });

  it('cannot be opened twice for one month, or one order', () => {
    publish(newRun('a', '2026-01', 0), { debts: [month('2026-01')] });
    expect(() => publish(newRun('b', '2026-02', 0), { debts: [month('2026-01')] })).toThrow(/UNIQUE/);
  });
});

describe("a release asserts that the run's money is what its debts and takings say", () => {
  it.each<[what: string, net: number, money: Partial<RunMoney>, message: RegExp]>([
    [
      'orders that are not entitlement + arrears − recovery',
      100_000,
      { entitlement: 50_000, arrears: 49_999 },
      /orders of 100000 centimes/,
    ],
    [
      'arrears that no debt explains',
      100_000,
      { entitlement: 49_000, arrears: 51_000 },
      /arrears of 51000 centimes, debts of 50000 paid/,
    ],
    [
      'a recovery that was taken from no balance',
      99_000,
      { entitlement: 50_000, arrears: 50_000, recovery: 1_000 },
      /recovery of 1000 centimes, 0 taken/,
    ],
  ])('%s', (_, net, money, message) => {
    publish(newRun('a', '2026-01', 0), { debts: [month('2026-01')] });
    expect(() => publish(newRun('b', '2026-02', net), { debts: [paid('2026-01')] }, money)).toThrow(message);
    expect(states()).toEqual(['2026-01 MONTH 50000 OPEN']);
  });
});

const recovery: Adjustment = {
  ...{ adjustmentId: 'REC-1', householdId: 'H1', kind: 'RECOVERY', centimes: 100_000, reason: '' },
  ...{ decisionRef: '', decidedOn: '2025-12-01', payeeId: null, paidTo: null },
  month: null,
};
const take = (centimes: number) => [{ recoveryId: 'REC-1', orderId: 'ASD-202602-H1', centimes }];

describe('recoveries', () => {
  it('are settled to the centime, written off with a reason that the next run counts, and never taken from while paused', () => {
    publish(newRun('a', '2026-01', 0), { adjustments: [recovery] });
    publish(
      newRun('b', '2026-02', 37_500),
      { takings: take(12_500) },
      { entitlement: 50_000, recovery: 12_500 },
    );
    const open = ledger.owed.recoveries.find('REC-1');
    if (open === null) throw new Error('not opened');
    expect(open).toMatchObject({ balance: 87_500, state: 'OPEN' });
    ledger.decideRecovery(open, { decision: 'PAUSE' }, 'appeal');
    expect(() =>
      publish(
        newRun('c', '2026-03', 37_500),
        { takings: take(12_500) },
        { entitlement: 50_000, recovery: 12_500 },
      ),
    ).toThrow(/not open/);
    ledger.decideRecovery(open, { decision: 'WRITE_OFF' }, 'decision 8');
    expect(ledger.owed.recoveries.total()).toBe(0);
    expect(ledger.owed.recoveries.reducedSince()).toEqual({ writtenOff: 87_500, repaid: 0 });
    publish(newRun('d', '2026-03', 50_000), {});
    expect(ledger.owed.recoveries.moved(id('d'))).toMatchObject({ writtenOff: 87_500 });
    expect(ledger.owed.recoveries.reducedSince()).toEqual({ writtenOff: 0, repaid: 0 });
  });

  it('are repaid and waived in part, at a rate of their own, which the next run counts', () => {
    publish(newRun('a', '2026-01', 0), { adjustments: [recovery] });
    const { recoveries } = ledger.owed;
    const now = () => {
      const found = recoveries.find('REC-1');
      if (found === null) throw new Error('not opened');
      return found;
    };
    const before = ledger.owed.basis();
    ledger.decideRecovery(now(), { decision: 'SHARE', share: '0.1' }, 'hardship');
    const shared = ledger.owed.basis();
    expect(shared).not.toBe(before);
    ledger.decideRecovery(now(), { decision: 'REPAY', centimes: 30_000 }, 'receipt 1');
    expect(ledger.owed.basis()).not.toBe(shared);
    expect(now()).toMatchObject({ balance: 70_000, state: 'OPEN', share: '0.1' });
    ledger.decideRecovery(now(), { decision: 'PAUSE' }, 'appeal');
    ledger.decideRecovery(now(), { decision: 'WAIVE', centimes: 20_000 }, 'decision 9');
    expect(now()).toMatchObject({ balance: 50_000, state: 'PAUSED', share: '0.1' });
    expect(recoveries.reducedSince()).toEqual({ writtenOff: 20_000, repaid: 30_000 });
    publish(newRun('b', '2026-02', 50_000), {});
    expect(recoveries.moved(id('b'))).toMatchObject({ writtenOff: 20_000, repaid: 30_000 });
    expect(recoveries.reducedSince()).toEqual({ writtenOff: 0, repaid: 0 });
    ledger.decideRecovery(now(), { decision: 'REPAY', centimes: 50_000 }, 'receipt 2');
    expect(now()).toMatchObject({ balance: 0, state: 'SETTLED' });
    expect(recoveries.unexplained()).toBe(0);
    expect(recoveries.decisionsOf('H1').map((one) => `${one.decision} ${one.centimes}`)).toEqual([
      ...['SHARE 0', 'REPAY 30000', 'PAUSE 0', 'WAIVE 20000', 'REPAY 50000'],
    ]);
  });

  it('of which all is waived are written off', () => {
    publish(newRun('a', '2026-01', 0), { adjustments: [recovery] });
    const open = ledger.owed.recoveries.find('REC-1');
    if (open === null) throw new Error('not opened');
    ledger.decideRecovery(open, { decision: 'WAIVE', centimes: 100_000 }, 'decision 9');
    expect(ledger.owed.recoveries.find('REC-1')).toMatchObject({ balance: 0, state: 'WRITTEN_OFF' });
  });

  it('an adjustment is applied once, ever', () => {
    publish(newRun('a', '2026-01', 0), { adjustments: [recovery] });
    expect(() => publish(newRun('b', '2026-02', 0), { adjustments: [recovery] })).toThrow(/UNIQUE/);
  });
});

describe('orders that came back', () => {
  const answer = (order: string, status: string, reasonCode = '', beneficiary = 'H1') => ({
    ...{ orderId: order, status, reasonCode, answeredOn: '2026-02-02', centimes: 50_000 },
    ...{ runId: id('a'), beneficiary, position: 1, ofFile: false, source: '', ref: '', again: false },
  });
  let files = 0;
  const tell = (...answers: ReturnType<typeof answer>[]) =>
    ledger.answers.record(
      { sha256: `file ${++files}`, format: 'csv', messageId: '', statements: answers.length },
      answers,
      0,
    );
  const fresh = () =>
    ledger.owed.returns.fresh().map((one) => `${one.orderId} ${one.status} ${one.reasonCode}`.trim());
  const debt = month('2026-01', { kind: 'ORDER', reference: 'ASD-202601-H1', cause: 'REJECTED', reason: '' });

  beforeEach(() => {
    publish(newRun('a', '2026-01', 50_000), {});
  });

  it('are owed by the next run, and fresh no more when a run has made them debts', () => {
    const before = ledger.owed.basis();
    tell(answer('ASD-202601-H1', 'REJECTED'), answer('ASD-202601-H2', 'PAID', '', 'H2'));
    expect(fresh()).toEqual(['ASD-202601-H1 REJECTED']);
    expect(ledger.owed.basis()).not.toBe(before);
    publish(newRun('b', '2026-02', 0), { debts: [debt] });
    expect(fresh()).toEqual([]);
    tell(answer('ASD-202601-H1', 'RETURNED', 'AC04'));
    expect(fresh()).toEqual([]);
  });

  it('of which PAID is said later are contested while their debts are open', () => {
    tell(answer('ASD-202601-H1', 'REJECTED'));
    publish(newRun('b', '2026-02', 0), { debts: [debt] });
    expect(ledger.owed.returns.contested()).toEqual([]);
    tell(answer('ASD-202601-H1', 'PAID'));
    expect(ledger.owed.returns.contested()).toEqual(['ASD-202601-H1']);
    tell(answer('ASD-202601-H1', 'RETURNED'));
    expect(ledger.owed.returns.contested()).toEqual([]);
  });

  it('of which PAID is said when their debt is paid are named with the order that paid it', () => {
    tell(answer('ASD-202601-H1', 'REJECTED'));
    publish(newRun('b', '2026-02', 0), { debts: [debt] });
    const said = () => tell(answer('ASD-202601-H1', 'PAID')).contradictory.map((one) => one.paidAgainBy);
    expect(said()).toEqual([null]);
    const paid = { ...debt, opens: false, state: 'PAID', orderId: 'ASD-202603-H1' } as const;
    publish(
      newRun('c', '2026-03', debt.centimes ?? 0),
      { debts: [paid] },
      { entitlement: 0, arrears: debt.centimes ?? 0 },
    );
    expect(said()).toEqual(['ASD-202603-H1']);
  });

  it('are paid twice where PAID is said and their debt is paid, until they come back again', () => {
    const twice = () => ledger.owed.returns.paidTwice();
    tell(answer('ASD-202601-H1', 'RETURNED', 'AC04'));
    publish(newRun('b', '2026-02', 0), { debts: [debt] });
    const on = (status: string, day: string) =>
      tell({ ...answer('ASD-202601-H1', status, status === 'PAID' ? '' : 'AC04'), answeredOn: day });
    expect(on('PAID', '2026-02-20').contradictory).toMatchObject([{ paidAgainBy: null, takenBackBy: null }]);
    expect(twice()).toEqual([]); // nobody paid it again
    on('RETURNED', '2026-02-21');
    publish(
      newRun('c', '2026-03', 50_000),
      { debts: [{ ...debt, opens: false, state: 'PAID', orderId: 'ASD-202603-H1' }] },
      { entitlement: 0, arrears: 50_000 },
    );
    expect(twice()).toEqual([]); // its money came back last
    const row = 'ASD-202601-H1,H1,RECOVERY,500.00,paid twice,,,2026-01';
    expect(on('PAID', '2026-03-20').contradictory).toMatchObject([{ takenBackBy: row }]);
    expect(twice()).toMatchObject([
      { orderId: 'ASD-202601-H1', period: '2026-01', beneficiary: 'H1', centimes: 50_000, isDecided: false },
    ]);
    const recovery: Adjustment = {
      ...{ adjustmentId: 'ASD-202601-H1', householdId: 'H1', kind: 'RECOVERY', centimes: 50_000 },
      ...{
        reason: '',
        decisionRef: '',
        decidedOn: '2026-03-25',
        month: '2026-01',
        payeeId: null,
        paidTo: null,
      },
    };
    const decided = { ...recovery, adjustmentId: 'BY-PEOPLE', centimes: 10_000 };
    publish(newRun('d', '2026-04', 0), { adjustments: [recovery, decided] });
    expect(ledger.owed.recoveries.decidedFor('2026-01')).toEqual([{ householdId: 'H1', centimes: -10_000 }]);
    on('RETURNED', '2026-03-21');
    expect(twice()).toEqual([]);
  });

  it.each([
    ['AC01', 'ACCOUNT_REJECTED'],
    ['AC03', 'ACCOUNT_REJECTED'],
    ['AC04', 'ACCOUNT_REJECTED'],
    ['AC06', 'ACCOUNT_REJECTED'],
    ['AG01', 'ACCOUNT_REJECTED'],
    ['MD07', 'PAYEE_DECEASED'],
    ['AC02', null],
    ['AM04', null],
    ['', null],
  ])('for the reason "%s" hold the household: %s', (reason, hold) => {
    tell(answer('ASD-202601-H1', 'RETURNED', reason));
    expect(holdFor(reason)).toBe(hold);
    expect(ledger.owed.returns.holding().map((one) => one.orderId)).toEqual(
      hold === null ? [] : ['ASD-202601-H1'],
    );
  });

  it('for a reason said of their whole file, they are not owed and hold nobody: the file may be sent again', () => {
    tell({ ...answer('ASD-202601-H1', 'REJECTED', 'AC01'), ofFile: true });
    expect(fresh()).toEqual([]);
    expect(ledger.owed.returns.holding()).toEqual([]);
  });

  it('hold for the account and for the payee, whatever else was said of the order first', () => {
    const reasons = () => ledger.owed.returns.holding().map((one) => one.reasonCode);
    tell(answer('ASD-202601-H1', 'REJECTED', 'MS03'));
    expect(reasons()).toEqual([]);
    tell(answer('ASD-202601-H1', 'RETURNED', 'AC04'));
    expect(reasons()).toEqual(['AC04']);
    publish(newRun('b', '2026-02', 0), { debts: [debt], holds: [hold] });
    tell(answer('ASD-202601-H1', 'REJECTED', 'MD07'));
    expect(reasons()).toEqual(['MD07']); // the account's hold is not opened twice
  });

  const hold: HoldClaim = {
    ...{ householdId: 'H1', reason: 'ACCOUNT_REJECTED', orderId: 'ASD-202601-H1', period: '2026-01' },
    ...{ cause: 'AC04', subject: 'digest', opens: true, endedBecause: null },
  };

  it('hold once: a hold opened, and ended, is not opened again by the same order', () => {
    tell(answer('ASD-202601-H1', 'RETURNED', 'AC04'));
    publish(newRun('b', '2026-02', 0), { debts: [debt], holds: [hold] });
    expect(ledger.owed.holds.active()).toMatchObject([{ householdId: 'H1', reason: 'ACCOUNT_REJECTED' }]);
    expect(ledger.owed.returns.holding()).toEqual([]);
    publish(newRun('c', '2026-03', 0), {
      holds: [{ ...hold, opens: false, endedBecause: 'paid to another account' }],
    });
    expect(ledger.owed.holds.active()).toEqual([]);
    expect(ledger.owed.holds.of('H1')).toMatchObject([
      { state: 'ENDED', openedBy: id('b'), endedBy: id('c'), endedBecause: 'paid to another account' },
    ]);
    expect(ledger.owed.returns.holding()).toEqual([]);
  });

  it('are looked at together from the third of a household on, and again after an officer released it', () => {
    const orders = ['2026-01', '2026-02', '2026-03'].map((one) => `ASD-${one.replace('-', '')}-H1`);
    const repeated = () => ledger.owed.returns.repeated(3).map((one) => one.orderId);
    publish(newRun('b', '2026-02', 50_000), {});
    publish(newRun('c', '2026-03', 50_000), {});
    orders.slice(0, 2).forEach((order, i) => {
      tell({ ...answer(order, 'RETURNED'), runId: id('abc'[i] ?? '') });
    });
    expect(repeated()).toEqual([]);
    tell({ ...answer(orders[2] ?? '', 'REJECTED'), runId: id('c') });
    expect(repeated()).toEqual(orders);
    const three = {
      ...hold,
      reason: 'RETURNED_REPEATEDLY',
      orderId: orders[2] ?? '',
      period: '2026-03',
      cause: '',
    } as const;
    const debts = orders.map((reference, i) =>
      month(`2026-0${i + 1}`, { kind: 'ORDER', reference, cause: 'RETURNED', reason: '' }),
    );
    publish(newRun('d', '2026-04', 50_000), { debts, holds: [three] });
    ledger.endHold(three, 'identity confirmed');
    tell({ ...answer('ASD-202604-H1', 'RETURNED'), runId: id('d') });
    expect(repeated()).toEqual([]);
  });
});
