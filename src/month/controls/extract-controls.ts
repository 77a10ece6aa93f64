import type { LimitName } from '../../config/load.js';
import { counted, countToPeople, decimal, share, shareToText } from '../../domain/money.js';
import { type Day, monthsBefore, type Period } from '../../domain/period.js';
import type { NewestDays } from '../../ledger/extracts.js';
import type { Control } from '../../programmes/control.js';
import { type Likeness, newestInWords, newestOf } from '../known-extracts.js';

/** What the controls look at of the extract, beside whether it is the very one of an earlier run. */
export type ExtractMeasures = {
  /** The older extract that it is most like; null where there is none. */
  readonly likest: Likeness | null;
  /** The latest one whose newest days it has, while the last month's are newer. */
  readonly asOld: Pick<Likeness, 'runId' | 'period'> | null;
  readonly newest: NewestDays;
  /** The newest days of the last month's; null on a first run. */
  readonly newestBefore: NewestDays | null;
  /** Rows of its households. */
  readonly households: number;
  readonly reference: Day;
  /** Of a supplementary run: households that it pays and that were not eligible, or suspended, in the run before it. */
  readonly turned: number;
};

/** Of so many households somebody is born, dies or enters each month; of a few there may be nobody for long. */
const LARGE = 10_000;
const SMALL_TIMES = 16;
/** An extract is an older one when so much of what changed since the last month is as it was then. */
const CHANGES_BACK = decimal('0.25');

/** Of an extract that may be the wrong one; none of one in which nothing is found. */
export function extractControls(m: ExtractMeasures, limits: Readonly<Record<LimitName, string>>): Control[] {
  const found = [olderRows(m, limits.older_rows), age(m, Number(limits.extract_age)), turned(m)];
  return found.filter((one) => one !== null);
}

export const ofRun = ({ period, runId }: { readonly period: Period; readonly runId: string }) =>
  `${period} (run ${runId})`;

/** A mixture of two months' files, or an older extract that was edited. */
function olderRows({ likest }: ExtractMeasures, limit: string): Control | null {
  if (likest === null || likest.changed === 0) return null;
  const { asThen, changed, sampled } = likest;
  const measured = share(asThen, sampled);
  if (!measured.greaterThan(decimal(limit)) || share(asThen, changed).lessThan(CHANGES_BACK)) return null;
  return {
    control: 'older_rows',
    measured: shareToText(measured),
    limit,
    status: 'HOLD',
    detail: `${countToPeople(asThen)} of ${countToPeople(sampled)} households and residents looked at are as in the extract of ${ofRun(likest)} and not as in the last month's; in all ${countToPeople(changed)} are not as in the last month's`,
  };
}

function age(m: ExtractMeasures, months: number): Control | null {
  const days = newestInWords(m.newest);
  const newest = newestOf(m.newest);
  if (newest === null) return null;
  const control = { control: 'extract_age', measured: newest, status: 'HOLD' } as const;
  if (m.asOld !== null && m.newestBefore !== null)
    return {
      ...control,
      limit: newestOf(m.newestBefore) ?? '',
      detail: `the newest days are those of the extract of ${ofRun(m.asOld)}: ${days}; last month's: ${newestInWords(m.newestBefore)}`,
    };
  const oldest = monthsBefore(m.reference, m.households < LARGE ? months * SMALL_TIMES : months);
  if (newest >= oldest) return null;
  return {
    ...control,
    limit: oldest,
    detail: `nobody was born, died or entered since: ${days}; is it the extract of this month?`,
  };
}

function turned({ turned: households }: ExtractMeasures): Control | null {
  if (households === 0) return null;
  return {
    control: 'supplement_turned',
    measured: String(households),
    limit: '0',
    status: 'HOLD',
    detail: `${counted(households, 'household is', 'households are')} paid that ${households === 1 ? 'was' : 'were'} ineligible or suspended in the month's run before; audit/supplement.csv lists them (earlier_decision)`,
  };
}
