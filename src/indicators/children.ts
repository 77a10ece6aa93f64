import type { Day } from '../domain/period.js';
import type { Row, Workspace } from '../workspace/duckdb.js';

/**
 * The children of the families paid, of any rank, by province and milieu. A composition holds a household's paid
 * children with all that is asked here, and nearly everywhere those are all its children: millions of families
 * are some thousand compositions. Members are read only for the few families with more.
 */
export const CHILDREN_MEASURES = [
  'school_age_children',
  'schooled_children',
  'disabled_children',
  'fatherless_children',
] as const;
type ChildrenMeasure = (typeof CHILDREN_MEASURES)[number];

/** How often a letter occurs in the monthly part of a composition: "S.Sf.Nd" has two S, one N, one f, one d. */
const times = (letter: string) => `(length(monthly) - length(replace(monthly, '${letter}', '')))`;
const COUNTED: Readonly<Record<ChildrenMeasure, string>> = {
  school_age_children: `${times('S')} + ${times('N')}`,
  schooled_children: times('S'),
  disabled_children: times('d'),
  fatherless_children: times('f'),
};

const ALL_PAID = `
  SELECT CAST(province_code AS VARCHAR) AS province_code, CAST(milieu AS VARCHAR) AS milieu,
    ${CHILDREN_MEASURES.map((name) => `CAST(sum(families * (${COUNTED[name]})) AS BIGINT) AS ${name}`).join(', ')}
  FROM (
    SELECT province_code, milieu, split_part(CAST(composition AS VARCHAR), '+', 1) AS monthly, families
    FROM (SELECT province_code, milieu, composition, count(*) AS families FROM assessed
      WHERE decision = 'PAY' AND children_paid > 0 AND children = children_paid GROUP BY ALL))
  GROUP BY ALL`;

const MORE_THAN_PAID = `
  WITH large AS (
    SELECT hid, province_code, milieu FROM assessed WHERE decision = 'PAY' AND children > children_paid
  ), child AS (
    SELECT large.province_code, large.milieu, m.schooled, m.severe_disability, m.father_deceased,
      m.birth_date <= CAST($school_age AS DATE) AS of_school_age
    FROM member m JOIN large ON large.hid = m.hid
    WHERE m.relation = 'CHILD' AND m.birth_date > CAST($child AS DATE)
      AND (m.deceased_on IS NULL OR m.deceased_on > CAST($today AS DATE))
  )
  SELECT CAST(province_code AS VARCHAR) AS province_code, CAST(milieu AS VARCHAR) AS milieu,
    count(*) FILTER (of_school_age) AS school_age_children,
    count(*) FILTER (of_school_age AND schooled) AS schooled_children,
    count(*) FILTER (severe_disability) AS disabled_children,
    count(*) FILTER (father_deceased) AS fatherless_children
  FROM child GROUP BY ALL`;

/** The reference date; the latest birth dates of those who are of school age, and of those who are no child any more. */
export type ChildDays = { readonly today: Day; readonly school_age: Day; readonly child: Day };

/** Some hundred rows of province_code, milieu and the measures; a place may have two. */
export async function childrenOf(workspace: Workspace, days: ChildDays): Promise<Row[]> {
  return [...(await workspace.select(ALL_PAID)), ...(await workspace.select(MORE_THAN_PAID, { ...days }))];
}
