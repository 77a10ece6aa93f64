import { table } from './table.js';

/**
 * The extract as it was read: a row a good line, of each kind of file. In these tables alone rowid is a key: a row's
 * ordinal among the good lines of its kind, in the order in which files and lines were read. `line_anchor` turns it
 * back into file and line.
 */
const READ = 'registry/load.ts';
const ORDINAL = 'one row a good line, in the order of files and lines: rowid is its ordinal, from 0';
const FAULTS = [
  'INTEGER',
  'a bit for each check that failed, by its place in registry/checks.ts; 0: a good row',
] as const;
const CAME = [
  'VARCHAR[]',
  'the fields that the checks look at, as they stand in the file, by the place of the check; null: a good row',
] as const;
const HOUSEHOLD = ['VARCHAR', 'whom the row is about, as it stands in the file'] as const;
const PERSON = ['VARCHAR', 'the person, as it stands in the file'] as const;

export const householdRow = table('household_row', {
  says: 'The households files. A value that cannot be read is null, and its bit stands in faults.',
  grain: ORDINAL,
  columns: {
    household_id: HOUSEHOLD,
    province_code: ['province', 'where it lives'],
    milieu: ['milieu', 'U in town, R in the country'],
    ise_score: ['DECIMAL(9,6)', 'score of the social register'],
    status: ['status', 'what the programme decided on it'],
    payee_id: ['VARCHAR', 'who is paid for it'],
    payee_name: ['VARCHAR', 'as it goes to the institution'],
    channel: ['channel', 'how it is paid'],
    provider: ['VARCHAR', 'the paying institution'],
    account: ['VARCHAR', 'as it stands in the file; "" where none is given'],
    account_right: ['BOOLEAN', 'whether it is 24 digits with a right key'],
    enrolled_on: ['DATE', 'first day in the programme'],
    faults: FAULTS,
    came: CAME,
  },
  madeBy: READ,
  droppedBy: 'month/read-extract.ts',
});

export const memberRow = table('member_row', {
  says: 'The members files. What partners say takes the place of what stood there, for good rows.',
  grain: ORDINAL,
  columns: {
    household_id: HOUSEHOLD,
    person_id: PERSON,
    birth_date: ['DATE', 'day of birth'],
    deceased_on: ['DATE', 'day of death; null of the living'],
    relation: ['relation', 'to the head of the household'],
    female: ['BOOLEAN', 'a woman or a girl'],
    schooled: ['BOOLEAN', 'enrolled in a school'],
    public_school: ['BOOLEAN', 'in a public one'],
    severe_disability: ['BOOLEAN', 'severely disabled'],
    father_deceased: ['BOOLEAN', 'the father is dead'],
    school_level: ['school_level', 'level of the school; null where none is said'],
    social_cover: ['social_cover', 'cover by another scheme; NONE where nothing is said'],
    faults: FAULTS,
    came: CAME,
  },
  madeBy: READ,
  droppedBy: 'month/read-extract.ts',
});

export const residentRow = table('resident_row', {
  says: 'The residents files of care institutions.',
  grain: ORDINAL,
  columns: {
    person_id: PERSON,
    name: ['VARCHAR', 'as it goes to the institution that pays'],
    birth_date: ['DATE', 'day of birth'],
    category: ['resident_category', 'why the person lives there'],
    institution_id: ['VARCHAR', 'the care institution'],
    province_code: ['province', 'where it stands'],
    admitted_on: ['DATE', 'first day there'],
    left_on: ['DATE', 'last day there; null of who lives there'],
    scholarship: ['DECIMAL(12,2)', 'dirhams a month; 0 where none is said'],
    provider: ['VARCHAR', 'the paying institution'],
    account: ['VARCHAR', 'in the name of the resident; "" where none is given'],
    account_right: ['BOOLEAN', 'whether it is 24 digits with a right key'],
    faults: FAULTS,
    came: CAME,
  },
  madeBy: READ,
  droppedBy: null,
});

