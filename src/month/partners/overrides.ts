import { PARTNER_KINDS, PATTERNS, type PartnerKind } from '../../domain/vocabulary.js';
import { badFieldsSql } from '../../registry/checks.js';
import { partnerPerson, schoolingRow, socialSecurityRow } from '../../tables/extract.js';
import { make } from '../../tables/table.js';
import { text, type Workspace } from '../../workspace/duckdb.js';

/**
 * What partner ministries say of persons, under agreements on schooling and employment data. A row in force on
 * the reference date overrides the registry's fields for the month; a blank says nothing, and the registry's
 * value stays. Rows of other school years or spans are read and counted, and not followed.
 *
 * What cannot be trusted is quarantined and holds the person's household (decision 5), as a bad member row
 * does. To keep the registry's value instead would be to guess: a ministry writes of a person because it
 * differs from what a family declared, so a cover that cannot be read would mostly be paid, and then claimed
 * back. A family that is held gets its month in full once the row is put right; and a file that is broken
 * throughout shows in the controls of held households and of those lost to data, and holds the run. A bad row
 * that is surely not in force this month holds nobody.
 *
 * A person may have several covers at once: of those that exclude, the first in the order of decision 8 is
 * taken. A contradiction is NONE beside a cover, a pupil enrolled and not enrolled, or two levels.
 */
type Said = {
  readonly kind: PartnerKind;
  /** The partner's column, and the registry's that it overrides. */
  readonly column: string;
  readonly field: 'schooled' | 'public_school' | 'school_level' | 'social_cover';
  /** SQL over the rows of a person: whether they contradict each other. */
  readonly contradicts: string;
};

const several = (field: string) => `min(t.${field}) <> max(t.${field})`;
const SAID: readonly Said[] = [
  { kind: 'schooling', column: 'level', field: 'school_level', contradicts: several('school_level') },
  { kind: 'schooling', column: 'public', field: 'public_school', contradicts: several('public_school') },
  { kind: 'schooling', column: 'enrolled', field: 'schooled', contradicts: several('schooled') },
  {
    kind: 'social_security',
    column: 'cover',
    field: 'social_cover',
    contradicts: "min(t.social_cover) = 'NONE' AND max(t.social_cover) <> 'NONE'",
  },
];

const PARTNERS = PARTNER_KINDS.map(text).join(', ');
const fieldsOf = (kind: PartnerKind) => SAID.filter((one) => one.kind === kind);
export const tableOf = (kind: PartnerKind) =>
  ({ schooling: schoolingRow, social_security: socialSecurityRow })[kind].name;
const allKinds = (sql: (kind: PartnerKind) => string) => PARTNER_KINDS.map(sql).join('\n  UNION ALL\n  ');

/** Persons whom partners name and the registry knows, with a household to name in the quarantine. */
const PERSONS = `
  SELECT person_id, min(household_id) FILTER (faults = 0
    AND regexp_full_match(household_id, ${text(PATTERNS.householdId)})) AS household_id
  FROM member_row
  WHERE person_id IN (SELECT person_id FROM line_fault WHERE kind IN (${PARTNERS})
    UNION ALL ${allKinds((kind) => `SELECT person_id FROM ${tableOf(kind)}`)})
  GROUP BY person_id`;

/** What the good rows in force say of each known person: the values, and whether they contradict. */
function statementSql(kind: PartnerKind): string {
  const fields = fieldsOf(kind);
  const contradictions = fields.map(({ contradicts }) => `coalesce(${contradicts}, false)`);
  const columns = [
    ...fields.map(({ field }) => `min(t.${field}) AS ${field}`),
    ...fields.map(({ field }, i) => `${contradictions[i]} AS ${field}_contradicts`),
    `${contradictions.join(' OR ')} AS contradicts`,
  ];
  return `
  CREATE TABLE ${kind}_statement AS
  SELECT person_id, ${columns.join(', ')}
  FROM ${tableOf(kind)} t
  WHERE faults = 0 AND in_force AND person_id IN (SELECT person_id FROM partner_person)
  GROUP BY person_id`;
}

/** Table `override`: the facts to be taken in place of the registry's; NULL where a partner says nothing. */
const OVERRIDE = `
  CREATE TABLE override AS
  SELECT person_id, s.schooled, s.public_school, s.school_level, c.social_cover
  FROM (FROM schooling_statement WHERE NOT contradicts) s
  FULL JOIN (FROM social_security_statement WHERE NOT contradicts) c USING (person_id)`;

function householdOf(person: string): string {
  return `(SELECT p.household_id FROM partner_person p WHERE p.person_id = ${person})`;
}

const faultyRows = (kind: PartnerKind) =>
  `(SELECT rowid AS row, person_id, faults, came FROM ${tableOf(kind)} WHERE faults <> 0)`;

function unknownSql(kind: PartnerKind): string {
  return `SELECT ${text(kind)}, t.rowid, 0, 'person_id', 'UNKNOWN_PERSON', NULL, t.person_id
    FROM ${tableOf(kind)} t ANTI JOIN partner_person p ON p.person_id = t.person_id
    WHERE t.faults = 0 AND t.in_force`;
}

const asText = (value: string, field: Said['field']) =>
  field === 'schooled' || field === 'public_school'
    ? `CASE WHEN ${value} THEN 'Y' WHEN NOT ${value} THEN 'N' END`
    : `CAST(${value} AS VARCHAR)`;

