import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../config/schema.js';
import { type ExtractMeasures, extractControls } from './extract-controls.js';

const NEWEST = { birth: '2026-08-30', death: null, enrolment: '2026-08-31', admission: null };
const RUN = { runId: '0123456789ab', period: '2026-07' };
const QUIET: ExtractMeasures = {
  likest: null,
  asOld: null,
  newest: NEWEST,
  newestBefore: NEWEST,
  households: 100,
  reference: '2026-09-30',
  turned: 0,
};
const found = (m: Partial<ExtractMeasures>) => extractControls({ ...QUIET, ...m }, DEFAULT_LIMITS);

test('of an extract in which nothing is found there are no controls', () => expect(found({})).toEqual([]));

describe('older_rows', () => {
  const alike = (asThen: number, changed: number, sampled = 1000) =>
    found({ likest: { ...RUN, sampled, changed, asThen, same: false, asOld: false } });
  test.each([
    ['as many as the limit', 5, 5, 0],
    ['one more', 6, 6, 1],
    ['a quarter of what changed', 6, 24, 1],
    ['less than a quarter', 6, 25, 0],
    ['nothing changed', 0, 0, 0],
  ])('%s', (_, asThen, changed, controls) => expect(alike(asThen, changed)).toHaveLength(controls));

  test('names month and run', () =>
    expect(alike(6, 7)[0]).toEqual({
      control: 'older_rows',
      measured: '0.006',
      limit: '0.005',
      status: 'HOLD',
      detail:
        "6 of 1,000 households and residents looked at are as in the extract of 2026-07 (run 0123456789ab) and not as in the last month's; in all 7 are not as in the last month's",
    }));
});

describe('extract_age', () => {
  const newest = (day: string, households: number) =>
    found({ newest: { ...NEWEST, birth: null, enrolment: day }, households }).map((one) => one.limit);
  test.each([
    ['a large one, three months old', '2026-06-30', 10_000, []],
    ['a day older', '2026-06-29', 10_000, ['2026-06-30']],
    ['a small one, four years old', '2022-09-30', 9_999, []],
    ['a day older', '2022-09-29', 9_999, ['2022-09-30']],
  ])('%s', (_, day, households, limits) => expect(newest(day, households)).toEqual(limits));

  test('newest days of an older extract', () =>
    expect(found({ asOld: RUN })[0]).toMatchObject({
      control: 'extract_age',
      measured: '2026-08-31',
      status: 'HOLD',
      detail: expect.stringContaining('those of the extract of 2026-07 (run 0123456789ab): birth 2026-08-30'),
    }));

  test('an extract that tells of no day is not judged', () =>
    expect(found({ newest: { birth: null, death: null, enrolment: null, admission: null } })).toEqual([]));
});

test('supplement_turned counts whom a supplementary run pays that were ineligible or suspended', () =>
  expect(found({ turned: 1 })).toMatchObject([
    { control: 'supplement_turned', measured: '1', limit: '0', status: 'HOLD' },
  ]));
