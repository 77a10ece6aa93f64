import { describe, expect, it } from 'vitest';
import { member } from '../../fixtures/worlds/members.js';
import { compositionText, NO_GRANTS } from '../domain/composition.js';
import { type Amount, amount, sum, ZERO } from '../domain/money.js';
import { referenceDate } from '../domain/period.js';
import { assessColumns } from '../programmes/families/assess.js';
import { COMPONENT_COLUMNS } from '../programmes/families/components.js';
import { loadRules } from '../rules/load.js';
import { parametersAt } from '../rules/parameters.js';
import { entitlementOf } from './explain-household.js';
import { countChildren, type Member } from './facts/children.js';
import type { GrantRow, RegisterRow } from './facts/rows.js';

const rules = loadRules();
const period = '2026-09';
const parameters = parametersAt(rules, period);

const disabled = member('P0000A', '2010-01-10', { severeDisability: true });
const second = member('P0000B', '2015-02-20');
const head = member('P0000Z', '1980-05-05', { relation: 'HEAD' });
const school: GrantRow = {
  personId: 'P0000B',
  grant: 'SCHOOL',
  level: 'PRIMARY',
  year: 2026,
  amount: amount('200'),
  standing: 'PAID',
};

/** The lines of a household in September 2026, whose register holds `more` than its members come to. */
function told(
  members: readonly Member[],
  grants: readonly GrantRow[],
  more: Readonly<Record<string, string>>,
) {
  const household = countChildren(members, () => referenceDate(period), parameters);
  const children = household.paid.map((one) => one.child);
  const taken = { ...NO_GRANTS, lowerSchool: grants.length };
  const components: Record<string, Amount> = { ...assessColumns(children, taken, parameters) };
  const entitlement = sum(Object.values(components)).plus(more.entitlement ?? ZERO);
  for (const [column, extra] of Object.entries(more))
    if (column !== 'entitlement') components[column] = (components[column] ?? ZERO).plus(extra);
  const register = {
    decision: 'PAY',
    reason: '',
    composition: compositionText(children, taken),
    components,
    entitlement,
  } as unknown as RegisterRow;
  return entitlementOf(register, { members, grants, gone: [], inDoubt: [] }, household, parameters, rules);
}

const lines = (...args: Parameters<typeof told>) =>
  told(...args)?.lines.map(
    (line) => `${line.column} ${line.of?.rank ?? '-'} ${line.amount} ${line.parameter}`,
  );

describe("an entitlement's lines", () => {
  it('are those of each child in rank order, then those of the household', () => {
    expect(lines([head, second, disabled], [school], {})).toEqual([
      'child_allowance 1 300 child_first_ranks_schooled',
      'disability_supplement 1 100 disability_supplement',
      'child_allowance 2 300 child_first_ranks_schooled',
      'floor_topup - 0 floor',
    ]);
    expect(lines([second], [], {})).toEqual([
      'child_allowance 1 300 child_first_ranks_schooled',
      'floor_topup - 200 floor',
    ]);
    expect(lines([head], [], {})).toEqual(['flat_rate - 500 flat_rate']);
  });

  it.each([...COMPONENT_COLUMNS, 'a_component_more'])(
    'that do not add up to the register are a defect: a centime more of %s',
    (column) => {
      for (const members of [[head, disabled, second], [head]])
        expect(() => told(members, [], { [column]: '0.01', entitlement: '0.01' })).toThrow(
          `${column}: the lines of the explanation add up to `,
        );
    },
  );

  it('nor may its entitlement be another', () => {
    expect(() => told([second], [school], {})).not.toThrow();
    expect(() => told([second], [school], { entitlement: '0.01' })).toThrow(
      'entitlement: the lines of the explanation add up to 700.00, the amount is 700.01',
    );
  });

  it('nor its list of grants', () => {
    const more = { ...school, amount: amount('300') };
    expect(() => told([second], [more], {})).toThrow(
      'school_grant: the lines of the explanation add up to 300.00, the amount is 200.00',
    );
  });
});
