/**
 * Codes of the quarantine: why a row of the registry could not be trusted.
 * A line code blames the whole line (its `column` is blank); a field code names the column.
 */
export const LINE_CODES = {
  LINE_TOO_LONG: 'the line is longer than 65,536 bytes',
  INVALID_UTF8: 'the line is not UTF-8',
  NUL_BYTE: 'the line holds a NUL byte',
  LINE_BREAK_IN_FIELD: 'a carriage return stands inside the line',
  QUOTE_MALFORMED: 'a quote is left open, or stands where none may',
  FIELD_COUNT: 'the line has more or fewer fields than the header',
} as const;

export const FIELD_CODES = {
  HOUSEHOLD_ID_INVALID: 'household_id is not 1-20 characters A-Z, 0-9 or -, beginning with a letter or digit',
  PROVINCE_UNKNOWN: 'province_code is no HCP code of a province or prefecture',
  MILIEU_INVALID: 'milieu is neither U nor R',
  ISE_SCORE_INVALID: 'ise_score is no decimal from 0 to below 100 with at most six decimals',
  STATUS_INVALID: 'status is not ACTIVE, BLOCKED, SUSPENDED or CLOSED',
  PAYEE_ID_INVALID: 'payee_id is not 6-20 characters A-Z or 0-9',
  PAYEE_NAME_INVALID: 'payee_name is blank or longer than 140 characters',
  CHANNEL_INVALID: 'channel is neither ACCOUNT nor CASH',
  PROVIDER_INVALID: 'provider is not 2-12 characters A-Z, 0-9 or _',
  ENROLLED_ON_INVALID: 'enrolled_on is no date YYYY-MM-DD',
  ENROLLED_ON_FUTURE: 'enrolled_on is after the reference date',
  PERSON_ID_INVALID: 'person_id is not 6-20 characters A-Z or 0-9',
  BIRTH_DATE_INVALID: 'birth_date is no date YYYY-MM-DD from 1900-01-01',
  BIRTH_DATE_FUTURE: 'birth_date is after the reference date',
  SEX_INVALID: 'sex is neither F nor M',
  RELATION_INVALID: 'relation is not HEAD, SPOUSE, CHILD or OTHER',
  SCHOOLED_INVALID: 'schooled is not Y, N or blank',
  PUBLIC_SCHOOL_INVALID: 'public_school is not Y, N or blank',
  SEVERE_DISABILITY_INVALID: 'severe_disability is not Y, N or blank',
  FATHER_DECEASED_INVALID: 'father_deceased is not Y, N or blank',
  SCHOOL_LEVEL_INVALID: 'school_level is not PRIMARY, LOWER_SECONDARY, UPPER_SECONDARY, OTHER or blank',
  SOCIAL_COVER_INVALID:
    'social_cover is not NONE, STATE_EMPLOYEE, FAMILY_ALLOWANCE, PENSION, CONTRIBUTIONS_DUE or blank',
  DECEASED_ON_INVALID: 'deceased_on is no date YYYY-MM-DD',
  DECEASED_BEFORE_BIRTH: 'deceased_on is before birth_date',
  SCHOOL_YEAR_INVALID: 'school_year is not two consecutive years, YYYY-YYYY',
  LEVEL_INVALID: 'level is not PRIMARY, LOWER_SECONDARY, UPPER_SECONDARY, OTHER or blank',
  PUBLIC_INVALID: 'public is not Y, N or blank',
  ENROLLED_INVALID: 'enrolled is neither Y nor N',
  COVER_INVALID: 'cover is not NONE, STATE_EMPLOYEE, FAMILY_ALLOWANCE, PENSION or CONTRIBUTIONS_DUE',
  FROM_INVALID: 'from is no date YYYY-MM-DD',
  TO_INVALID: 'to is no date YYYY-MM-DD and not blank',
  TO_BEFORE_FROM: 'to is before from',
  NAME_INVALID: 'name is blank or longer than 140 characters',
  CATEGORY_INVALID: 'category is not ORPHAN, ABANDONED or ELDERLY',
  INSTITUTION_ID_INVALID:
    'institution_id is not 1-20 characters A-Z, 0-9 or -, beginning with a letter or digit',
  ADMITTED_ON_INVALID: 'admitted_on is no date YYYY-MM-DD',
  ADMITTED_ON_FUTURE: 'admitted_on is after the reference date',
  ADMITTED_BEFORE_BIRTH: 'admitted_on is before birth_date',
  LEFT_ON_INVALID: 'left_on is neither blank nor a date YYYY-MM-DD',
  LEFT_BEFORE_ADMITTED: 'left_on is before admitted_on',
  SCHOLARSHIP_INVALID: 'scholarship is neither blank nor an amount from 0 with at most two decimals',
  ADJUSTMENT_ID_INVALID:
    'adjustment_id is not 1-35 characters A-Z, a-z, 0-9, ".", "_", "/" or "-", beginning with a letter or digit',
  KIND_INVALID: 'kind is not ARREARS, RECOVERY, ONE_OFF or FINAL',
  AMOUNT_INVALID: 'amount is not above 0 with at most two decimals',
  DECIDED_ON_INVALID: 'decided_on is no date YYYY-MM-DD',
  DECIDED_ON_FUTURE: 'decided_on is after the reference date',
  MONTH_INVALID: 'month is neither blank nor a month YYYY-MM',
  MONTH_FUTURE: 'month is after the month of the run',
  PAYEE_UNEXPECTED: 'payee_id, payee_name, channel, provider or account is given, and the kind is not FINAL',
} as const;

