import type { Workspace } from '../workspace/duckdb.js';

/**
 * The indicators' numbers of children, against the register. The register's compositions describe each paid child
 * (age band, schooling, father, disability); of the other children it has the number alone. So each figure lies
 * between the paid children that it applies to, and these plus all the other children.
 */
const letters = (letter: string) => `(length(monthly) - length(replace(monthly, '${letter}', '')))`;

const held = (territory: string) => `
  SELECT CASE WHEN grouping(milieu) = 0 THEN 'MILIEU' WHEN grouping(region) = 0 THEN 'REGION'
      WHEN grouping(office) = 0 THEN 'OFFICE' ELSE 'TOTAL' END AS scope,
    coalesce(milieu, region, office, '') AS key, CAST(coalesce(sum(beyond), 0) AS BIGINT) AS beyond,
    ${['S', 'N', 'd', 'f'].map((one) => `CAST(coalesce(sum(families * ${letters(one)}), 0) AS BIGINT) AS ${one}_kids`).join(', ')}
  FROM (
    SELECT r.milieu, t.region, t.office, CASE composition WHEN 'none' THEN '' ELSE split_part(composition, '+', 1) END AS monthly,
      count(*) AS families, sum(r.children - r.children_paid) AS beyond
    FROM register r LEFT JOIN ${territory} t ON t.province_code = r.province_code
    WHERE r.decision = 'PAY' GROUP BY ALL)
  GROUP BY GROUPING SETS ((), (milieu), (region), (office))`;

/** The least and the most that a figure may be, both included; `column` is the figure's column in the file. */
export type Bounds = {
  readonly indicator: string;
  readonly scope: string;
  readonly key: string;
  readonly column: 'value' | 'numerator' | 'denominator';
  readonly least: number;
  readonly most: number;
};

/**
 * Returns the bounds of schooling_rate, disabled_children and fatherless_children for every scope with a family.
 * @param territory SQL of a relation with province_code, region and office
 */
export async function boundsOfChildren(workspace: Workspace, territory: string): Promise<Bounds[]> {
  return (await workspace.select(held(territory))).flatMap((row) => {
    const beyond = row.count('beyond');
    const [schooled, others] = [row.count('S_kids'), row.count('N_kids')];
    const bound = (indicator: string, column: Bounds['column'], least: number): Bounds => ({
      indicator,
      scope: row.text('scope'),
      key: row.text('key'),
      column,
      least,
      most: least + beyond,
    });
    return [
      bound('schooling_rate', 'numerator', schooled),
      bound('schooling_rate', 'denominator', schooled + others),
      bound('disabled_children', 'value', row.count('d_kids')),
      bound('fatherless_children', 'value', row.count('f_kids')),
    ];
  });
}
