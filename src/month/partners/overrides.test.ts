import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RegistryForms } from '../../config/load.js';
import { relateHouseholds } from '../../programmes/families/households.js';
import { numberMembers, relateMembers } from '../../programmes/families/members.js';
import { quarantineRegistry } from '../../programmes/families/quarantine.js';
import { COLUMNS, type Kind, ROW_ID } from '../../registry/columns.js';
import { discover } from '../../registry/discover.js';
import { createTables, loadKind } from '../../registry/load.js';
import { Workspace } from '../../workspace/duckdb.js';
import { partnerCounts } from './figures.js';
import { quarantinePartners, relatePartners } from './overrides.js';

const FORMS: RegistryForms = { decimal: '.', date: 'YYYY-MM-DD', yes: [], no: [] };

/**
 * What partners' rows do to a month, one person a case: every person is in a household of its own, and the
 * registry says of each: schooled N, public_school N, no level, cover PENSION.
 */
const root = mkdtempSync(join(tmpdir(), 'sarf-partners-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Case = {
  readonly what: string;
  /** Rows without the person's id, which each begins with unless it is given as `id|…`. */
  readonly schooling?: readonly string[];
  readonly social?: readonly string[];
  /** `field old→new`, by field. */
  readonly overridden?: readonly string[];
  /** `column code` of each line of the quarantine. */
  readonly quarantined?: readonly string[];
  readonly held?: boolean;
};

const person = (i: number) => `PERSON${String(i).padStart(3, '0')}`;

const months: Month[] = [];

class Month {
  private readonly workspace: Promise<Workspace>;
  constructor(cases: readonly Case[], reference: string) {
    this.workspace = related(cases, reference);
    months.push(this);
  }

  async close(): Promise<void> {
    (await this.workspace).close();
  }

  async outcome(i: number): Promise<{ overridden: string[]; quarantined: string[]; held: boolean }> {
    const workspace = await this.workspace;
    const id = { id: person(i) };
    const overridden = await workspace.select(
      `SELECT field || ' ' || coalesce(old, '') || '→' || new AS text FROM overridden WHERE person_id = $id ORDER BY field`,
      id,
    );
    const quarantined = await workspace.select(
      `SELECT column_name || ' ' || code AS text FROM quarantine WHERE household_id = 'H-' || $id
       ORDER BY file, line, column_no, code`,
      id,
    );
    const held = await workspace.select(
      `SELECT household_id FROM household_with_bad_member WHERE household_id = 'H-' || $id`,
      id,
    );
    return {
      overridden: overridden.map((row) => row.text('text')),
      quarantined: quarantined.map((row) => row.text('text')),
      held: held.length > 0,
    };
  }

  /** What the member's row says when the partners have spoken. */
  async fact(i: number): Promise<string> {
    const row = await (await this.workspace).one(
      `SELECT schooled || ' ' || public_school || ' ' || coalesce(CAST(school_level AS VARCHAR), '') || ' '
         || social_cover AS text FROM numbered_member WHERE person_id = $id`,
      { id: person(i) },
    );
    return row.text('text');
  }
}

async function related(cases: readonly Case[], reference: string): Promise<Workspace> {
  const folder = mkdtempSync(join(root, 'month-'));
  const registry = join(folder, 'registry');
  mkdirSync(registry);
  const persons = cases.map((_, i) => person(i));
  const rows = (of: (one: Case) => readonly string[] | undefined) =>
    cases.flatMap((one, i) =>
      (of(one) ?? []).map((row) => (row.includes('|') ? row.replace('|', ',') : `${person(i)},${row}`)),
    );
  const files: Readonly<Record<string, readonly string[]>> = {
    households: persons.map((id) => `H-${id},06.181,U,5,ACTIVE,,HEAD${id},Amina,CASH,POSTE,,2023-12-01`),
    members: persons.flatMap((id) => [
      `H-${id},HEAD${id},1980-01-01,F,HEAD,,,,,,,`,
      `H-${id},${id},2012-05-05,F,CHILD,N,N,,,,PENSION,`,
    ]),
    schooling: rows((one) => one.schooling),
    social_security: rows((one) => one.social),
  };
  for (const [kind, lines] of Object.entries(files)) {
    if (lines.length === 0) continue;
    const header = COLUMNS[kind as keyof typeof COLUMNS].join(',');
    writeFileSync(join(registry, `${kind}.csv`), `${[header, ...lines].join('\n')}\n`);
  }
  const workspace = await Workspace.open(':memory:', join(folder, 'spill'), { memory: '500MB', threads: 1 });
  const extract = await discover(registry);
  const read = (kind: Kind) =>
    loadKind(workspace, extract, kind, { reference, forms: FORMS, scratch: folder, onLines: () => {} });
  await createTables(workspace, ['06.181']);
  await read('households');
  await relateHouseholds(workspace);
  await read('members');
  const inputs = [];
  for (const { kind } of extract.files.filter((file) => ROW_ID[file.kind] === 'person_id'))
    inputs.push(...(await read(kind)));
  await relatePartners(workspace);
  await numberMembers(workspace);
  await relateMembers(workspace);
  await quarantineRegistry(workspace);
  await quarantinePartners(workspace);
  // Every row is followed, out of force, of nobody or untrusted: it crashes where that is not so.
  await partnerCounts(workspace, new Map(inputs.map((input) => [input.kind, input.rows])));
  return workspace;
}

function table(what: string, reference: string, cases: readonly Case[]): void {
  describe(`${what} (reference date ${reference})`, () => {
    let month: Month;
    beforeAll(() => {
      month = new Month(cases, reference);
    });
    it.each(cases.map((one, i) => ({ ...one, i })))('$what', async ({ i, overridden, quarantined, held }) => {
      expect(await month.outcome(i)).toEqual({
        overridden: overridden ?? [],
        quarantined: quarantined ?? [],
        held: held ?? false,
      });
    });
  });
}

const SCHOOLED = 'schooled N→Y';

table('a school year, from 1 September to 31 August', '2026-08-31', [
  { what: 'the one that ends today', schooling: ['2025-2026,,,Y'], overridden: [SCHOOLED] },
  { what: 'the one that starts tomorrow', schooling: ['2026-2027,,,Y'] },
  { what: 'the one before', schooling: ['2024-2025,,,Y'] },
]);
table('a school year in its first month', '2026-09-30', [
  { what: 'the one that started', schooling: ['2026-2027,,,Y'], overridden: [SCHOOLED] },
  { what: 'the one that ended', schooling: ['2025-2026,,,Y'] },
]);
table('a school year at the turn of the calendar year', '2027-01-31', [
  { what: 'goes on', schooling: ['2026-2027,,,Y'], overridden: [SCHOOLED] },
  { what: 'the next', schooling: ['2027-2028,,,Y'] },
]);

table('schooling', '2026-02-28', [
  {
    what: 'everything is said',
    schooling: ['2025-2026,PRIMARY,Y,Y'],
    overridden: ['public_school N→Y', 'school_level →PRIMARY', SCHOOLED],
  },
  {
    what: 'each level (1)',
    schooling: ['2025-2026,LOWER_SECONDARY,,N'],
    overridden: ['school_level →LOWER_SECONDARY'],
  },
  {
    what: 'each level (2)',
    schooling: ['2025-2026,UPPER_SECONDARY,,N'],
    overridden: ['school_level →UPPER_SECONDARY'],
  },
  { what: 'each level (3)', schooling: ['2025-2026,OTHER,,N'], overridden: ['school_level →OTHER'] },
  { what: 'what the registry says too is no override', schooling: ['2025-2026,,N,N'] },
  { what: 'a blank says nothing', schooling: ['2025-2026,,,N'] },
  {
    what: 'two rows that agree are one',
    schooling: ['2025-2026,,,Y', '2025-2026,,,Y'],
    overridden: [SCHOOLED],
  },
  {
    what: 'a blank contradicts nothing',
    schooling: ['2025-2026,PRIMARY,,Y', '2025-2026,,Y,Y'],
    overridden: ['public_school N→Y', 'school_level →PRIMARY', SCHOOLED],
  },
  {
    what: 'enrolled and not enrolled: neither is followed',
    schooling: ['2025-2026,PRIMARY,,Y', '2025-2026,PRIMARY,,N'],
    quarantined: ['enrolled PARTNER_CONTRADICTION', 'enrolled PARTNER_CONTRADICTION'],
    held: true,
  },
  {
    what: 'two levels, and public and not',
    schooling: ['2025-2026,PRIMARY,Y,Y', '2025-2026,OTHER,N,Y'],
    quarantined: [
      'level PARTNER_CONTRADICTION',
      'public PARTNER_CONTRADICTION',
      'level PARTNER_CONTRADICTION',
      'public PARTNER_CONTRADICTION',
    ],
    held: true,
  },
  {
    what: 'a row of another year contradicts nothing',
    schooling: ['2025-2026,,,Y', '2024-2025,,,N'],
    overridden: [SCHOOLED],
  },
]);

const BAD_SCHOOLING: readonly [string, string][] = [
  ['2025,,,Y', 'school_year SCHOOL_YEAR_INVALID'],
  [',,,Y', 'school_year SCHOOL_YEAR_INVALID'],
  ['2025-2025,,,Y', 'school_year SCHOOL_YEAR_INVALID'],
  ['2025-2027,,,Y', 'school_year SCHOOL_YEAR_INVALID'],
  ['2026-2025,,,Y', 'school_year SCHOOL_YEAR_INVALID'],
  ['2025/2026,,,Y', 'school_year SCHOOL_YEAR_INVALID'],
  ['25-26,,,Y', 'school_year SCHOOL_YEAR_INVALID'],
  [' 2025-2026,,,Y', 'school_year SCHOOL_YEAR_INVALID'],
  ['2025-2026,COLLEGE,,Y', 'level LEVEL_INVALID'],
  ['2025-2026,primary,,Y', 'level LEVEL_INVALID'],
  ['2025-2026,,X,Y', 'public PUBLIC_INVALID'],
  ['2025-2026,,O,Y', 'public PUBLIC_INVALID'],
  ['2025-2026,,,', 'enrolled ENROLLED_INVALID'],
  ['2025-2026,,,y', 'enrolled ENROLLED_INVALID'],
  ['2025-2026,,Y', ' FIELD_COUNT'],
  ['2025-2026,,,"Y', ' QUOTE_MALFORMED'],
];
table('a bad row of schooling is quarantined, and holds the household', '2026-02-28', [
  ...BAD_SCHOOLING.map(([row, code]) => ({
    what: `"${row}"`,
    schooling: [row],
    quarantined: [code],
    held: true,
  })),
  {
    what: 'several bad fields',
    schooling: ['2025,X,X,X'],
    quarantined: [
      'school_year SCHOOL_YEAR_INVALID',
      'level LEVEL_INVALID',
      'public PUBLIC_INVALID',
      'enrolled ENROLLED_INVALID',
    ],
    held: true,
  },
  {
    what: 'but not when it is of another school year',
    schooling: ['2024-2025,X,,Y'],
    quarantined: ['level LEVEL_INVALID'],
  },
  {
    what: 'beside a good row, which is followed',
    schooling: ['2025-2026,,,Y', '2025-2026,X,,Y'],
    overridden: [SCHOOLED],
    quarantined: ['level LEVEL_INVALID'],
    held: true,
  },
  { what: 'of a person who cannot be read holds nobody', schooling: ['P|2025-2026,,,Y', '|2025-2026,,,Y'] },
  { what: 'of a person the registry does not know holds nobody', schooling: ['NOBODY1|2025-2026,,,Y'] },
]);

const COVERED = 'social_cover PENSION→FAMILY_ALLOWANCE';
table('a span of social cover', '2026-02-28', [
  { what: 'begins today', social: ['FAMILY_ALLOWANCE,2026-02-28,'], overridden: [COVERED] },
  { what: 'begins tomorrow', social: ['FAMILY_ALLOWANCE,2026-03-01,'] },
  { what: 'ends today', social: ['FAMILY_ALLOWANCE,2020-01-01,2026-02-28'], overridden: [COVERED] },
  { what: 'ended yesterday', social: ['FAMILY_ALLOWANCE,2020-01-01,2026-02-27'] },
  { what: 'is this one day', social: ['FAMILY_ALLOWANCE,2026-02-28,2026-02-28'], overridden: [COVERED] },
  { what: 'ends in a far year', social: ['FAMILY_ALLOWANCE,2026-02-01,9999-12-31'], overridden: [COVERED] },
  { what: 'NONE overrides', social: ['NONE,2026-01-01,'], overridden: ['social_cover PENSION→NONE'] },
  { what: 'what the registry says too is no override', social: ['PENSION,2026-01-01,'] },
  {
    what: 'STATE_EMPLOYEE',
    social: ['STATE_EMPLOYEE,2026-01-01,'],
    overridden: ['social_cover PENSION→STATE_EMPLOYEE'],
  },
  {
    what: 'CONTRIBUTIONS_DUE',
    social: ['CONTRIBUTIONS_DUE,2026-01-01,'],
    overridden: ['social_cover PENSION→CONTRIBUTIONS_DUE'],
  },
  {
    what: 'two covers at once do not contradict: the first in the order of decision 8',
    social: ['CONTRIBUTIONS_DUE,2026-01-01,', 'FAMILY_ALLOWANCE,2026-01-01,'],
    overridden: [COVERED],
  },
  {
    what: 'NONE beside a cover: neither is followed',
    social: ['NONE,2026-01-01,', 'FAMILY_ALLOWANCE,2026-01-01,'],
    quarantined: ['cover PARTNER_CONTRADICTION', 'cover PARTNER_CONTRADICTION'],
    held: true,
  },
  {
    what: 'NONE after a cover that ended',
    social: ['FAMILY_ALLOWANCE,2020-01-01,2026-01-31', 'NONE,2026-02-01,'],
    overridden: ['social_cover PENSION→NONE'],
  },
]);

const BAD_SOCIAL: readonly [string, string][] = [
  [',2026-01-01,', 'cover COVER_INVALID'],
  ['CNSS,2026-01-01,', 'cover COVER_INVALID'],
  ['NONE,,', 'from FROM_INVALID'],
  ['NONE,2026-1-1,', 'from FROM_INVALID'],
  ['NONE,2026-02-29,', 'from FROM_INVALID'],
  ['NONE,01/01/2026,', 'from FROM_INVALID'],
  ['NONE,infinity,', 'from FROM_INVALID'],
  ['NONE,2026-01-01,2026-13-01', 'to TO_INVALID'],
  ['NONE,2026-01-01,-', 'to TO_INVALID'],
  ['NONE,2026-01-02,2026-01-01', 'to TO_BEFORE_FROM'],
  ['NONE,2026-01-01', ' FIELD_COUNT'],
];
table('a bad row of social security is quarantined, and holds the household', '2026-02-28', [
  ...BAD_SOCIAL.map(([row, code]) => ({ what: `"${row}"`, social: [row], quarantined: [code], held: true })),
  { what: 'to on the day of from is a span', social: ['PENSION,2026-01-01,2026-01-01'] },
  {
    what: 'but not when it has ended, whenever it began',
    social: ['NONE,2025-02-30,2026-02-27'],
    quarantined: ['from FROM_INVALID'],
  },
  {
    what: 'nor when it has not begun, whenever it ends',
    social: ['NONE,2026-03-01,2026-02-30'],
    quarantined: ['to TO_INVALID'],
  },
  {
    what: 'nor when it has ended, whatever the cover',
    social: ['CNSS,2025-01-01,2026-02-27'],
    quarantined: ['cover COVER_INVALID'],
  },
]);

afterAll(async () => {
  for (const month of months) await month.close();
});

describe('a member of whom partners speak', () => {
  const cases: readonly Case[] = [
    { what: 'both', schooling: ['2025-2026,PRIMARY,Y,Y'], social: ['NONE,2026-01-01,'] },
    { what: 'one', social: ['STATE_EMPLOYEE,2026-01-01,'] },
    {
      what: 'contradicted',
      schooling: ['2025-2026,,,Y'],
      social: ['NONE,2026-01-01,', 'PENSION,2026-01-01,'],
    },
    { what: 'none' },
  ];
  const month = new Month(cases, '2026-02-28');
  it.each([
    ['by both partners', 0, 'true true PRIMARY NONE'],
    ['by one: what the other might say stays the registry’s', 1, 'false false  STATE_EMPLOYEE'],
    ['by one soundly and by the other in contradiction', 2, 'true false  PENSION'],
    ['by none', 3, 'false false  PENSION'],
  ])('%s', async (_, i, fact) => {
    expect(await month.fact(i)).toBe(fact);
  });
});