/** Codes of good lines that cannot be used for what is, or is missing, elsewhere. */
export const RELATION_CODES = {
  UNKNOWN_HOUSEHOLD: 'the member names a household that has no row',
  HOUSEHOLD_ROW_INVALID: 'another row of the same household could not be read, so this one is not assessed',
  ADJUSTMENT_CONTRADICTED:
    'another row, or an adjustment applied before, says something else under the same adjustment_id',
  ADJUSTMENT_HOUSEHOLD_UNKNOWN:
    'the adjustment is for a household that has no row, and that was never paid nor owed anything',
  ADJUSTMENT_HOUSEHOLD_CLOSED: 'the adjustment is for a household that is closed',
  ADJUSTMENT_RESIDENT:
    'the adjustment is for a resident of a care institution: adjustments are for households',
  ADJUSTMENT_MONTH_OWED:
    'the decided arrears are for a month that is paid without them: the month of the run, or one that stands as owed, to the household, under a number that it had before, or to another for the same child',
  ADJUSTMENT_MONTH_OVER:
    'the one-off grant is for another month than that of the run: it is paid in its month alone',
  ADJUSTMENT_HOUSEHOLD_PAID:
    'the one-off grant is for a household that an earlier run of the month has paid: a later month may pay it',
  ADJUSTMENT_MONTH_PAID:
    'the decided arrears are what the household was paid for that month already, under whatever number, or a proposal that is out of date: the newest list of proposals says what is left',
  ADJUSTMENT_PROVIDER_UNKNOWN: 'the final payment names an institution that is not configured',
  ADJUSTMENT_ACCOUNT_INVALID: 'the final payment names no account, or one whose key is wrong',
  ADJUSTMENT_ACCOUNT_SHARED:
    'the account of the final payment is borne by a household, a resident or another payee',
  ADJUSTMENT_ACCOUNT_PAID: 'the account of the final payment was paid by an earlier run of the month',
  UNKNOWN_PERSON: 'the partner names a person who is on no member row',
  PARTNER_CONTRADICTION: 'rows of partners in force for one person say different things; none is followed',
  RESIDENT_ROW_INVALID: 'another row of the same resident could not be read, so this one is not assessed',
} as const;

