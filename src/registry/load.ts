import type { RegistryForms } from '../config/load.js';
import { residentBeneficiary } from '../domain/beneficiary.js';
import { invariant, OperatorError } from '../domain/errors.js';
import { schoolYear } from '../domain/period.js';
import {
  ADJUSTMENT_KINDS,
  CHANNELS,
  HOUSEHOLD_STATUSES,
  MILIEUX,
  PATTERNS,
  RELATIONS,
  RESIDENT_CATEGORIES,
  SCHOOL_LEVELS,
  SEXES,
  SOCIAL_COVERS,
} from '../domain/vocabulary.js';
import {
  adjustmentRow,
  householdRow,
  lineAnchor,
  lineFault,
  memberRow,
  residentRow,
  schoolingRow,
  socialSecurityRow,
} from '../tables/extract.js';
import { append, fill, makeEmpty } from '../tables/table.js';
import { readPath, text, type Values, type Workspace } from '../workspace/duckdb.js';
import { type Block, type FileSummary, readBlocks } from './blocks.js';
import { CHECKS, daySql, faultsSql, IN_FORCE, withDays } from './checks.js';
import { type Kind, ROW_ID } from './columns.js';
import { asUsual, cameAs } from './forms.js';
import type { Header } from './header.js';
import { refuseSameContent } from './neighbours.js';
import { refuseOtherForms } from './other-forms.js';
import type { Extract, ExtractFile } from './received.js';
import { TABLES } from './row-tables.js';
import { zippedNames } from './source.js';

/** A file that was read. `rows` counts data rows, good and bad; `lines` counts physical lines. */
export type InputFile = {
  readonly kind: Kind;
  /** In the extract; of a file in a zip archive, the archive's name, "/" and its own. */
  readonly name: string;
  readonly zipped: { readonly archive: string; readonly entry: string } | null;
  readonly sha256: string;
  readonly contentSha256: string;
  readonly bytes: number;
  readonly lines: number;
  readonly rows: number;
  /** Of its rows, those that could be read as lines. */
  readonly good: number;
  readonly extra: readonly string[];
};

/** ENUM types of the engine: it keeps each text once. */
const TYPES: readonly string[] = [
  `CREATE TYPE milieu AS ENUM (${list(MILIEUX)})`,
  `CREATE TYPE status AS ENUM (${list(HOUSEHOLD_STATUSES)})`,
  `CREATE TYPE channel AS ENUM (${list(CHANNELS)})`,
  `CREATE TYPE sex AS ENUM (${list(SEXES)})`,
  `CREATE TYPE relation AS ENUM (${list(RELATIONS)})`,
  `CREATE TYPE school_level AS ENUM (${list(SCHOOL_LEVELS)})`,
  `CREATE TYPE social_cover AS ENUM (${list(SOCIAL_COVERS)})`,
  `CREATE TYPE resident_category AS ENUM (${list(RESIDENT_CATEGORIES)})`,
  `CREATE TYPE adjustment_kind AS ENUM (${list(ADJUSTMENT_KINDS)})`,
];

/** What a block's text columns become; beside these, every row has `faults` and `came`. */
const SELECT: Readonly<Record<Kind, string>> = {
  households: `SELECT household_id, TRY_CAST(province_code AS province) AS province_code,
      TRY_CAST(milieu AS milieu) AS milieu, TRY_CAST(ise_score AS DECIMAL(9,6)) AS ise_score,
      TRY_CAST(status AS status) AS status, payee_id, payee_name, TRY_CAST(channel AS channel) AS channel,
      provider, coalesce(account, '') AS account, ${rightRib('account')} AS account_right,
      ${daySql('enrolled_on')} AS enrolled_on`,
  members: `SELECT household_id, person_id, ${daySql('birth_date')} AS birth_date,
      ${daySql('deceased_on')} AS deceased_on, TRY_CAST(relation AS relation) AS relation, coalesce(sex = 'F', false) AS female,
      coalesce(schooled = 'Y', false) AS schooled, coalesce(public_school = 'Y', false) AS public_school,
      coalesce(severe_disability = 'Y', false) AS severe_disability,
      coalesce(father_deceased = 'Y', false) AS father_deceased,
      TRY_CAST(school_level AS school_level) AS school_level,
      coalesce(TRY_CAST(social_cover AS social_cover), 'NONE') AS social_cover`,
  residents: `SELECT person_id, name, ${daySql('birth_date')} AS birth_date,
      TRY_CAST(category AS resident_category) AS category, institution_id,
      TRY_CAST(province_code AS province) AS province_code, ${daySql('admitted_on')} AS admitted_on,
      ${daySql('left_on')} AS left_on, coalesce(TRY_CAST(scholarship AS DECIMAL(12,2)), 0) AS scholarship,
      provider, coalesce(account, '') AS account, ${rightRib('account')} AS account_right`,
  adjustments: `SELECT adjustment_id, household_id, TRY_CAST(kind AS adjustment_kind) AS kind,
      TRY_CAST(amount AS DECIMAL(12,2)) AS amount, coalesce(reason, '') AS reason,
      coalesce(decision_ref, '') AS decision_ref, ${daySql('decided_on')} AS decided_on,
      "month", payee_id, payee_name, TRY_CAST(channel AS channel) AS channel, provider,
      coalesce(account, '') AS account, ${rightRib('account')} AS account_right`,
  schooling: `SELECT person_id, ${IN_FORCE.schooling} AS in_force,
      TRY_CAST(left(school_year, 4) AS INTEGER) AS school_year, TRY_CAST("level" AS school_level) AS school_level,
      "public" = 'Y' AS public_school, enrolled = 'Y' AS schooled`,
  social_security: `SELECT person_id, ${IN_FORCE.social_security} AS in_force,
      ${daySql('from')} AS covered_from, ${daySql('to')} AS covered_to,
      TRY_CAST(cover AS social_cover) AS social_cover`,
};

