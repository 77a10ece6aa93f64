/** What makes a field good, for the plain Node peer; and a row packed into what its rules ask of it. */
import { ISE_THRESHOLD, provinceCodes } from '../the-month.js';
import { BIT, COVER_SHIFT, COVERS } from './rules.js';

export const HOUSEHOLD_ID = /^[A-Z0-9][A-Z0-9-]{0,19}$/;
const PERSON_ID = /^[A-Z0-9]{6,20}$/;
const PROVIDER = /^[A-Z0-9_]{2,12}$/;
const SCORE = /^[0-9]{1,2}(\.[0-9]{1,6})?$/;
const RIB = /^[0-9]{24}$/;
const DAY = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const LONGEST_NAME = 140;
const PROVINCES = new Set(provinceCodes());
const STATUSES = new Set(['ACTIVE', 'BLOCKED', 'SUSPENDED', 'CLOSED']);
const LEVELS = new Set(['', 'PRIMARY', 'LOWER_SECONDARY', 'UPPER_SECONDARY', 'OTHER']);
const LOWER_LEVELS = new Set(['PRIMARY', 'LOWER_SECONDARY']);
const RELATIONS = new Set(['HEAD', 'SPOUSE', 'CHILD', 'OTHER']);

/** Every day that was asked, and whether it is one: a registry has few distinct days. */
const days = new Map<string, boolean>();

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** True of a day of the calendar, YYYY-MM-DD. Days repeat, so that each is looked at once. */
export function isDay(text: string): boolean {
  let known = days.get(text);
  if (known === undefined) {
    const [year = 0, month = 0, day = 0] = (DAY.exec(text) ?? []).slice(1).map(Number);
    known = month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
    days.set(text, known);
  }
  return known;
}

/** A score in millionths, so that it is compared as a whole number. */
function millionths(score: string): number {
  const [units = '', decimals = ''] = score.split('.');
  return Number(units + decimals.padEnd(6, '0'));
}

const THRESHOLD = millionths(ISE_THRESHOLD);
const isYesNo = (text: string) => text === 'Y' || text === 'N' || text === '';
const isName = (name: string) =>
  /[^ ]/.test(name) && (name.length <= LONGEST_NAME || [...name].length <= LONGEST_NAME);

/** 24 digits that leave 0 when divided by 97; taken in halves, as 10^12 leaves 50. */
export function isRib(account: string): boolean {
  return RIB.test(account) && (Number(account.slice(0, 12)) * 50 + Number(account.slice(12))) % 97 === 0;
}

/** What a household's flags mean: its fields are good; its score is above the threshold; its RIB is right. */
export const FLAG = { right: 1, above: 2, rib: 4 } as const;

/** A household row's flags (see FLAG); days are good up to `reference`. */
export function householdFlags(row: readonly string[], reference: string): number {
  const [
    ,
    province = '',
    milieu,
    score = '',
    status = '',
    ,
    payee = '',
    name = '',
    channel,
    provider = '',
    account = '',
    enrolled = '',
  ] = row;
  const right =
    PROVINCES.has(province) &&
    (milieu === 'U' || milieu === 'R') &&
    SCORE.test(score) &&
    STATUSES.has(status) &&
    PERSON_ID.test(payee) &&
    isName(name) &&
    (channel === 'ACCOUNT' || channel === 'CASH') &&
    PROVIDER.test(provider) &&
    isDay(enrolled) &&
    enrolled <= reference;
  const above = right && millionths(score) > THRESHOLD;
  return (right ? FLAG.right : 0) | (above ? FLAG.above : 0) | (isRib(account) ? FLAG.rib : 0);
}

/** A member's bits (see BIT); 0 when a field is no good. Days are good up to `reference`. */
export function memberBits(row: readonly string[], reference: string): number {
  const [
    ,
    person = '',
    birth = '',
    sex,
    relation = '',
    schooled = '',
    pub = '',
    disabled = '',
    fatherless = '',
    level = '',
    cover = '',
    died = '',
  ] = row;
  const number = cover === '' ? 0 : (COVERS as readonly string[]).indexOf(cover);
  const right =
    PERSON_ID.test(person) &&
    isDay(birth) &&
    birth >= '1900-01-01' &&
    birth <= reference &&
    (sex === 'F' || sex === 'M') &&
    RELATIONS.has(relation) &&
    isYesNo(schooled) &&
    isYesNo(pub) &&
    isYesNo(disabled) &&
    isYesNo(fatherless) &&
    LEVELS.has(level) &&
    number >= 0 &&
    (died === '' || (isDay(died) && died >= birth));
  if (!right) return 0;
  const grant =
    pub !== 'Y' ? 0 : level === 'UPPER_SECONDARY' ? BIT.upper : LOWER_LEVELS.has(level) ? BIT.lower : 0;
  return (
    BIT.right |
    (relation === 'CHILD' ? BIT.child : 0) |
    (schooled === 'Y' ? BIT.schooled : 0) |
    (fatherless === 'Y' ? BIT.fatherless : 0) |
    (disabled === 'Y' ? BIT.disabled : 0) |
    grant |
    (number << COVER_SHIFT)
  );
}