/** Codes of `exceptions.csv`: why an institution's statement could not be used as it is. */
export const ANSWER_CODES = {
  LINE_MALFORMED: 'the line has more or fewer fields than the header, or a quote is malformed',
  ORDER_ID_MISSING: 'the statement names neither an order nor an order file',
  STATUS_UNKNOWN: 'the status is none that is known, or none is given',
  REASON_UNKNOWN: 'the reason is in words, where a code is expected',
  FUNDS_BLOCKED: 'the funds are frozen: neither paid nor returned',
  DATE_INVALID: 'the date is no date YYYY-MM-DD, or too late to be meant',
  AMOUNT_INVALID: 'the amount is none',
  UNKNOWN_ORDER: 'no run has this order',
  UNKNOWN_FILE: 'no order file bears this reference',
  RUN_NOT_RELEASED: 'the order, or the order file, is of a run that is not released, and so was not sent',
  OTHER_AMOUNT: "the amount or currency is not the order's, or the order file's",
  OTHER_ACCOUNT: "the entry stands on an account that is none of the programme's",
  OTHER_INSTITUTION: "the order, or the order file, is of an institution that is not the message's",
  DUPLICATE_SENDING: 'rejected because it was sent before: the first sending stands, and nobody is owed',
  CONTRADICTORY: 'both PAID and REJECTED was said of the order, here or elsewhere',
} as const;

export type AnswerCode = keyof typeof ANSWER_CODES;

export type LineCode = keyof typeof LINE_CODES;
export type FieldCode = keyof typeof FIELD_CODES;
export type RelationCode = keyof typeof RELATION_CODES;