/**
 * The beneficiary whom a row is about, as orders name it: a household by its id, a resident by R- and the person's
 * id. Null when the text is no such id, and for a partner's row, whose household is not known yet.
 */
function beneficiaryOf(kind: Kind, id: string | null): string | null {
  if (id === null) return null;
  if (ROW_ID[kind] === 'household_id') return id;
  return kind === 'residents' ? residentBeneficiary(id) : null;
}

const HOUSEHOLD = new RegExp(`^${PATTERNS.householdId}$`);
const PERSON = new RegExp(`^${PATTERNS.personId}$`);

/** The id that was read from a broken line; null when it is not a well-formed id. */
function readable(kind: Kind, id: string | null): string | null {
  const pattern = ROW_ID[kind] === 'person_id' ? PERSON : HOUSEHOLD;
  return id !== null && pattern.test(id) ? id : null;
}

/** Creates the types, an empty table of rows for each kind, `line_fault` and `line_anchor`. */
export async function createTables(workspace: Workspace, provinces: readonly string[]): Promise<void> {
  await workspace.run([`CREATE TYPE province AS ENUM (${list(provinces)})`, ...TYPES].join('; '));
  await makeEmpty(workspace, householdRow, memberRow, residentRow, adjustmentRow);
  await makeEmpty(workspace, schoolingRow, socialSecurityRow, lineFault, lineAnchor);
}

/** How a kind of files is read. */
export type ExtractReading = {
  /** The month's reference date. */
  readonly reference: string;
  /** The forms in which its values may be written beside the usual ones. */
  readonly forms: RegistryForms;
  /** A folder for what the engine reads. */
  readonly scratch: string;
  readonly onLines: (lines: number) => void;
};

/**
 * Reads every file of one kind into its table and returns them in reading order. The next block is scanned while the
 * engine loads one. Throws OperatorError for a file that cannot be read, and when the files hold no row.
 */
export async function loadKind(
  workspace: Workspace,
  extract: Extract,
  kind: Kind,
  reading: ExtractReading,
): Promise<InputFile[]> {
  const files = extract.files.filter((one) => one.kind === kind);
  const summaries = await loadFiles(workspace, kind, files, reading);
  for (const summary of summaries) accountedFor(summary);
  const inputs = summaries.map(toInput);
  await assertLoaded(
    workspace,
    kind,
    summaries.reduce((good, one) => good + one.good, 0),
  );
  if (inputs.every((one) => one.rows === 0))
    throw new OperatorError(`${extract.folder}: the ${kind} files hold no row; the extract is empty`);
  refuseSameContent(extract.folder, inputs);
  return inputs;
}

async function loadFiles(
  workspace: Workspace,
  kind: Kind,
  files: readonly ExtractFile[],
  reading: ExtractReading,
): Promise<FileSummary[]> {
  const blocks = readBlocks(files, reading.scratch, reading.onLines);
  let loading: Promise<void> = Promise.resolve();
  try {
    for (;;) {
      const step = await blocks.next();
      await loading;
      if (step.done) return step.value;
      loading = loadBlock(workspace, kind, step.value, reading);
      loading.catch(() => undefined); // awaited above; without this, Node would call it unhandled
    }
  } finally {
    await loading.catch(() => undefined); // a refused file ends the run once the engine is idle
    await blocks.return([]);
  }
}

