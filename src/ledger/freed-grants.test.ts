import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DebtClaim } from './debts.js';
import type { FreedGrant, ListedGrant } from './freed-grants.js';
import type { GrantClaim } from './granted.js';
import { Ledger } from './ledger.js';
import type { LedgerRun } from './run-table.js';

/** A grant that no order paid goes elsewhere with the child once, and the amounts of debts add up. In centimes. */
let out: string;
let ledger: Ledger;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'sarf-freed-'));
  ledger = Ledger.open(out, () => '2026-10-01T00:00:00.000Z');
});
afterEach(() => {
  ledger.close();
  rmSync(out, { recursive: true });
});

const GRANT = 200_000;
const grant = (householdId: string): GrantClaim => ({
  ...{ personId: 'P1', householdId, kind: 'BIRTH', level: 'FIRST', year: 0, centimes: GRANT },
});
const month = (more: Partial<DebtClaim> = {}): DebtClaim => ({
  ...{ beneficiary: 'H1', origin: '2026-08', kind: 'MONTH', reference: '', cause: 'HELD', reason: '' },
  ...{ centimes: 250_000, opens: true, state: 'OPEN', orderId: null, movedCentimes: 0, ...more },
});
const order = (reference: string, more: Partial<DebtClaim> = {}): DebtClaim =>
  month({ kind: 'ORDER', reference, origin: '2026-09', cause: 'RETURNED', ...more });
const freed: FreedGrant = {
  ...{ kind: 'BIRTH', year: 0, personId: 'P1', centimes: GRANT, runId: 'a', householdId: 'H1' },
  ...{ origin: '2026-08', debtKind: 'MONTH', reference: '', toHouseholdId: 'H2' },
};
const listed: ListedGrant = {
  ...{ kind: 'BIRTH', year: 0, personId: 'P1', householdId: 'H1', runId: 'a', period: '2026-08' },
  ...{ accrued: true, owed: false, orderId: 'ASD-202608-H1' },
};

type Claims = {
  readonly grants?: readonly GrantClaim[];
  readonly debts?: readonly DebtClaim[];
  readonly freed?: readonly FreedGrant[];
};

function publish(runId: string, period: string, claims: Claims, status: 'PASS' | 'HOLD' = 'PASS'): LedgerRun {
  const { grants = [], debts = [], freed: free = [] } = claims;
  ledger.claim(runId, grants);
  ledger.free(runId, free);
  ledger.stageOwed(runId, { debts });
  ledger.announce({
    ...{ runId, period, kind: 'regular', status, seal: runId, priorRunId: null, families: 0, netCentimes: 0 },
  });
  ledger.confirm(ledger.run(runId) as LedgerRun);
  return ledger.run(runId) as LedgerRun;
}

const accrued = () => publish('a', '2026-08', { grants: [grant('H1')], debts: [month()] });
/** H2 is paid what accrued for H1. */
const MOVED: Claims = {
  grants: [grant('H2')],
  freed: [freed],
  debts: [
    month({ opens: false, movedCentimes: GRANT }),
    month({
      ...{ beneficiary: 'H2', kind: 'GRANTS', reference: 'BIRTH/P1/H1', centimes: GRANT, state: 'PAID' },
      orderId: 'ASD-202609-H2',
    }),
  ],
};

