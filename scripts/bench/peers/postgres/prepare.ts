/** What stands in the database before the month comes. Outside the clock. */
import { DECISIONS, owedMonths, ratesOf, type TheMonth } from '../the-month.js';
import { SCHEMA } from './session.js';

/** The compact form of a child: one letter, 4 × band + 2 × fatherless + disabled. */
export const LETTERS = 'ABCDEFGHIJKL';
const BANDS = ['I', 'S', 'N'] as const;

/** A month that may be owed: its days, and the rates of the first children. */
function pastMonth({ period, reference, cutoffs, september }: TheMonth): string {
  const { first } = ratesOf(period);
  const days = [reference, cutoffs.now.child, cutoffs.now.infant, cutoffs.now.newborn].map(
    (day) => `date '${day}'`,
  );
  const rates = [first.schooled, first.not, first.fatherlessSchooled, first.fatherlessNot];
  return `('${period}', ${[...days, september, period.slice(0, 4), ...rates].join(', ')})`;
}

/** What stands in the database before the month comes: the prior month's result, calendar, code lists. */
export function prepareSql(provinces: readonly string[], month: TheMonth): string {
  const lines = DECISIONS.map(
    ([decision, reason, amount], i) => `(${i}, '${decision}', '${reason}', '${amount}')`,
  );
  const letters = [...LETTERS].map((letter, i) => {
    const token = `${BANDS[i >> 2]}${i & 2 ? 'f' : ''}${i & 1 ? 'd' : ''}`;
    return `('${letter}', '${token}')`;
  });
  return `
  DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE;
  CREATE SCHEMA ${SCHEMA};
  SET search_path = ${SCHEMA};
  CREATE UNLOGGED TABLE prior (household_id text COLLATE "C", province_code text, composition text COLLATE "C", aid bigint, grants bigint, adjustments bigint, net bigint);
  CREATE UNLOGGED TABLE granted (person_id text COLLATE "C");
  CREATE UNLOGGED TABLE pupil (person_id text COLLATE "C", year int, PRIMARY KEY (year, person_id));
  CREATE UNLOGGED TABLE owed (household_id text COLLATE "C", origin text COLLATE "C", kind text, reference text, amount bigint);
  CREATE TABLE past AS SELECT origin COLLATE "C" AS origin, reference, child, infant, newborn, september, year,
      schooled, not_schooled, fatherless_schooled, fatherless_not
    FROM (VALUES ${owedMonths(month.period).map(pastMonth).join(', ')})
      t(origin, reference, child, infant, newborn, september, year, schooled, not_schooled, fatherless_schooled, fatherless_not);
  CREATE TABLE day AS
    SELECT d::date AS day, to_char(d, 'YYYY-MM-DD') COLLATE "C" AS written
    FROM generate_series(date '1900-01-01', date '2050-12-31', '1 day') d;
  CREATE TABLE province AS SELECT code COLLATE "C" AS code FROM (VALUES ${provinces.map((code) => `('${code}')`).join(', ')}) t(code);
  CREATE TABLE decision_line AS SELECT * FROM (VALUES ${lines.join(', ')}) t(line, decision, reason, amount);
  CREATE TABLE letter AS SELECT letter COLLATE "C" AS letter, token FROM (VALUES ${letters.join(', ')}) t(letter, token);
  -- Days that the calendar does not hold: rare, so the price of an exception does not matter.
  CREATE FUNCTION try_day(written text) RETURNS date LANGUAGE plpgsql IMMUTABLE AS $f$
  BEGIN
    IF written !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN RETURN NULL; END IF;
    RETURN written::date;
  EXCEPTION WHEN others THEN RETURN NULL;
  END $f$;
  ANALYZE;`;
}

/** When the prior month's result is there: its compositions, as that month's run would have left them. */
export const AFTER_PRIOR = `
  CREATE TABLE prior_composition AS SELECT DISTINCT composition FROM prior;
  ANALYZE prior; ANALYZE granted; ANALYZE pupil; ANALYZE owed; ANALYZE prior_composition; CHECKPOINT;`;
