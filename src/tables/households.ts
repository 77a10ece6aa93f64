import { table, view } from './table.js';

/** Households and members in order, and what is wrong with the rows of the registry. */
const RELATED = 'programmes/families/households.ts';
const MEMBERS = 'programmes/families/members.ts';
const NUMBER = "the household's place in the register, from 0";
const HOUSEHOLD = ['VARCHAR', 'the household_id'] as const;

export const household = view('household', {
  says: 'The households that are assessed: those whose row can be read, each once.',
  grain: 'one row a household, by household_id',
  columns: {
    hid: ['BIGINT', `${NUMBER}: short for its id in all that follows`],
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
  },
  madeBy: RELATED,
  droppedBy: 'programmes/families/families.ts',
});

export const unreadableHousehold = table('unreadable_household', {
  says: 'Households of which a row cannot be read: they are not assessed, and their month is owed.',
  grain: 'one row a household',
  columns: { household_id: HOUSEHOLD },
  madeBy: RELATED,
  droppedBy: null,
});

export const member = view('member', {
  says: "The members of the assessed households, as the run's files have them: what is sealed is what is counted.",
  grain: 'one row a good member row, by household, birth date and person_id',
  columns: {
    hid: ['INTEGER', NUMBER],
    rank_key: ['BIGINT', "rises in the order of a household's members: children have their ranks by it"],
    person_id: ['VARCHAR', 'the person'],
    birth_date: ['DATE', 'day of birth'],
    deceased_on: ['DATE', 'day of death; null of the living'],
    relation: ['VARCHAR', 'HEAD, SPOUSE, CHILD or OTHER'],
    schooled: ['BOOLEAN', 'enrolled in a school'],
    public_school: ['BOOLEAN', 'in a public one'],
    school_level: ['VARCHAR', 'level of the school; null where none is said'],
    severe_disability: ['BOOLEAN', 'severely disabled'],
    father_deceased: ['BOOLEAN', 'the father is dead'],
    social_cover: ['VARCHAR', 'cover by another scheme, or NONE'],
    payee: ['BOOLEAN', 'is paid for the household'],
  },
  madeBy: MEMBERS,
  droppedBy: null,
});

export const householdWithBadMember = table('household_with_bad_member', {
  says: 'Households with a member of whom something cannot be trusted, in the registry or as partners say.',
  grain: 'one row a household',
  columns: { household_id: HOUSEHOLD },
  madeBy: MEMBERS,
  droppedBy: null,
});

export const quarantine = table('quarantine', {
  says: 'Every row that cannot be trusted, of all kinds of files.',
  grain: 'one row a bad field; a line that is bad as a whole has column_no 0',
  columns: {
    kind: ['VARCHAR', 'of file: households, members, …'],
    file: ['VARCHAR', 'its name in the extract'],
    line: ['BIGINT', 'from 1, with the header'],
    column_no: ['INTEGER', 'place of the check among those of its kind, from 1; 0: of no check'],
    column_name: ['VARCHAR', 'the column of the file; "" of a whole line'],
    code: ['VARCHAR', 'what is wrong, as in domain/codes.ts'],
    household_id: ['VARCHAR', 'whom the row is about, as a beneficiary; null where that cannot be read'],
    value: ['VARCHAR', 'the field as it stands in the file; null: blank, or of a whole line'],
  },
  madeBy: 'programmes/families/quarantine.ts',
  droppedBy: null,
});

export const householdFacts = table('household_facts', {
  says: 'Who lives in a household today, whether its payee may be paid, and its composition.',
  grain: 'one row a household with a member, by hid',
  columns: {
    hid: ['BIGINT', NUMBER],
    rows: ['INTEGER', 'member rows, of the living and the dead'],
    members_digest: ['UBIGINT', 'digest of who they are, with dates and relations'],
    persons: ['INTEGER', 'living members'],
    children: ['INTEGER', 'living children below the age limit'],
    children_listed: ['INTEGER', 'children of any age, the living and the dead'],
    elderly: ['INTEGER', 'living members of the age of the elderly'],
    cover: ['TINYINT', 'first excluding cover of a living member, by its place in SOCIAL_COVERS; null: none'],
    payee_fit: ['BOOLEAN', 'the payee is a living adult member'],
    letters_now: [
      'VARCHAR',
      'composition today, a letter a paid child (domain/composition.ts), with school grants',
    ],
    letters_before: ['VARCHAR', "the same facts looked at on the prior run's reference date, without grants"],
  },
  madeBy: 'programmes/families/facts.ts',
  droppedBy: ['programmes/families/candidates.ts', 'programmes/families/facts.ts'],
});

export const alreadyPaid = table('already_paid', {
  says: 'Whom the month has paid before a supplementary run, by its sealed registers; nobody before a regular run.',
  grain: 'one row a household',
  columns: { household_id: HOUSEHOLD },
  madeBy: 'programmes/families/already-paid.ts',
  droppedBy: null,
});
