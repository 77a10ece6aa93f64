import { EXCLUDING_COVERS, SOCIAL_COVERS } from '../../domain/vocabulary.js';
import type { DecisionLine } from '../programme.js';

/**
 * The decision on a household, as data (candidates.ts has what `when` asks). The order is the contract's and must not be
 * changed without it. Numbers are "1" to "14"; the four covers are one line of the contract.
 */
export const DECISION_TABLE = [
  // Of a supplementary run alone: before anything else, nobody is paid twice in a month.
  { no: '0b', decision: 'INELIGIBLE', reason: 'ALREADY_PAID', when: 'already_paid', amount: 'zero' },
  { no: '1', decision: 'INELIGIBLE', reason: 'CLOSED', when: `status = 'CLOSED'`, amount: 'zero' },
  { no: '2', decision: 'SUSPENDED', reason: 'SUSPENDED', when: `status = 'SUSPENDED'`, amount: 'zero' },
  { no: '3', decision: 'HELD', reason: 'DUPLICATE_HOUSEHOLD', when: 'on_several_rows', amount: 'none' },
  {
    no: '4',
    decision: 'INELIGIBLE',
    reason: 'ISE_ABOVE_THRESHOLD',
    when: 'ise_score > ise_threshold',
    amount: 'zero',
  },
  { no: '5', decision: 'HELD', reason: 'MEMBER_ROW_INVALID', when: 'has_bad_member', amount: 'none' },
  { no: '6', decision: 'HELD', reason: 'PERSON_DUPLICATED', when: 'has_duplicate_person', amount: 'none' },
  // What earlier months said: the data of this one cannot be believed before people have looked.
  {
    no: '6b',
    decision: 'HELD',
    reason: 'HOUSEHOLD_REPLACED',
    when: `doubt = 'HOUSEHOLD_REPLACED'`,
    amount: 'own',
  },
  {
    no: '6c',
    decision: 'HELD',
    reason: 'DEATH_CONTRADICTED',
    when: `doubt = 'DEATH_CONTRADICTED'`,
    amount: 'own',
  },
  // Of a supplementary run alone, as 0b: a member was paid this month under another number. It may be the very family.
  { no: '6d', decision: 'HELD', reason: 'PERSON_ALREADY_PAID', when: 'has_paid_person', amount: 'own' },
  { no: '7', decision: 'HELD', reason: 'NO_LIVING_MEMBER', when: 'persons = 0', amount: 'none' },
  ...EXCLUDING_COVERS.map(
    (cover) =>
      ({
        no: '8',
        decision: 'INELIGIBLE',
        reason: cover,
        when: `cover = ${SOCIAL_COVERS.indexOf(cover)}`,
        amount: 'zero',
      }) as const,
  ),
  // A paid child, or the only living member, is also a resident of a care institution, who is held as well (programmes/residents/decisions.ts). Before
  // BLOCKED, whose amount accrues; after the covers, which pay nothing for the child.
  { no: '8b', decision: 'HELD', reason: 'PERSON_IN_INSTITUTION', when: 'has_resident_child', amount: 'own' },
  { no: '9', decision: 'BLOCKED', reason: 'BLOCKED', when: `status = 'BLOCKED'`, amount: 'own' },
  { no: '10', decision: 'HELD', reason: 'PAYEE_NOT_LIVING_MEMBER', when: 'NOT payee_fit', amount: 'own' },
  { no: '11', decision: 'HELD', reason: 'PROVIDER_UNKNOWN', when: 'NOT provider_known', amount: 'own' },
  {
    no: '12',
    decision: 'HELD',
    reason: 'ACCOUNT_INVALID',
    when: `NOT account_right AND (channel = 'ACCOUNT' OR account <> '')`,
    amount: 'own',
  },
  // What institutions said of earlier orders, after what this month's row itself is wrong in: that can be put
  // right at once, and a row put right (another payee, another account) may be all that is needed. The payee
  // before the account, which a new payee brings along; what people alone can end comes last. Before the shared
  // accounts, so that a household that is not paid takes nobody's account. BLOCKED comes before all of them.
  { no: '12b', decision: 'HELD', reason: 'PAYEE_DECEASED', when: `hold = 'PAYEE_DECEASED'`, amount: 'own' },
  {
    no: '12c',
    decision: 'HELD',
    reason: 'ACCOUNT_REJECTED',
    when: `hold = 'ACCOUNT_REJECTED'`,
    amount: 'own',
  },
  {
    no: '12d',
    decision: 'HELD',
    reason: 'RETURNED_REPEATEDLY',
    when: `hold = 'RETURNED_REPEATEDLY'`,
    amount: 'own',
  },
  // Of a supplementary run alone: its order_id, which ends with -S1, is that of a household of such a name.
  { no: '12e', decision: 'HELD', reason: 'REFERENCE_TAKEN', when: 'reference_taken', amount: 'own' },
  // Looked at last, among the households that no line before has decided, and those paid in the month.
  { no: '13', decision: 'HELD', reason: 'ACCOUNT_SHARED', when: 'account_shared', amount: 'own' },
  { no: '14', decision: 'PAY', reason: '', when: 'true', amount: 'own' },
] as const satisfies readonly DecisionLine[];

type Line = (typeof DECISION_TABLE)[number];
/** The reasons of the table; '' is the reason of PAY. */
export type Reason = Line['reason'];
/** The reasons for which a household's month waits: it is held or blocked, and may be paid later. */
export type WaitingReason = Extract<Line, { readonly decision: 'HELD' | 'BLOCKED' }>['reason'];
