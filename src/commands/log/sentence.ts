import { counted, dirhams, toPeople } from '../../domain/money.js';
import type { LedgerEvent } from '../../ledger/events.js';

/** The detail of an event as it was logged, whatever the version. */
type Detail = Readonly<Record<string, unknown>>;

/** What an event did, in a sentence without its end; of an event that this version does not know, its words as they are. */
export function sentenceOf({ event, detail }: LedgerEvent): string {
  const said = JSON.parse(detail) as Detail;
  const sentence = SENTENCES[event]?.(said) ?? `${event}: ${inWords(said)}`;
  const reason = textOf(said, 'reason');
  if (reason === '' || SENTENCES[event] === undefined) return sentence;
  return `${sentence}; ${event === 'SENT' ? 'reference' : 'reason'}: ${reason}`;
}

const textOf = (said: Detail, key: string): string => {
  const value = said[key];
  return typeof value === 'string' ? value : '';
};
const numberOf = (said: Detail, key: string): number => {
  const value = said[key];
  return typeof value === 'number' ? value : 0;
};
const listOf = (said: Detail, key: string): readonly unknown[] => {
  const value = said[key];
  return Array.isArray(value) ? value : [];
};
const money = (said: Detail, key: string) => `${toPeople(dirhams(numberOf(said, key)))} DH`;
const months = (said: Detail) => listOf(said, 'months').map(String).join(', ');
const orders = (said: Detail) =>
  `${counted(numberOf(said, 'orders'), 'order')} of ${money(said, 'centimes')}`;

const SENTENCES: Readonly<Record<string, (said: Detail) => string>> = {
  COMPUTED: (said) =>
    `${textOf(said, 'period')} computed${textOf(said, 'status') === 'HOLD' ? ', on hold' : ', all controls passed'}`,
  RELEASED: (said) => `${textOf(said, 'period')} released`,
  WITHDRAWN: (said) => `release of ${textOf(said, 'period')} taken back`,
  REINSTATED: (said) => `${textOf(said, 'period')} computed again, and the month's candidate again`,
  SUPERSEDED: (said) => `replaced by run ${textOf(said, 'by')}`,
  GAP_OWED: (said) => `months without a run, owed: ${months(said)}`,
  GAP_VOID: (said) => `months without a run, owed to nobody: ${months(said)}`,
  WITHOUT_HISTORY: (said) => `${textOf(said, 'month')} left out of what earlier months say`,
  RETURNS_RULE: (said) =>
    `what shows that an order came back: ${textOf(said, 'rule') === 'ANSWERS' ? 'answers of institutions' : 'statements of account'}`,
  ANSWERS: answersRead,
  STATEMENT: (said) => `statement ${statement(said)} read`,
  STATEMENT_REPLACED: (said) => `statement ${statement(said)} replaced`,
  SENT: (said) => `${textOf(said, 'target')} sent on ${textOf(said, 'on')}, ${orders(said)}`,
  DECIDED: (said) =>
    `${textOf(said, 'target')} decided to be ${textOf(said, 'decision').toLowerCase()} on ${textOf(said, 'on')}, ${orders(said)}`,
  UNHELD: (said) => `${textOf(said, 'household')} is held no more for ${textOf(said, 'hold')}`,
  DEBT_EXTENDED: (said) => `debt ${textOf(said, 'debt')} may be paid until the run of ${textOf(said, 'to')}`,
  TRANSFERRED: moved,
  DETACHED: moved,
  RECOVERY_PAUSE: (said) => `recovery ${textOf(said, 'recovery')} paused`,
  RECOVERY_RESUME: (said) => `recovery ${textOf(said, 'recovery')} taken again`,
  RECOVERY_SHARE: (said) =>
    `recovery ${textOf(said, 'recovery')}: at most ${textOf(said, 'share')} of a month's aid is taken`,
  RECOVERY_WRITE_OFF: (said) => `recovery ${textOf(said, 'recovery')} written off`,
  RECOVERY_WAIVE: (said) => `recovery ${textOf(said, 'recovery')}: ${money(said, 'centimes')} waived`,
  RECOVERY_ENDED: (said) =>
    `recovery ${textOf(said, 'recovery')} ended, for the order came back: ${money(said, 'centimes')} owed no more`,
  RECOVERY_REPAY: (said) => `recovery ${textOf(said, 'recovery')}: ${money(said, 'centimes')} paid back`,
};

/** "answers poste-09 (csv) read: new PAID 2, 1,600.00 DH; could not be used 1". */
function answersRead(said: Detail): string {
  const name = [textOf(said, 'message_id'), `(${textOf(said, 'format')})`]
    .filter((one) => one !== '')
    .join(' ');
  const fresh = listOf(said, 'added').map((one) => {
    const sum = (one ?? {}) as Detail;
    return `${textOf(sum, 'status')} ${orders(sum)}`;
  });
  const unused = numberOf(said, 'exceptions');
  return `answers ${name} read: ${fresh.length === 0 ? 'nothing new' : `new ${fresh.join(', ')}`}${unused === 0 ? '' : `; could not be used ${unused}`}`;
}

/** Of the account its last digits alone: the log is shown to many. */
function statement(said: Detail): string {
  const page = said.page === null || said.page === undefined ? '' : `, page ${String(said.page)}`;
  return `${textOf(said, 'statement_id')}${page} of ${textOf(said, 'dated_on')}, account …${textOf(said, 'account').slice(-4)}`;
}

function moved(said: Detail): string {
  const parts = [
    `${counted(numberOf(said, 'debts'), 'debt')} (${money(said, 'owedCentimes')} known)`,
    counted(numberOf(said, 'balances'), 'balance'),
    counted(numberOf(said, 'holds'), 'hold'),
  ];
  const staying = listOf(said, 'staying').map(String);
  return `${textOf(said, 'from')} moved to ${textOf(said, 'to')}: ${parts.join(', ')}${staying.length === 0 ? '' : `; months that stay: ${staying.join(', ')}`}`;
}

/** "period 2026-09, families 3"; hashes are for programs. */
function inWords(said: Detail): string {
  return Object.entries(said)
    .filter(([key, value]) => value !== null && !/^(seal|sha256)$/.test(key))
    .map(([key, value]) => `${key.replaceAll('_', ' ')} ${plain(value)}`)
    .join(', ');
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(' and ');
  return typeof value === 'object' && value !== null ? inWords(value as Detail) : String(value);
}