/** Crashes unless every line of the file was counted. */
function accountedFor({ file, lines, titles, blank, good, faulty }: FileSummary): void {
  invariant(
    titles + blank + good + faulty + 1 === lines,
    () =>
      `${file.name}: ${titles} titles + ${blank} blank + ${good} good + ${faulty} faulty + header ≠ ${lines} lines`,
  );
}

async function loadBlock(
  workspace: Workspace,
  kind: Kind,
  block: Block,
  reading: ExtractReading,
): Promise<void> {
  const { reference } = reading;
  await append(
    workspace,
    lineAnchor,
    block.anchors.map(({ ordinal, line, file }) => ({ kind, file, row: ordinal, line })),
  );
  await append(
    workspace,
    lineFault,
    block.faults.map(({ id: written, line, code, file }) => {
      const id = readable(kind, written);
      const person = ROW_ID[kind] === 'person_id' ? id : null;
      return { kind, file, line, code, household_id: beneficiaryOf(kind, id), person_id: person };
    }),
  );
  if (block.rows > 0) {
    const written = withDays(kind, asUsual(kind, block.header, reading.forms, readBlock(block)));
    const rows = `${SELECT[kind]}, faults, ${cameSql(kind, block.header, reading.forms)} AS came
      FROM (SELECT *, ${faultsSql(kind)} AS faults FROM (${written}))`;
    const values = { reference, school_year: schoolYear(reference) };
    await fill(workspace, TABLES[kind], rows, named(rows, values));
    await refuseOtherForms(workspace, {
      ...{ kind, block, written },
      valuesOf: (sql) => named(sql, values),
    });
  }
}

/** SQL: the fields that the checks look at, a text a check, as they stand in the file; null for a good row. */
function cameSql(kind: Kind, header: Header, forms: RegistryForms): string {
  const fields = CHECKS[kind].map(({ column }) => cameAs(kind, header, forms, column));
  return `CASE WHEN faults <> 0 THEN [${fields.join(', ')}] END`;
}

/** The values that the SQL names: the engine refuses others. */
function named(sql: string, values: Values): Values | undefined {
  const used = Object.entries(values).filter(([name]) => sql.includes(`$${name}`));
  return used.length > 0 ? Object.fromEntries(used) : undefined;
}

/**
 * SQL that reads a block as text columns, strictly. The scanner passes only lines that the engine can read: a line
 * that the engine refuses is our defect and crashes the run.
 */
function readBlock(block: Block): string {
  const { header } = block;
  const columns = columnNames(header).map((name) => `${text(name)}: 'VARCHAR'`);
  return `read_csv(${readPath(block.path)}, auto_detect = false, header = false, delim = ${text(header.delimiter)},
    quote = '"', escape = '"', new_line = '\\n', strict_mode = true, hive_partitioning = false,
    max_line_size = 131072, buffer_size = 8388608, compression = 'none', columns = {${columns.join(', ')}})`;
}

/** Extra columns may have blank or repeated names: they get names of our own and are ignored. */
function columnNames(header: Header): string[] {
  const extra = new Set(header.extra);
  return header.columns.map((name, i) => (extra.has(name) ? `ignored column ${i}` : name));
}

async function assertLoaded(workspace: Workspace, kind: Kind, good: number): Promise<void> {
  const row = await workspace.one(
    `SELECT count(*) AS rows, coalesce(max(rowid) + 1, 0) AS ordinals FROM ${TABLES[kind].name}`,
  );
  invariant(
    row.count('rows') === good && row.count('ordinals') === good,
    () =>
      `${kind}: ${good} good lines scanned, ${row.count('rows')} loaded, ${row.count('ordinals')} ordinals`,
  );
}

function toInput({ file, digest, lines, good, faulty, header }: FileSummary): InputFile {
  const { kind, name } = file;
  return {
    kind,
    name,
    zipped: zippedNames(file),
    ...digest,
    lines,
    rows: good + faulty,
    good,
    extra: header.extra,
  };
}

/**
 * SQL: whether a RIB is valid, which is 24 digits divisible by 97. The number is taken in two halves of twelve
 * digits, which fit the engine's fast integers; 10^12 leaves 50 when divided by 97.
 */
function rightRib(column: string): string {
  const half = (from: number) => `TRY_CAST(substring(${column}, ${from}, 12) AS BIGINT)`;
  return `CASE WHEN regexp_full_match(${column}, ${text(PATTERNS.rib)})
      THEN (${half(1)} * 50 + ${half(13)}) % 97 = 0 ELSE false END`;
}

function list(values: readonly string[]): string {
  return values.map(text).join(', ');
}
