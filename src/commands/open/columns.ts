import { EXPECTED } from '../../domain/codes.js';
import { PROVINCES } from '../../domain/provinces.js';
import { PATTERNS, RESIDENT_CATEGORIES } from '../../domain/vocabulary.js';
import { HOUSEHOLD, type StrictColumn, whole } from '../../registry/strict-file.js';

/** The files of opening balances, and their columns. */
export const OPENING_FILES = ['register', 'grants', 'capital', 'debts', 'balances'] as const;
export type OpeningFile = (typeof OPENING_FILES)[number];

const needed = { needed: true, mayBeBlank: false } as const;
const optional = { needed: false, mayBeBlank: true } as const;

const PERSON: StrictColumn = {
  ...needed,
  name: 'person_id',
  pattern: whole(PATTERNS.personId),
  code: 'PERSON_ID_INVALID',
  expected: EXPECTED.PERSON_ID_INVALID,
};
const money = (name: string): StrictColumn => ({
  ...needed,
  name,
  pattern: whole(`(?=.*[1-9])${PATTERNS.amount}`),
  code: 'AMOUNT_INVALID',
  expected: EXPECTED.AMOUNT_INVALID,
});
const part = (name: string): StrictColumn => ({
  ...optional,
  name,
  pattern: whole(PATTERNS.amount),
  code: 'AMOUNT_INVALID',
  expected: 'an amount from 0 with at most two decimals, such as 500.00, or blank',
});
const words = (name: string): StrictColumn => ({
  ...optional,
  name,
  pattern: /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,140}$/u,
  code: 'TEXT_INVALID',
  expected: 'a text of at most 140 characters, or blank',
});

const PROVINCE_CODES = PROVINCES.map(({ code }) => code.replaceAll('.', '\\.'));

export const OPENING_COLUMNS: Readonly<Record<OpeningFile, readonly StrictColumn[]>> = {
  register: [
    HOUSEHOLD,
    {
      ...needed,
      name: 'province_code',
      pattern: whole(PROVINCE_CODES.join('|')),
      code: 'PROVINCE_UNKNOWN',
      expected: EXPECTED.PROVINCE_UNKNOWN,
    },
    money('net'),
    part('birth_grant'),
    part('school_grant'),
    part('arrears'),
    part('recovery'),
    {
      ...optional,
      name: 'composition',
      pattern: /^(?:none|[ISN]f?d?(?:\.[ISN]f?d?)*)$/,
      code: 'COMPOSITION_INVALID',
      expected: 'the paid children in rank order, such as I.S.Nd, or none, or blank',
    },
  ],
  grants: [
    PERSON,
    HOUSEHOLD,
    {
      ...needed,
      name: 'kind',
      pattern: /^(?:BIRTH|SCHOOL)$/,
      code: 'GRANT_KIND_INVALID',
      expected: 'BIRTH or SCHOOL',
    },
    {
      ...needed,
      mayBeBlank: true,
      name: 'year',
      pattern: /^20[0-9]{2}$/,
      code: 'GRANT_YEAR_INVALID',
      expected: 'the year of the September of a school-return grant, such as 2025; blank of a birth grant',
    },
    {
      ...needed,
      name: 'level',
      pattern: /^(?:FIRST|SECOND|PRIMARY|LOWER_SECONDARY|UPPER_SECONDARY)$/,
      code: 'GRANT_LEVEL_INVALID',
      expected: 'FIRST or SECOND of a birth; PRIMARY, LOWER_SECONDARY or UPPER_SECONDARY of a school return',
    },
    money('amount'),
  ],
  capital: [
    PERSON,
    money('amount'),
    {
      ...optional,
      name: 'category',
      pattern: whole(RESIDENT_CATEGORIES.filter((one) => one !== 'ELDERLY').join('|')),
      code: 'CATEGORY_INVALID',
      expected: 'ORPHAN or ABANDONED, or blank',
    },
  ],
  debts: [
    HOUSEHOLD,
    {
      ...needed,
      name: 'month',
      pattern: whole(PATTERNS.month),
      code: 'MONTH_INVALID',
      expected: 'a month YYYY-MM, not after that of the opening',
    },
    money('amount'),
    words('reason'),
    words('decision_ref'),
  ],
  balances: [HOUSEHOLD, money('amount'), words('reason'), words('decision_ref')],
};

/** The columns that a row stands under once in its file. */
export const ONCE: Readonly<Record<OpeningFile, readonly string[]>> = {
  register: ['household_id'],
  grants: ['person_id', 'kind', 'year'],
  capital: ['person_id'],
  debts: ['household_id', 'month'],
  balances: ['household_id'],
};
