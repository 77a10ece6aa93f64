import { amount, toText } from '../../domain/money.js';
import type { Day, Period } from '../../domain/period.js';
import type { InstitutionParameters } from '../../rules/institutions.js';
import type { Workspace } from '../../workspace/duckdb.js';
import { capitalTopup, monthlyAid, RESIDENT_TRACKS, type Track } from './assess.js';

/** What a month asks of its residents. */
export type ResidentMonth = {
  readonly period: Period;
  readonly now: Day;
  /** The prior run's reference date, or null. */
  readonly before: Day | null;
  /** The reference date of the last month before the capital was guaranteed, or null without a guarantee. */
  readonly guaranteeEve: Day | null;
  readonly ageMajority: number;
  readonly ageElderly: number;
  readonly institutions: InstitutionParameters;
};

/** Completed years of `birth_date` on a day. As text 02-28 comes before 02-29, as rule 1 has it. */
function ageOn(day: string): string {
  return `(CAST(year(${day}) AS INTEGER) - CAST(year(r.birth_date) AS INTEGER)
    - CASE WHEN strftime(${day}, '%m-%d') < strftime(r.birth_date, '%m-%d') THEN 1 ELSE 0 END)`;
}

/**
 * Table `resident_fact`: ages and tracks of every resident. Who left before the age of majority has departed;
 * who left at or after it came of age in care, and the capital is still owed. It is guaranteed to those who
 * lived in care before they came of age, and came of age since it is guaranteed.
 */
function factsSql(month: ResidentMonth): string {
  const { ageMajority, ageElderly } = month;
  const track = (day: string) => `CASE WHEN r.category = 'ELDERLY'
      THEN CASE WHEN ${ageOn(day)} >= ${ageElderly} THEN 'ELDERLY' ELSE 'NONE' END
      WHEN ${ageOn(day)} < ${ageMajority} THEN 'CHILD' ELSE 'ADULT' END`;
  const guaranteed =
    month.guaranteeEve === null ? 'false' : `${ageOn('CAST($guarantee_eve AS DATE)')} < ${ageMajority}`;
  return `
  CREATE TABLE resident_fact AS
  SELECT f.*, left_on IS NOT NULL AND left_on <= CAST($now AS DATE)
      AND NOT (track = 'ADULT' AND age_left >= ${ageMajority}) AS departed,
    track = 'ADULT' AND NOT topped_up AND guaranteed AND age_admitted < ${ageMajority} AS capital_open
  FROM (
    SELECT r.*, ${ageOn('CAST($now AS DATE)')} AS age,
      ${track('CAST($now AS DATE)')} AS track, ${track('CAST($before AS DATE)')} AS track_before,
      ${ageOn('r.left_on')} AS age_left, ${ageOn('r.admitted_on')} AS age_admitted,
      ${guaranteed} AS guaranteed,
      coalesce(p.paid, 0) AS paid, coalesce(p.topped_up, false) AS topped_up
    FROM resident r LEFT JOIN resident_paid p ON p.person_id = r.person_id
  ) f`;
}

/** Every pair of track and scholarship that the month, or the prior run, knows: each is priced once. */
const SITUATIONS = `
  SELECT track, CAST(scholarship AS VARCHAR) AS scholarship FROM (
    SELECT track, scholarship FROM resident_fact UNION SELECT track_before, scholarship FROM resident_fact
    UNION SELECT track, scholarship FROM prior_resident
  ) ORDER BY ALL`;

const PAID = `
  SELECT DISTINCT CAST(paid AS VARCHAR) AS paid FROM resident_fact WHERE capital_open ORDER BY ALL`;

/** Table `resident_amount`: the facts with the amounts that today's parameters give them. */
const AMOUNTS = `
  CREATE TABLE resident_amount AS
  SELECT f.*, CAST(now.aid AS DECIMAL(12,2)) AS own_monthly,
    CAST(before.aid AS DECIMAL(12,2)) AS aid_facts_before,
    CAST(coalesce(c.topup, '0') AS DECIMAL(12,2)) AS own_topup
  FROM resident_fact f
  JOIN resident_price now ON now.track = f.track AND CAST(now.scholarship AS DECIMAL(12,2)) = f.scholarship
  JOIN resident_price before
    ON before.track = f.track_before AND CAST(before.scholarship AS DECIMAL(12,2)) = f.scholarship
  LEFT JOIN capital_price c ON f.capital_open AND CAST(c.paid AS DECIMAL(12,2)) = f.paid`;

/** Creates tables `resident_fact`, `resident_price`, `capital_price` and `resident_amount`. */
export async function assessResidents(workspace: Workspace, month: ResidentMonth): Promise<void> {
  const { now, before, guaranteeEve, institutions } = month;
  await workspace.run(factsSql(month), {
    now,
    before: before ?? now,
    ...(guaranteeEve === null ? {} : { guarantee_eve: guaranteeEve }),
  });
  await workspace.createFrom(
    'resident_price',
    { track: 'VARCHAR', scholarship: 'VARCHAR', aid: 'VARCHAR' },
    (await workspace.select(SITUATIONS)).map((row) => {
      const [track, scholarship] = [row.text('track'), row.text('scholarship')];
      const aid = toText(monthlyAid(trackOf(track), amount(scholarship), institutions));
      return { track, scholarship, aid };
    }),
  );
  await workspace.createFrom(
    'capital_price',
    { paid: 'VARCHAR', topup: 'VARCHAR' },
    (await workspace.select(PAID)).map((row) => {
      const paid = row.text('paid');
      return { paid, topup: toText(capitalTopup(amount(paid), institutions)) };
    }),
  );
  await workspace.run(AMOUNTS);
}

function trackOf(name: string): Track {
  const track = RESIDENT_TRACKS.find((one) => one === name);
  if (track === undefined) throw new RangeError(`no track of residents: ${name}`);
  return track;
}
