/** The text tables that the files are loaded into, and where they are cut in two. */
import { UNATTENDED } from './session.js';

const HOUSEHOLD_COLUMNS =
  'household_id province_code milieu ise_score status status_reason payee_id payee_name channel provider account enrolled_on'.split(
    ' ',
  );
const MEMBER_COLUMNS =
  'household_id person_id birth_date sex relation schooled public_school severe_disability father_deceased school_level social_cover deceased_on'.split(
    ' ',
  );
export const COLUMNS = { household: HOUSEHOLD_COLUMNS, member: MEMBER_COLUMNS } as const;

const texts = (columns: readonly string[]) => columns.map((name) => `${name} text COLLATE "C"`).join(', ');

export const CREATE_TEXT_TABLES = `
  CREATE UNLOGGED TABLE household_text (${texts(HOUSEHOLD_COLUMNS)}) ${UNATTENDED};
  CREATE UNLOGGED TABLE member_text (${texts(MEMBER_COLUMNS)}) ${UNATTENDED};`;

/** After loading: statistics, and the household_id that cuts the month in two. */
export const ANALYZE_TEXT = `
  ANALYZE household_text (household_id, enrolled_on);
  ANALYZE member_text (household_id, person_id, birth_date, deceased_on);
  CREATE TABLE cut AS SELECT coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY household_id), '') AS at
    FROM household_text TABLESAMPLE SYSTEM (CASE WHEN (SELECT count(*) FROM (SELECT FROM household_text LIMIT 100001) t) > 100000 THEN 2 ELSE 100 END);`;