describe('a grant that goes elsewhere with the child', () => {
  it('is cancelled in the one debt and paid with the other, and counts as granted once', () => {
    accrued();
    publish('b', '2026-09', MOVED);
    const { debts } = ledger.owed;
    expect(debts.of('H1')).toMatchObject([{ centimes: 50_000, movedCentimes: GRANT, state: 'OPEN' }]);
    expect(debts.of('H2')).toMatchObject([{ centimes: GRANT, state: 'PAID' }]);
    expect(debts.total()).toBe(50_000);
    expect(debts.moved('a')).toMatchObject({ accrued: 250_000, paid: 0, cancelled: 0 });
    expect(debts.moved('b')).toMatchObject({ accrued: GRANT, paid: GRANT, cancelled: GRANT });
    expect(ledger.birthsGranted()).toEqual([{ personId: 'P1', householdId: 'H2', level: 'FIRST' }]);
    expect(ledger.grantedTwice()).toBe(0);
    expect(ledger.freed.sums()).toEqual({ cancelled: GRANT, moved: GRANT });
    expect(ledger.freed.movedFrom('H1')).toMatchObject([{ toHouseholdId: 'H2', period: '2026-09' }]);
    expect(ledger.freed.heldBy(listed)).toBeNull();
  });

  it('leaves a debt of which the rest is paid later', () => {
    accrued();
    publish('b', '2026-09', MOVED);
    const rest = month({ opens: false, state: 'PAID', centimes: 50_000, orderId: 'ASD-202610-H1' });
    publish('c', '2026-10', { debts: [rest] });
    expect(ledger.owed.debts.moved('c')).toMatchObject({ accrued: 0, paid: 50_000, cancelled: 0 });
    expect(ledger.owed.debts.total()).toBe(0);
  });

  it('may be all that there is in a debt', () => {
    publish('a', '2026-08', { grants: [grant('H1')], debts: [month({ centimes: GRANT })] });
    const [, paid] = MOVED.debts ?? [];
    const whole = month({ opens: false, centimes: GRANT, movedCentimes: GRANT, state: 'CANCELLED' });
    publish('b', '2026-09', { ...MOVED, debts: [whole, ...(paid === undefined ? [] : [paid])] });
    expect(ledger.owed.debts.of('H1')).toMatchObject([{ centimes: 0, state: 'CANCELLED' }]);
    expect(ledger.owed.debts.moved('b')).toMatchObject({ accrued: GRANT, paid: GRANT, cancelled: GRANT });
  });

  it('stays with the first household while the run is on hold', () => {
    accrued();
    const before = ledger.owed.basis();
    const held = publish('b', '2026-09', MOVED, 'HOLD');
    expect(ledger.birthsGranted()).toMatchObject([{ householdId: 'H1' }]);
    expect(ledger.owed.debts.total()).toBe(250_000);
    expect(ledger.owed.basis()).toBe(before);
    ledger.release(held, 'looked at');
    expect(ledger.birthsGranted()).toMatchObject([{ householdId: 'H2' }]);
    expect(ledger.owed.basis()).not.toBe(before);
  });

  it('is not granted by a run that does not free it', () => {
    accrued();
    expect(() => publish('b', '2026-09', { grants: [grant('H2')] })).toThrow('granted before');
  });

  it('is granted to nobody where its debt came to its end, and another run may grant it', () => {
    accrued();
    const ended = month({ opens: false, state: 'LAPSED' });
    publish('b', '2026-09', { freed: [{ ...freed, toHouseholdId: null }], debts: [ended] });
    expect(ledger.birthsGranted()).toEqual([]);
    expect(ledger.owed.debts.moved('b')).toMatchObject({ accrued: 0, cancelled: 250_000 });
    publish('c', '2026-10', { grants: [grant('H2')] });
    expect(ledger.birthsGranted()).toMatchObject([{ householdId: 'H2' }]);
  });

  it('of a run that is never announced is forgotten', () => {
    accrued();
    ledger.free('b', [freed]);
    ledger.withdrawClaims();
    expect([...ledger.freed.all()]).toEqual([]);
    expect(ledger.freed.hasOrphans()).toBe(false);
  });
});

describe('the money of a grant', () => {
  const [FIRST, SECOND] = ['ASD-202609-H1', 'ASD-202610-H1'];
  it('is in the month with which it accrued, then in the order that paid it, and in the one that paid that again', () => {
    accrued();
    expect(ledger.freed.heldBy(listed)).toEqual({ kind: 'MONTH', householdId: 'H1', origin: '2026-08' });
    publish('b', '2026-09', { debts: [month({ opens: false, state: 'PAID', orderId: FIRST })] });
    expect(ledger.freed.heldBy(listed)).toEqual({ kind: 'ORDER', orderId: FIRST });
    publish('c', '2026-10', { debts: [order(FIRST)] });
    expect(ledger.freed.heldBy(listed)).toEqual({ kind: 'ORDER', orderId: FIRST });
    publish('d', '2026-11', { debts: [order(FIRST, { opens: false, state: 'PAID', orderId: SECOND })] });
    expect(ledger.freed.heldBy(listed)).toEqual({ kind: 'ORDER', orderId: SECOND });
  });

  it('is in the order of the run that listed it, where it was paid with its month', () => {
    publish('a', '2026-08', { grants: [grant('H1')] });
    expect(ledger.freed.heldBy({ ...listed, accrued: false })).toEqual({
      kind: 'ORDER',
      orderId: 'ASD-202608-H1',
    });
  });

  it.each(['LAPSED', 'CANCELLED'] as const)('is nowhere when the debt is %s', (state) => {
    accrued();
    publish('b', '2026-09', { debts: [month({ opens: false, state })] });
    expect(ledger.freed.heldBy(listed)).toBeNull();
  });

  it('is in the order with the grants of a month that a supplementary run paid itself', () => {
    accrued();
    const grants = month({ kind: 'GRANTS', centimes: GRANT, state: 'PAID', orderId: 'ASD-202608-H1-S1' });
    publish('b', '2026-09', { debts: [month({ opens: false, state: 'CANCELLED' }), grants] });
    expect(ledger.freed.heldBy(listed)).toEqual({ kind: 'ORDER', orderId: 'ASD-202608-H1-S1' });
  });

  it('moves to another number with the debt', () => {
    accrued();
    ledger.transfer(
      { from: 'H1', to: 'H9', reason: 'one family', before: null },
      { staying: [], replaced: [] },
    );
    expect(ledger.freed.heldBy(listed)).toEqual({ kind: 'MONTH', householdId: 'H9', origin: '2026-08' });
  });
});