function contradictionSql({ kind, column, field }: Said, place: number): string {
  const value = asText(`t.${field}`, field);
  return `SELECT ${text(kind)}, t.rowid, ${place + 1}, ${text(column)}, 'PARTNER_CONTRADICTION',
      ${householdOf('t.person_id')}, ${value}
    FROM ${tableOf(kind)} t JOIN ${kind}_statement s ON s.person_id = t.person_id AND s.${field}_contradicts
    WHERE t.faults = 0 AND t.in_force`;
}

/** Every row of a partner that is not to be trusted, or names nobody, one line a bad field: as `quarantine`. */
const FAULTS = `
  CREATE TABLE partner_fault AS
  WITH bad AS (
    ${[
      ...PARTNER_KINDS.map((kind) => badFieldsSql(kind, faultyRows(kind), householdOf('t.person_id'))),
      ...PARTNER_KINDS.map(unknownSql),
      ...SAID.map(contradictionSql),
    ].join('\n    UNION ALL\n    ')}
  )
  SELECT bad.kind, a.file, a.line + bad.row - a.row AS line, bad.column_no, bad.column_name, bad.code, bad.household_id,
    bad.value
  FROM bad ASOF JOIN line_anchor a ON bad.kind = a.kind AND bad.row >= a.row
  UNION ALL
  SELECT f.kind, f.file, f.line, 0, '', f.code, ${householdOf('f.person_id')}, NULL
  FROM line_fault f WHERE f.kind IN (${PARTNERS})`;

/** Households of persons of whom a partner says something that cannot be trusted, and may be in force. */
const HELD = `
  CREATE TABLE household_in_doubt AS
  SELECT DISTINCT household_id FROM member_row
  WHERE faults = 0 AND household_id IS NOT NULL AND person_id IN (
    SELECT person_id FROM line_fault WHERE kind IN (${PARTNERS})
    UNION ALL
    ${allKinds(
      (kind) => `SELECT person_id FROM ${tableOf(kind)} WHERE faults <> 0 AND in_force IS NOT FALSE
    UNION ALL
    SELECT person_id FROM ${kind}_statement WHERE contradicts`,
    )})`;

const differs = ({ field }: Said) => `(o.${field} IS NOT NULL AND o.${field} IS DISTINCT FROM m.${field})`;

/** Members of assessed households of whom a partner says something else than the registry. */
const CHANGED_MEMBERS = `
  CREATE TABLE changed_member AS
  SELECT m.household_id, m.person_id,
    ${SAID.map((said) => {
      const { field } = said;
      return `CASE WHEN ${differs(said)} THEN o.${field} END AS ${field}, ${asText(`m.${field}`, field)} AS old_${field}`;
    }).join(',\n    ')}
  FROM member_row m JOIN override o ON o.person_id = m.person_id
  WHERE m.faults = 0 AND (${SAID.map(differs).join(' OR ')})
    AND m.household_id IN (SELECT household_id FROM household)`;

/** Table `overridden`: each fact changed, old and new, with the first row, by file name and line, that says so. */
const OVERRIDDEN = `
  CREATE TABLE overridden AS
  WITH changed AS (
    ${SAID.map(
      ({
        kind,
        field,
      }) => `SELECT m.household_id, m.person_id, ${text(kind)} AS source, ${text(field)} AS field,
      m.old_${field} AS old, ${asText(`m.${field}`, field)} AS new, min(t.rowid) AS row
    FROM changed_member m JOIN ${tableOf(kind)} t ON t.person_id = m.person_id AND t.${field} = m.${field}
    WHERE t.faults = 0 AND t.in_force GROUP BY ALL`,
    ).join('\n    UNION ALL\n    ')}
  )
  SELECT c.household_id, c.person_id, c.source, c.field, c.old, c.new, a.file, a.line + c.row - a.row AS line
  FROM changed c ASOF JOIN line_anchor a ON c.source = a.kind AND c.row >= a.row`;

/** From here on, a member's row says what counts this month; what the registry said is in `overridden`. */
const APPLIED = `
  UPDATE member_row AS m
  SET ${SAID.map(({ field }) => `${field} = coalesce(o.${field}, m.${field})`).join(', ')}
  FROM override o
  WHERE o.person_id = m.person_id AND m.faults = 0 AND (${SAID.map(differs).join(' OR ')})`;

/**
 * Creates tables `override`, `overridden`, `partner_fault` and `household_in_doubt`, and changes `member_row`. To
 * be called when members and partners are read and households are known, if partners sent anything at all.
 */
export async function relatePartners(workspace: Workspace): Promise<void> {
  await make(workspace, partnerPerson, PERSONS);
  for (const statement of [
    ...PARTNER_KINDS.map(statementSql),
    OVERRIDE,
    FAULTS,
    HELD,
    CHANGED_MEMBERS,
    OVERRIDDEN,
    APPLIED,
  ]) {
    await workspace.run(statement);
  }
}

/** Puts what cannot be trusted to where the registry's own such rows are; to be called when those are there. */
export async function quarantinePartners(workspace: Workspace): Promise<void> {
  await workspace.run('INSERT INTO quarantine FROM partner_fault');
  await workspace.run(`INSERT INTO household_with_bad_member FROM household_in_doubt
    WHERE household_id NOT IN (FROM household_with_bad_member)`);
}
