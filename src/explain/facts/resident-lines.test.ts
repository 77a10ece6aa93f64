import { describe, expect, it } from 'vitest';
import { amount, toText } from '../../domain/money.js';
import type { Track } from '../../programmes/residents/assess.js';
import { residentLines } from './resident-lines.js';

const lines = (track: Track, aid: string, topup: string, entitlement: string) =>
  residentLines(track, {
    components: { monthly_aid: amount(aid), capital_topup: amount(topup) },
    entitlement: amount(entitlement),
  }).map((line) => `${line.column} ${toText(line.amount)}`);

describe("a resident's lines", () => {
  it.each<[Track, string, string, string]>([
    ['CHILD', '500', '0', 'monthly_aid 500.00'],
    ['CHILD', '0', '0', 'monthly_aid 0.00'],
    ['ELDERLY', '600', '0', 'monthly_aid 600.00'],
    ['NONE', '0', '0', 'monthly_aid 0.00'],
    ['ADULT', '0', '6500', 'capital_topup 6500.00'],
  ])('%s: aid %s, top-up %s', (track, aid, topup, expected) => {
    expect(lines(track, aid, topup, String(Number(aid) + Number(topup)))).toEqual([expected]);
  });

  it.each<[Track, string, string, string, string]>([
    ['CHILD', '500', '0.01', '500.01', 'capital_topup: the lines of the explanation add up to 0.00'],
    ['ADULT', '0.01', '6500', '6500.01', 'monthly_aid: the lines of the explanation add up to 0.00'],
    ['CHILD', '500', '0', '500.01', 'entitlement: the lines of the explanation add up to 500.00'],
  ])('%s that are not all of the register are a defect', (track, aid, topup, entitlement, message) => {
    expect(() => lines(track, aid, topup, entitlement)).toThrow(message);
  });

  it('nor may a component be in no line', () => {
    const components = { monthly_aid: amount('500'), capital_topup: null, a_component_more: amount('10') };
    expect(() => residentLines('CHILD', { components, entitlement: amount('510') })).toThrow(
      'a_component_more: the lines of the explanation add up to 0.00, the amount is 10.00',
    );
  });
});
