import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GrantClaim } from './granted.js';
import { Ledger } from './ledger.js';
import type { LedgerRun, NewRun } from './run-table.js';

/** A grant counts when the run that claims it is released, and it can count only once (rules, 6 and 7). */
let out: string;
let ledger: Ledger;

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'sarf-granted-'));
  ledger = Ledger.open(out, () => '2026-09-30T00:00:00Z');
});
afterEach(() => {
  ledger.close();
  rmSync(out, { recursive: true });
});

const birth = (personId: string): GrantClaim => ({
  personId,
  householdId: 'H1',
  kind: 'BIRTH',
  level: 'FIRST',
  year: 0,
  centimes: 200_000,
});
const school = (personId: string, year: number): GrantClaim => ({
  ...birth(personId),
  kind: 'SCHOOL',
  level: 'PRIMARY',
  year,
  centimes: 20_000,
});

function announced(
  runId: string,
  period: string,
  status: 'PASS' | 'HOLD',
  ...claims: GrantClaim[]
): LedgerRun {
  const run: NewRun = {
    runId,
    period,
    kind: 'regular',
    status,
    seal: runId,
    priorRunId: null,
    families: 0,
    netCentimes: 0,
  };
  ledger.claim(runId, claims);
  ledger.announce(run);
  return ledger.run(runId) as LedgerRun;
}

describe('grants', () => {
  it('stand with the release, in their own year, and are listed', () => {
    const run = announced('a', '2026-09', 'PASS', birth('P1'), school('P2', 2026));
    expect(ledger.granted('BIRTH', 0)).toEqual([]);
    ledger.confirm(run);
    expect(ledger.granted('BIRTH', 0)).toEqual(['P1']);
    expect(ledger.granted('SCHOOL', 2026)).toEqual(['P2']);
    expect(ledger.granted('SCHOOL', 2027)).toEqual([]);
    expect([2026, 2027].map((year) => ledger.grantedAny('SCHOOL', year))).toEqual([true, false]);
    expect([...ledger.grantsOf('a')].map((one) => one.personId)).toEqual(['P1', 'P2']);
  });

  it('of a run on hold, superseded or never announced are nothing', () => {
    ledger.confirm(announced('a', '2026-09', 'HOLD', birth('P1')));
    ledger.confirm(announced('b', '2026-09', 'HOLD', birth('P2')));
    ledger.claim('c', [birth('P3')]);
    ledger.withdrawClaims();
    expect(ledger.granted('BIRTH', 0)).toEqual([]);
    expect(ledger.grantedAny('BIRTH', 0)).toBe(false);
    expect([...ledger.grantsOf('c')]).toEqual([]);
    expect([...ledger.grantsOf('a')]).toHaveLength(1); // it may be reinstated
    ledger.release(ledger.run('b') as LedgerRun, 'a reason');
    expect(ledger.granted('BIRTH', 0)).toEqual(['P2']);
  });

  it('are granted once: a run that claims what was granted is not released', () => {
    ledger.confirm(announced('a', '2026-09', 'PASS', birth('P1'), school('P1', 2026)));
    expect(() => ledger.confirm(announced('b', '2026-10', 'PASS', birth('P1')))).toThrow('granted before');
    expect(ledger.run('b')?.state).toBe('PUBLISHING');
    ledger.confirm(announced('c', '2027-09', 'PASS', school('P1', 2027))); // another year is another grant
    expect(ledger.granted('SCHOOL', 2027)).toEqual(['P1']);
  });
});