export const adjustmentRow = table('adjustment_row', {
  says: 'The adjustments files: corrections that people decided.',
  grain: ORDINAL,
  columns: {
    adjustment_id: ['VARCHAR', 'the decision: it is applied once, ever'],
    household_id: HOUSEHOLD,
    kind: ['adjustment_kind', 'ARREARS are owed to the household, a RECOVERY by it, …'],
    amount: ['DECIMAL(12,2)', 'dirhams'],
    reason: ['VARCHAR', 'in the words of who decided'],
    decision_ref: ['VARCHAR', 'where the decision is filed'],
    decided_on: ['DATE', 'day of the decision'],
    month: ['VARCHAR', 'the month that is corrected, "2026-09"; null: not said'],
    payee_id: ['VARCHAR', 'who is paid finally; null of other kinds, and so the rest'],
    payee_name: ['VARCHAR', 'as it goes to the institution'],
    channel: ['channel', 'how it is paid'],
    provider: ['VARCHAR', 'the paying institution'],
    account: ['VARCHAR', 'as it stands in the file; "" where none is given'],
    account_right: ['BOOLEAN', 'whether it is 24 digits with a right key'],
    faults: FAULTS,
    came: CAME,
  },
  madeBy: READ,
  droppedBy: null,
});

export const schoolingRow = table('schooling_row', {
  says: 'The schooling files of the education ministry.',
  grain: ORDINAL,
  columns: {
    person_id: PERSON,
    in_force: ['BOOLEAN', 'of the school year of the month; null where that cannot be read'],
    school_year: ['INTEGER', 'the year in which the school year begins; null where that cannot be read'],
    school_level: ['school_level', 'null: nothing is said'],
    public_school: ['BOOLEAN', 'null: nothing is said'],
    schooled: ['BOOLEAN', 'null: nothing is said'],
    faults: FAULTS,
    came: CAME,
  },
  madeBy: READ,
  droppedBy: null,
});

export const socialSecurityRow = table('social_security_row', {
  says: 'The files of the social security on who is covered.',
  grain: ORDINAL,
  columns: {
    person_id: PERSON,
    in_force: ['BOOLEAN', 'on the reference date; null where that cannot be read'],
    covered_from: ['DATE', 'first day of the cover'],
    covered_to: ['DATE', 'last day of the cover; null of one that goes on'],
    social_cover: ['social_cover', 'the cover'],
    faults: FAULTS,
    came: CAME,
  },
  madeBy: READ,
  droppedBy: null,
});

export const partnerPerson = table('partner_person', {
  says: 'Persons whom partners name and the registry knows; there where partners sent anything.',
  grain: 'one row a person',
  columns: {
    person_id: PERSON,
    household_id: ['VARCHAR', 'a household that the person stands in; null where none can be read'],
  },
  madeBy: 'month/partners/overrides.ts',
  droppedBy: null,
});

export const lineFault = table('line_fault', {
  says: 'Lines that are no rows: broken before any field can be judged.',
  grain: 'one row a broken line',
  columns: {
    kind: ['VARCHAR', 'of file: households, members, …'],
    file: ['VARCHAR', 'its name in the extract'],
    line: ['BIGINT', 'from 1, with the header'],
    code: ['VARCHAR', 'what is wrong, as in domain/codes.ts'],
    household_id: ['VARCHAR', 'whom the line is about, as a beneficiary; null where that cannot be read'],
    person_id: ['VARCHAR', 'the person, of files that name persons; null where that cannot be read'],
  },
  madeBy: READ,
  droppedBy: null,
});

export const lineAnchor = table('line_anchor', {
  says: 'Where rows stand: a row that no anchor names stands as far behind the nearest before it as its ordinal does.',
  grain: 'one row wherever the lines of a file do not go on as its rows do',
  columns: {
    kind: ['VARCHAR', 'of file'],
    file: ['VARCHAR', 'its name in the extract'],
    row: ['BIGINT', 'ordinal of a good line among those of its kind'],
    line: ['BIGINT', 'where it stands in the file, from 1'],
  },
  madeBy: READ,
  droppedBy: null,
});