/** What is expected in the place of what a code of the quarantine finds, as people are told it. */
export const EXPECTED: Readonly<Record<LineCode | FieldCode | RelationCode, string>> = {
  LINE_TOO_LONG: 'a line of at most 65,536 bytes',
  INVALID_UTF8: 'a line in UTF-8',
  NUL_BYTE: 'a line of text without NUL bytes',
  LINE_BREAK_IN_FIELD: 'a row on one line',
  QUOTE_MALFORMED: 'quotes that close at the end of their field, a quote inside written twice',
  FIELD_COUNT: 'as many fields as the header has',
  HOUSEHOLD_ID_INVALID: '1-20 characters A-Z, 0-9 or -, beginning with a letter or digit',
  PROVINCE_UNKNOWN: 'the HCP code of a province or prefecture, such as 06.181',
  MILIEU_INVALID: 'U or R',
  ISE_SCORE_INVALID: 'a decimal from 0 to below 100 with at most six decimals, such as 8.215825',
  STATUS_INVALID: 'ACTIVE, BLOCKED, SUSPENDED or CLOSED',
  PAYEE_ID_INVALID: '6-20 characters A-Z or 0-9',
  PAYEE_NAME_INVALID: 'a name of 1 to 140 characters',
  CHANNEL_INVALID: 'ACCOUNT or CASH',
  PROVIDER_INVALID: '2-12 characters A-Z, 0-9 or _',
  ENROLLED_ON_INVALID: 'a date YYYY-MM-DD',
  ENROLLED_ON_FUTURE: 'a date up to the reference date',
  PERSON_ID_INVALID: '6-20 characters A-Z or 0-9',
  BIRTH_DATE_INVALID: 'a date YYYY-MM-DD from 1900-01-01',
  BIRTH_DATE_FUTURE: 'a date up to the reference date',
  SEX_INVALID: 'F or M',
  RELATION_INVALID: 'HEAD, SPOUSE, CHILD or OTHER',
  SCHOOLED_INVALID: 'Y, N or blank',
  PUBLIC_SCHOOL_INVALID: 'Y, N or blank',
  SEVERE_DISABILITY_INVALID: 'Y, N or blank',
  FATHER_DECEASED_INVALID: 'Y, N or blank',
  SCHOOL_LEVEL_INVALID: 'PRIMARY, LOWER_SECONDARY, UPPER_SECONDARY, OTHER or blank',
  SOCIAL_COVER_INVALID: 'NONE, STATE_EMPLOYEE, FAMILY_ALLOWANCE, PENSION, CONTRIBUTIONS_DUE or blank',
  DECEASED_ON_INVALID: 'a date YYYY-MM-DD, or blank',
  DECEASED_BEFORE_BIRTH: 'a date from birth_date on',
  SCHOOL_YEAR_INVALID: 'two consecutive years, YYYY-YYYY',
  LEVEL_INVALID: 'PRIMARY, LOWER_SECONDARY, UPPER_SECONDARY, OTHER or blank',
  PUBLIC_INVALID: 'Y, N or blank',
  ENROLLED_INVALID: 'Y or N',
  COVER_INVALID: 'NONE, STATE_EMPLOYEE, FAMILY_ALLOWANCE, PENSION or CONTRIBUTIONS_DUE',
  FROM_INVALID: 'a date YYYY-MM-DD',
  TO_INVALID: 'a date YYYY-MM-DD, or blank',
  TO_BEFORE_FROM: 'a date from "from" on, or blank',
  NAME_INVALID: 'a name of 1 to 140 characters',
  CATEGORY_INVALID: 'ORPHAN, ABANDONED or ELDERLY',
  INSTITUTION_ID_INVALID: '1-20 characters A-Z, 0-9 or -, beginning with a letter or digit',
  ADMITTED_ON_INVALID: 'a date YYYY-MM-DD',
  ADMITTED_ON_FUTURE: 'a date up to the reference date',
  ADMITTED_BEFORE_BIRTH: 'a date from birth_date on',
  LEFT_ON_INVALID: 'a date YYYY-MM-DD, or blank',
  LEFT_BEFORE_ADMITTED: 'a date from admitted_on on, or blank',
  SCHOLARSHIP_INVALID: 'an amount from 0 with at most two decimals, such as 500.00, or blank',
  ADJUSTMENT_ID_INVALID:
    '1-35 characters A-Z, a-z, 0-9, ".", "_", "/" or "-", beginning with a letter or digit',
  KIND_INVALID: 'ARREARS, RECOVERY, ONE_OFF or FINAL',
  AMOUNT_INVALID: 'an amount above 0 with at most two decimals, such as 500.00',
  DECIDED_ON_INVALID: 'a date YYYY-MM-DD',
  DECIDED_ON_FUTURE: 'a date up to the reference date',
  MONTH_INVALID: 'a month YYYY-MM, or blank',
  MONTH_FUTURE: 'a month up to that of the run',
  PAYEE_UNEXPECTED: 'FINAL, or no payee_id, payee_name, channel, provider and account',
  UNKNOWN_HOUSEHOLD: 'a household that has a row in the extract',
  HOUSEHOLD_ROW_INVALID: 'every row of the household readable',
  ADJUSTMENT_CONTRADICTED: 'the same under one adjustment_id, in every row and month',
  ADJUSTMENT_HOUSEHOLD_UNKNOWN: 'a household of the extract, or one that was paid or is owed something',
  ADJUSTMENT_HOUSEHOLD_CLOSED: 'a household that is not closed; of a closed one, a FINAL payment',
  ADJUSTMENT_RESIDENT: 'a household',
  ADJUSTMENT_MONTH_OWED: 'a month that is not paid without the adjustment',
  ADJUSTMENT_MONTH_OVER: 'the month of the run',
  ADJUSTMENT_HOUSEHOLD_PAID: 'a household that the month has not paid yet',
  ADJUSTMENT_MONTH_PAID: 'arrears that the household was not paid yet',
  ADJUSTMENT_PROVIDER_UNKNOWN: 'an institution of the configuration',
  ADJUSTMENT_ACCOUNT_INVALID: 'a RIB of 24 digits with a right key',
  ADJUSTMENT_ACCOUNT_SHARED: 'an account that nobody else bears',
  ADJUSTMENT_ACCOUNT_PAID: 'an account that the month has not paid yet',
  UNKNOWN_PERSON: 'a person who is on a member row',
  PARTNER_CONTRADICTION: 'the same in all rows of the person that are in force',
  RESIDENT_ROW_INVALID: 'every row of the resident readable',
};
