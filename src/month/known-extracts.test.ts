import { describe, expect, test } from 'vitest';
import type { ExtractMark, KnownExtract, NewestDays } from '../ledger/extracts.js';
import { likenesses, newestInWords, newestOf } from './known-extracts.js';

const DAYS: NewestDays = { birth: '2026-06-01', death: null, enrolment: '2026-06-20', admission: null };
const ALL = (2n ** 64n - 1n).toString();

/** An extract of households 0, 1, 2 …, each with the letter that its rows say; "-": not there. */
function mark(rows: string, newest: NewestDays = DAYS, below = ALL): ExtractMark {
  const pairs = [...rows].flatMap((row, i) => (row === '-' ? [] : [BigInt(i), BigInt(row.charCodeAt(0))]));
  return { form: 'f', below, newest, sample: new Uint8Array(new BigUint64Array(pairs).buffer) };
}
const known = (runId: string, rows: string, newest = DAYS): KnownExtract => ({
  ...mark(rows, newest),
  runId,
  period: '2026-01',
});

describe('an extract, against the last month’s and an older one', () => {
  test.each<[what: string, now: string, last: string, older: string, changed: number, asThen: number]>([
    ['a new one', 'aacc', 'aabb', 'aaaa', 2, 0],
    ['the older one again', 'aaaa', 'aabb', 'aaaa', 2, 2],
    ['the older one, edited', 'aaax', 'aabb', 'aaaa', 2, 1],
    ['half of each', 'aaab', 'aabb', 'aaaa', 1, 1],
    ['who had gone is back', 'aaa', 'aa-', 'aaa', 1, 1],
    ['who had come is gone', 'aa-', 'aaa', 'aa-', 1, 1],
    ['who had come is gone, and was there before', 'aa-', 'aaa', 'aaa', 1, 0],
  ])('%s', (_, now, last, older, changed, asThen) => {
    const [found] = likenesses(mark(now), [known('last', last)], [known('older', older)]).older;
    expect(found).toMatchObject({ runId: 'older', changed, asThen, same: now === older });
  });

  test('as in any run of the last month is as in the last month', () => {
    const last = [known('regular', 'aab'), known('supplementary', 'aac')];
    expect(likenesses(mark('aac'), last, [known('older', 'aac')]).older[0]).toMatchObject({ changed: 0 });
    expect(likenesses(mark('aac'), last, []).last.map((one) => one.same)).toEqual([true, false]);
  });

  test('of a smaller sample, only what both have is compared', () => {
    const older = { ...known('older', 'aa'), below: '1' };
    const [found] = likenesses(mark('aabb'), [known('last', 'aacc')], [older]).older;
    expect(found).toMatchObject({ sampled: 2, changed: 0, same: false });
  });

  test('a mark of another form is not compared', () => {
    const other = { ...known('older', 'aa'), form: 'g' };
    expect(likenesses(mark('aa'), [known('last', 'ab')], [other]).older).toEqual([]);
  });

  test.each<[what: string, now: NewestDays, last: NewestDays, asOld: boolean]>([
    ['as old as then, and last month’s are newer', DAYS, { ...DAYS, birth: '2026-07-01' }, true],
    ['as old as then, and as last month’s', DAYS, DAYS, false],
    [
      'one is newer than last month’s',
      DAYS,
      { ...DAYS, birth: '2026-07-01', enrolment: '2026-06-19' },
      false,
    ],
    ['not as then', { ...DAYS, birth: '2026-06-02' }, { ...DAYS, birth: '2026-07-01' }, false],
  ])('newest days: %s', (_, now, last, asOld) => {
    const [found] = likenesses(mark('a', now), [known('last', 'b', last)], [known('older', 'c')]).older;
    expect(found?.asOld).toBe(asOld);
  });
});

test('newest days, in one and in words', () => {
  expect(newestOf(DAYS)).toBe('2026-06-20');
  expect(newestInWords(DAYS)).toBe('birth 2026-06-01, enrolment 2026-06-20');
  const none = { birth: null, death: null, enrolment: null, admission: null };
  expect([newestOf(none), newestInWords(none)]).toEqual([null, 'none']);
});
