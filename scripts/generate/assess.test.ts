import { describe, expect, it } from 'vitest';
import { assess, blankAssessment } from './assess.js';
import { dayNumber, type Month, monthOf, monthSerial } from './calendar.js';
import { ANSWER, Family, LEVEL, RELATION, STATUS } from './family.js';
import { THRESHOLD } from './standing.js';

const monthNamed = (label: string) => monthOf(monthSerial(label) ?? 0);
const day = (iso: string) => {
  const [year = 0, month = 0, date = 0] = iso.split('-').map(Number);
  return dayNumber(year, month, date);
};

/** A mother, paid unless the status says otherwise, and children born on these days. */
function familyOf(...births: string[]): Family {
  const family = new Family();
  family.reset(1, 'H1');
  family.score = THRESHOLD;
  family.payee = family.add('P00', day('1990-01-01'), false, RELATION.HEAD);
  births.forEach((birth, i) => {
    family.add(`P0${i + 1}`, day(birth), true, RELATION.CHILD);
  });
  return family;
}

function granted(family: Family, month: Month) {
  const result = blankAssessment();
  assess(family, month, result);
  return { birth: result.birthGrant, school: result.schoolGrant };
}

describe('birth grants', () => {
  it.each([
    ['a first birth', ['2026-09-02'], 2000_00],
    ['a second', ['2020-01-01', '2026-09-02'], 1000_00],
    ['a third gets none', ['2018-01-01', '2020-01-01', '2026-09-02'], 0],
    ['twins as first and second', ['2026-09-02', '2026-09-02'], 3000_00],
    ['twins as second and third', ['2020-01-01', '2026-09-02', '2026-09-02'], 1000_00],
    ['a grown-up child counts in the rank', ['1999-01-01', '2020-01-01', '2026-09-02'], 0],
    ['born on the day six months before: too old', ['2026-03-30'], 0],
    ['born the day after', ['2026-03-31'], 2000_00],
  ])('%s', (_, births, centimes) => {
    expect(granted(familyOf(...births), monthNamed('2026-09')).birth).toBe(centimes);
  });

  it('are paid once a child, and when the household is paid', () => {
    const family = familyOf('2026-09-02');
    family.status = STATUS.BLOCKED;
    expect(granted(family, monthNamed('2026-09')).birth).toBe(0);
    family.status = STATUS.ACTIVE;
    expect(granted(family, monthNamed('2026-10')).birth).toBe(2000_00);
    expect(granted(family, monthNamed('2026-11')).birth).toBe(0);
  });

  it('are for the birth: a child that died takes its own, and has its rank', () => {
    const family = familyOf('2026-08-01', '2026-09-02');
    const first = family.members[1];
    if (first) first.deceased = day('2026-08-20');
    expect(granted(family, monthNamed('2026-09')).birth).toBe(3000_00);
  });
});

describe('school grants', () => {
  it.each([
    ['primary, public', LEVEL.PRIMARY, ANSWER.YES, '2026-09', 200_00],
    ['lower secondary', LEVEL.LOWER_SECONDARY, ANSWER.YES, '2026-09', 200_00],
    ['upper secondary', LEVEL.UPPER_SECONDARY, ANSWER.YES, '2026-09', 300_00],
    ['another course', LEVEL.OTHER, ANSWER.YES, '2026-09', 0],
    ['no level', LEVEL.BLANK, ANSWER.YES, '2026-09', 0],
    ['a private school', LEVEL.PRIMARY, ANSWER.NO, '2026-09', 0],
    ['another month', LEVEL.PRIMARY, ANSWER.YES, '2026-10', 0],
    ['before the decree', LEVEL.PRIMARY, ANSWER.YES, '2023-09', 0],
  ])('%s', (_, level, isPublic, month, centimes) => {
    const family = familyOf('2014-01-01');
    const child = family.members[1];
    if (child) Object.assign(child, { schooled: ANSWER.YES, publicSchool: isPublic, level });
    expect(granted(family, monthNamed(month)).school).toBe(centimes);
  });
});
