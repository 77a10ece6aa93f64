import { describe, expect, it } from 'vitest';
import { addUp, openOffices, provenTerritory, type Territory } from './territory.js';

const measures = (familiesPaid: number, net: string) => ({
  familiesPaid,
  persons: 3,
  children: 2,
  elderly: 0,
  net,
  priorNet: '500.00',
  change: '100.50',
});

describe('an office counts from the month in which it is open on the reference date', () => {
  const office = (code: string, openedOn: string) => ({ code, name: code, provinces: ['06.181'], openedOn });
  it.each([
    ['2026-02-28', '2026-01-31', []],
    ['2026-02-28', '2026-02-28', ['FES']],
    ['2026-03-01', '2026-02-28', []],
    ['2026-03-01', '2026-03-31', ['FES']],
    ['2023-12-01', '2026-03-31', ['FES']],
  ])('opened on %s, looked at on %s: %j', (openedOn, reference, codes) => {
    expect(openOffices([office('FES', openedOn)], reference).map((one) => one.code)).toEqual(codes);
  });

  it('they are listed by code, in whatever order they are configured', () => {
    const offices = [office('ZAGORA', '2026-01-01'), office('AGADIR', '2026-02-01')];
    expect(openOffices(offices, '2026-02-28').map((one) => one.code)).toEqual(['AGADIR', 'ZAGORA']);
  });
});

describe('each report adds up to the month', () => {
  const month = { paid: 5, totals: { net: '2500.10' }, bridge: [{ amount: '1000.00' }] };
  const parts = [measures(2, '1500.05'), measures(3, '1000.05')];
  const whole = addUp(parts);
  const reports = (regions: unknown, offices: unknown) =>
    ({ provinces: parts, regions, offices }) as unknown as Territory;

  it('measures are added one by one, to the centime', () => {
    expect(whole).toEqual({
      familiesPaid: 5,
      persons: 6,
      children: 4,
      elderly: 0,
      net: '2500.10',
      priorNet: '1000.00',
      change: '201.00',
    });
    expect(() => provenTerritory(reports([whole], parts), month)).not.toThrow();
  });

  it.each([
    ['another number of families', reports([whole], parts), { ...month, paid: 6 }],
    ['another total', reports([whole], parts), { ...month, totals: { net: '2500.11' } }],
    ['another total before', reports([whole], parts), { ...month, bridge: [{ amount: '999.99' }] }],
    ['a region that is missing', reports([parts[0]], parts), month],
    ['an office that counts twice', reports([whole], [...parts, parts[0]]), month],
  ])('%s crashes', (_, territory, against) => {
    expect(() => provenTerritory(territory, against)).toThrow('invariant broken: territory');
  });
});
