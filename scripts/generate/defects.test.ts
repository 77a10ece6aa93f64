import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { LINE_CODES } from '#sarf/domain/codes.js';
import { isRib } from '#sarf/domain/rib.js';
import { CHECKS } from '#sarf/registry/checks.js';
import { monthSerial } from './calendar.js';
import { INSTITUTIONS } from './institutions.js';
import { generate } from './registry.js';
import { HOUSEHOLD_COLUMNS, MEMBER_COLUMNS } from './rows.js';

const END = '2026-09-30';
const RATE = 0.03;
const root = mkdtempSync(join(tmpdir(), 'sarf-defects-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
generate({
  families: 12_000,
  from: monthSerial('2026-09') ?? 0,
  months: 2,
  seed: 7,
  defects: RATE,
  out: root,
});

/** A field's rule, and the code of a value that breaks it. */
type Rule = readonly [column: string, passes: (value: string) => boolean, code: string];

const among =
  (...values: string[]) =>
  (value: string) =>
    values.includes(value);
const like = (pattern: RegExp) => (value: string) => pattern.test(value);

function isDate(text: string): boolean {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (!match) return false;
  const date = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
  return date.toISOString().slice(0, 10) === text;
}

const YES_NO = among('Y', 'N', '');
const RULES: Record<string, readonly Rule[]> = {
  'households.csv': [
    ['household_id', like(/^[A-Z0-9][A-Z0-9-]{0,19}$/), 'HOUSEHOLD_ID_INVALID'],
    ['province_code', like(/^(0[1-9]|1[0-2])\.[0-9]{3}$/), 'PROVINCE_UNKNOWN'],
    ['milieu', among('U', 'R'), 'MILIEU_INVALID'],
    ['ise_score', like(/^[0-9]{1,2}(\.[0-9]{1,6})?$/), 'ISE_SCORE_INVALID'],
    ['status', among('ACTIVE', 'BLOCKED', 'SUSPENDED', 'CLOSED'), 'STATUS_INVALID'],
    ['payee_id', like(/^[A-Z0-9]{6,20}$/), 'PAYEE_ID_INVALID'],
    ['payee_name', like(/^.{1,140}$/), 'PAYEE_NAME_INVALID'],
    ['channel', among('ACCOUNT', 'CASH'), 'CHANNEL_INVALID'],
    ['provider', like(/^[A-Z0-9_]{2,12}$/), 'PROVIDER_INVALID'],
    ['enrolled_on', isDate, 'ENROLLED_ON_INVALID'],
    ['enrolled_on', (date) => date <= END, 'ENROLLED_ON_FUTURE'],
  ],
  'members.csv': [
    ['household_id', like(/^[A-Z0-9][A-Z0-9-]{0,19}$/), 'HOUSEHOLD_ID_INVALID'],
    ['person_id', like(/^[A-Z0-9]{6,20}$/), 'PERSON_ID_INVALID'],
    ['birth_date', (date) => isDate(date) && date >= '1900-01-01', 'BIRTH_DATE_INVALID'],
    ['birth_date', (date) => date <= END, 'BIRTH_DATE_FUTURE'],
    ['sex', among('F', 'M'), 'SEX_INVALID'],
    ['relation', among('HEAD', 'SPOUSE', 'CHILD', 'OTHER'), 'RELATION_INVALID'],
    ['schooled', YES_NO, 'SCHOOLED_INVALID'],
    ['public_school', YES_NO, 'PUBLIC_SCHOOL_INVALID'],
    ['severe_disability', YES_NO, 'SEVERE_DISABILITY_INVALID'],
    ['father_deceased', YES_NO, 'FATHER_DECEASED_INVALID'],
    [
      'school_level',
      among('PRIMARY', 'LOWER_SECONDARY', 'UPPER_SECONDARY', 'OTHER', ''),
      'SCHOOL_LEVEL_INVALID',
    ],
    [
      'social_cover',
      among('NONE', 'STATE_EMPLOYEE', 'FAMILY_ALLOWANCE', 'PENSION', 'CONTRIBUTIONS_DUE', ''),
      'SOCIAL_COVER_INVALID',
    ],
    ['deceased_on', (date) => date === '' || isDate(date), 'DECEASED_ON_INVALID'],
  ],
};
const COLUMNS: Record<string, readonly string[]> = {
  'households.csv': HOUSEHOLD_COLUMNS,
  'members.csv': MEMBER_COLUMNS,
};
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a line, or the code of what is wrong with the whole line. */
function lineCode(bytes: Buffer): string {
  if (bytes.length > 65_536) return 'LINE_TOO_LONG';
  if (bytes.includes(0)) return 'NUL_BYTE';
  if (bytes.includes(13)) return 'LINE_BREAK_IN_FIELD';
  try {
    utf8.decode(bytes);
  } catch {
    return 'INVALID_UTF8';
  }
  return '';
}

/** The fields of a line, undefined when its quotes are wrong. */
function fieldsOf(bytes: Buffer): string[] | undefined {
  try {
    return (parse(bytes, { relax_column_count: true }) as string[][])[0];
  } catch {
    return undefined;
  }
}

/** The code of what is wrong with a line, blank when it is sound. An opinion of its own on what the codes mean. */
function diagnose(file: string, bytes: Buffer): { code: string; row: Record<string, string> } {
  const code = lineCode(bytes);
  if (code !== '') return { code, row: {} };
  const fields = fieldsOf(bytes);
  if (!fields) return { code: 'QUOTE_MALFORMED', row: {} };
  const columns = COLUMNS[file] ?? [];
  if (fields.length !== columns.length) return { code: 'FIELD_COUNT', row: {} };
  const row = Object.fromEntries(columns.map((column, i) => [column, fields[i] ?? '']));
  const broken = RULES[file]?.find(([column, passes]) => !passes(row[column] ?? ''));
  if (broken) return { code: broken[2], row };
  const early =
    file === 'members.csv' && row.deceased_on !== '' && (row.deceased_on ?? '') < (row.birth_date ?? '');
  return { code: early ? 'DECEASED_BEFORE_BIRTH' : '', row };
}

/** The lines of a file, without their line feeds. */
function lines(file: string): Buffer[] {
  const bytes = readFileSync(join(root, '2026-09', file));
  const found: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start);
    found.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return found;
}

const list = parse(readFileSync(join(root, 'defects-2026-09.csv')), { columns: true }) as Record<
  string,
  string
>[];
const listed = new Map(list.map((d) => [`${d.file}:${d.line}`, d]));
const rowCodes = new Set<string>([
  ...Object.keys(LINE_CODES),
  ...[...CHECKS.households, ...CHECKS.members].map((check) => check.code),
]);
const sound: Record<string, Record<string, string>[]> = { 'households.csv': [], 'members.csv': [] };
const wrongLines: string[] = [];
for (const file of ['households.csv', 'members.csv']) {
  lines(file).forEach((bytes, i) => {
    if (i === 0) return;
    const { code, row } = diagnose(file, bytes);
    const announced = listed.get(`${file}:${i + 1}`)?.code ?? '';
    const expected = rowCodes.has(announced) ? announced : '';
    if (code !== expected)
      wrongLines.push(`${file}:${i + 1} is ${code || 'sound'}, listed as ${expected || 'sound'}`);
    if (code === '') sound[file]?.push({ ...row, line: String(i + 1) });
  });
}
const households = sound['households.csv'] ?? [];
const members = sound['members.csv'] ?? [];

/** Sound rows by the value of a column. */
function by(rows: readonly Record<string, string>[], column: string): Map<string, Record<string, string>[]> {
  const groups = new Map<string, Record<string, string>[]>();
  for (const row of rows) {
    const value = row[column] ?? '';
    const group = groups.get(value);
    if (group) group.push(row);
    else groups.set(value, [row]);
  }
  return groups;
}

const withCode = (code: string) => list.filter((d) => d.code === code);

describe('the list of defects', () => {
  it('names the line and the code of every bad row, and no other row is bad', () => {
    expect(wrongLines).toEqual([]);
    expect(listed.size).toBe(list.length);
  });

  it.each(['households.csv', 'members.csv'])('touches about the wanted share of the rows of %s', (file) => {
    const share = list.filter((d) => d.file === file).length / lines(file).length;
    expect(share).toBeGreaterThan(RATE * 0.9);
    expect(share).toBeLessThan(RATE * 1.1);
  });

  it('holds every code that a row can earn, each as often as the others of its file', () => {
    for (const file of ['households.csv', 'members.csv']) {
      const codes = [...Object.keys(LINE_CODES), ...(RULES[file] ?? []).map((rule) => rule[2])];
      if (file === 'members.csv') codes.push('DECEASED_BEFORE_BIRTH', 'UNKNOWN_HOUSEHOLD');
      const rows = list.filter((d) => d.file === file);
      const counts = codes.map((code) => rows.filter((d) => d.code === code).length);
      expect(Math.min(...counts)).toBeGreaterThan(10);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
    const all = new Set(list.map((d) => d.code));
    expect([...rowCodes].filter((code) => !all.has(code))).toEqual([]);
  });

  it('blames no family twice for different reasons', () => {
    const reasons = new Map<string, Set<string>>();
    for (const d of list) {
      const id = d.household_id ?? '';
      reasons.set(id, (reasons.get(id) ?? new Set()).add(d.code ?? ''));
    }
    expect([...reasons].filter(([, codes]) => codes.size > 1)).toEqual([]);
  });
});

describe('holds that take several rows', () => {
  const byPerson = by(members, 'person_id');
  const byHousehold = by(members, 'household_id');
  const household = by(households, 'household_id');

  it('are exactly those listed: duplicated households and persons, shared accounts', () => {
    const clashes = (groups: Map<string, Record<string, string>[]>) =>
      [...groups].flatMap(([value, rows]) =>
        value !== '' && rows.length > 1 ? rows.map((row) => row.line) : [],
      );
    const expected = (code: string) => withCode(code).map((d) => d.line);
    expect(clashes(household).sort()).toEqual(expected('DUPLICATE_HOUSEHOLD').sort());
    expect(clashes(byPerson).sort()).toEqual(expected('PERSON_DUPLICATED').sort());
    const once = households.filter((h) => (household.get(h.household_id ?? '')?.length ?? 0) === 1);
    expect(clashes(by(once, 'account')).sort()).toEqual(expected('ACCOUNT_SHARED').sort());
  });

  it('share persons within one household and between two', () => {
    const groups = [...byPerson.values()].filter((rows) => rows.length > 1);
    const within = groups.filter(([a, b]) => a?.household_id === b?.household_id);
    expect(within.length).toBeGreaterThan(10);
    expect(groups.length - within.length).toBeGreaterThan(10);
  });

  it('are wrong accounts and unknown providers, where they are listed and nowhere else', () => {
    const wrong = households.filter(
      (h) => (h.channel === 'ACCOUNT' || h.account !== '') && !isRib(h.account ?? ''),
    );
    expect(wrong.map((h) => h.line).sort()).toEqual(
      withCode('ACCOUNT_INVALID')
        .map((d) => d.line)
        .sort(),
    );
    const known = new Set(INSTITUTIONS.map((i) => i.code));
    const unknown = households.filter((h) => !known.has(h.provider ?? ''));
    expect(unknown.map((h) => h.line).sort()).toEqual(
      withCode('PROVIDER_UNKNOWN')
        .map((d) => d.line)
        .sort(),
    );
  });

  it('are payees who are strangers or minors, and households without a living member', () => {
    let [strangers, minors] = [0, 0];
    for (const { household_id = '' } of withCode('PAYEE_NOT_LIVING_MEMBER')) {
      const payee = household.get(household_id)?.[0]?.payee_id;
      const member = byHousehold.get(household_id)?.find((m) => m.person_id === payee);
      if (!member) strangers++;
      else if ((member.birth_date ?? '') > '2008-09-30') minors++;
    }
    expect(strangers).toBeGreaterThan(5);
    expect(minors).toBeGreaterThan(5);
    expect(strangers + minors).toBe(withCode('PAYEE_NOT_LIVING_MEMBER').length);
    for (const { household_id = '' } of withCode('NO_LIVING_MEMBER')) {
      expect(byHousehold.get(household_id)?.filter((m) => m.deceased_on === '')).toEqual([]);
    }
  });

  it('are members of a household nobody has heard of', () => {
    for (const { household_id = '' } of withCode('UNKNOWN_HOUSEHOLD')) {
      expect(household.has(household_id)).toBe(false);
      expect(byHousehold.get(household_id)?.length).toBe(1);
    }
  });
});
