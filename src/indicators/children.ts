/**
 * The children of the families paid, of any rank, by province and milieu: a row for some hundred places.
 * Interim: from the compositions, which hold the paid children alone.
 */
export const CHILDREN_MEASURES = [
  'school_age_children',
  'schooled_children',
  'disabled_children',
  'fatherless_children',
] as const;

const letters = (letter: string) => `(length(composition) - length(replace(composition, '${letter}', '')))`;

export const CHILDREN = `
  SELECT province_code, milieu,
    CAST(sum(n * (${letters('S')} + ${letters('N')})) AS BIGINT) AS school_age_children,
    CAST(sum(n * ${letters('S')}) AS BIGINT) AS schooled_children,
    CAST(sum(n * ${letters('d')}) AS BIGINT) AS disabled_children,
    CAST(sum(n * ${letters('f')}) AS BIGINT) AS fatherless_children
  FROM (SELECT province_code, milieu, composition, count(*) AS n
    FROM register WHERE decision = 'PAY' AND children_paid > 0 GROUP BY ALL)
  GROUP BY ALL`;
