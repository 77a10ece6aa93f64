import * as v from 'valibot';
import { isDay } from '../domain/period.js';
import { firstUnprintable, isBlank } from '../domain/printable.js';
import { PROVINCES } from '../domain/provinces.js';
import { isRib } from '../domain/rib.js';
import { list, mapping, record, tested, textMatching, wholeNumber } from '../domain/schema.js';

/** The configuration file, key by key. What two keys say together is held in load.ts and providers.ts. */

/** The office code of the provinces without an open office; no configured office may have it. */
export const CENTRE = 'CENTRE';

/** How accounts are named in order files: as a RIB, or as the IBAN made of it. */
export const ACCOUNT_NAMINGS = ['RIB', 'IBAN'] as const;

/**
 * Shares of 1, but for `adjustment`: dirhams, `returned_orders`: a number, `returned_arrears_factor`: a factor, and
 * `extract_age`: months. Decimal text.
 */
export const DEFAULT_LIMITS = {
  total_change: '0.05',
  families_change: '0.03',
  province_change: '0.10',
  quarantined_rows: '0.005',
  held_households: '0.02',
  lost_to_data: '0.002',
  adjustment: '5000',
  implausible: '0.0001',
  returned_arrears: '0.01',
  returned_institution: '0.02',
  returned_orders: '25',
  accounts_changed: '0.02',
  cash_to_account: '0.02',
  families_entered: '0.02',
  local_change: '0.10',
  alike_families: '10',
  payment: '20000',
  adjustment_sum: '0.02',
  adjustment_rows: '0.5',
  returned_arrears_factor: '3',
  older_rows: '0.005',
  extract_age: '3',
} as const;

const isNoName = (issue: v.BaseIssue<unknown>) => `${JSON.stringify(issue.input ?? null)} is not a name`;
/** A name goes to people, and into order files: every character of it is seen, and does nothing else. */
const name = v.pipe(
  v.string(isNoName),
  v.check(
    (given) => firstUnprintable(given) === null,
    ({ input }) => {
      const { shown, place } = firstUnprintable(input) ?? {};
      return `contains ${shown} at character ${place}; a name is one line of text, each character of it seen`;
    },
  ),
  v.regex(/^.{1,140}$/u, isNoName),
  v.check((given) => !isBlank(given), 'is blank; give a name, or leave the key out'),
  v.description('a name'),
);
const code = textMatching(/^[A-Z0-9_]{2,12}$/, '2 to 12 characters A-Z, 0-9, _');

const account = v.pipe(
  tested(
    isRib,
    (value) => `${JSON.stringify(value)} is no RIB with a right key; write its 24 digits in quotes`,
  ),
  v.description('the RIB of the debited account: 24 digits in quotes'),
);
const bic = textMatching(/^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/, 'a BIC, or null');
const debtor = mapping({
  name: v.nullish(name, 'Agence Nationale du Soutien Social'),
  account: v.nullish(account, null),
  /** Other accounts of the programme, of which statements and notifications may come. */
  accounts: v.nullish(list(account, 'a list of RIBs', 0), []),
  bic: v.nullish(bic, null),
});

const provider = mapping({
  code,
  name: v.nullish(name),
  format: v.nullish(
    v.pipe(
      v.string((issue) => `${JSON.stringify(issue.input)} is no format of order files`),
      v.description('a format of order files; csv when left out'),
    ),
  ),
  accounts: v.nullish(
    v.picklist(ACCOUNT_NAMINGS, (issue) => `${JSON.stringify(issue.input)} is neither RIB nor IBAN`),
    'RIB',
  ),
  max_orders: v.nullish(wholeNumber(1, 10_000_000), '50000'),
  /** By which its answers are known as its own; none goes into order files. */
  bic: v.nullish(bic, null),
  ids: v.nullish(
    list(textMatching(/^[!-~]{1,35}$/, 'an id of 1 to 35 characters without blanks'), 'a list of ids', 0),
    [],
  ),
});

const day = (or: string) => tested(isDay, () => `a date YYYY-MM-DD${or} is expected`);

const province = v.pipe(
  tested(
    (given) => PROVINCES.some((one) => one.code === given),
    (given) => `${JSON.stringify(given ?? null)} is no HCP code of a province or prefecture, such as 06.181`,
  ),
  v.description('the HCP code of a province or prefecture, such as 06.181'),
);
const office = mapping({
  code: v.pipe(
    code,
    v.check((given) => given !== CENTRE, `${CENTRE} is where provinces without an office report`),
  ),
  name: v.nullish(name),
  provinces: list(province, 'a list of at least one province', 1),
  opened_on: day(''),
});

const share = textMatching(/^(0|[1-9]\d{0,3})(\.\d{1,6})?$/, 'a share such as 0.05');
const limits = mapping({
  total_change: v.optional(share, DEFAULT_LIMITS.total_change),
  families_change: v.optional(share, DEFAULT_LIMITS.families_change),
  province_change: v.optional(share, DEFAULT_LIMITS.province_change),
  quarantined_rows: v.optional(share, DEFAULT_LIMITS.quarantined_rows),
  held_households: v.optional(share, DEFAULT_LIMITS.held_households),
  lost_to_data: v.optional(share, DEFAULT_LIMITS.lost_to_data),
  /** The largest adjustment that needs no second look. */
  adjustment: v.optional(
    textMatching(/^\d{1,7}(\.\d{1,2})?$/, 'an amount in dirhams'),
    DEFAULT_LIMITS.adjustment,
  ),
  /** Share of assessed households in which something cannot be. */
  implausible: v.optional(share, DEFAULT_LIMITS.implausible),
  /** Share that arrears of orders that came back have of all that is paid, and of what one institution pays. */
  returned_arrears: v.optional(share, DEFAULT_LIMITS.returned_arrears),
  returned_institution: v.optional(share, DEFAULT_LIMITS.returned_institution),
  /** Fewer orders that came back never hold a run. */
  returned_orders: v.optional(wholeNumber(0, 10_000_000), DEFAULT_LIMITS.returned_orders),
  /** Shares of the families paid, against the last released run. */
  accounts_changed: v.optional(share, DEFAULT_LIMITS.accounts_changed),
  cash_to_account: v.optional(share, DEFAULT_LIMITS.cash_to_account),
  families_entered: v.optional(share, DEFAULT_LIMITS.families_entered),
  /** The same of one institution, or of one province. */
  local_change: v.optional(share, DEFAULT_LIMITS.local_change),
  /** Fewer families than this never hold a run for being alike, or for having changed alike. */
  alike_families: v.optional(wholeNumber(1, 10_000_000), DEFAULT_LIMITS.alike_families),
  /** The largest single payment. */
  payment: v.optional(textMatching(/^\d{1,9}(\.\d{1,2})?$/, 'an amount in dirhams'), DEFAULT_LIMITS.payment),
  /** Share that decided corrections have of what is paid, and share of their rows that may be in quarantine. */
  adjustment_sum: v.optional(share, DEFAULT_LIMITS.adjustment_sum),
  adjustment_rows: v.optional(share, DEFAULT_LIMITS.adjustment_rows),
  /** So many times the share of the months before is too much. */
  returned_arrears_factor: v.optional(
    textMatching(/^[1-9]\d{0,5}(\.\d{1,6})?$/, 'a factor of at least 1, such as 3'),
    DEFAULT_LIMITS.returned_arrears_factor,
  ),
  /** Share of households and residents whose rows are those of an older month, and not of the last one. */
  older_rows: v.optional(share, DEFAULT_LIMITS.older_rows),
  /** Months since the newest birth, death, enrolment or admission; of less than 10,000 households twelve times as many. */
  extract_age: v.optional(wholeNumber(1, 1200), DEFAULT_LIMITS.extract_age),
});

const memory = v.pipe(
  textMatching(/^\d{1,6}(\.\d)? ?[MG]i?B$/, 'a size such as 2GB'),
  v.check((size) => /[1-9]/.test(size), 'must be above zero; give a size such as 2GB'),
);
const engine = mapping({
  memory: v.nullish(memory, '2GB'),
  threads: v.nullish(wholeNumber(1, 256), '2'),
});

/** Forms of dates in CSV. */
export const DATE_FORMS = [
  ...['YYYY-MM-DD', 'YYYY/MM/DD', 'YYYYMMDD'],
  ...['DD/MM/YYYY', 'DD-MM-YYYY', 'DD.MM.YYYY', 'DD/MM/YY', 'MM/DD/YYYY'],
] as const;
const ENCODINGS = ['utf-8', 'utf-16le', 'windows-1252', 'iso-8859-1', 'iso-8859-15', 'windows-1256'] as const;

/** Forms of days in the registry's files; the century is never guessed. */
export const REGISTRY_DAYS = DATE_FORMS.filter((form) => form !== 'DD/MM/YY');
const registryDay = v.picklist(
  [...REGISTRY_DAYS, ...REGISTRY_DAYS.map((form) => form.toLowerCase())],
  (issue) =>
    `${JSON.stringify(issue.input ?? null)} is none of ${REGISTRY_DAYS.map((form) => form.toLowerCase()).join(' ')}`,
);
const words = v.nullish(list(textMatching(/^\S{1,20}$/, 'a word'), 'a list of words', 0), []);

const choice = <const Values extends readonly string[]>(values: Values) =>
  v.picklist(
    values,
    (issue) =>
      `${JSON.stringify(issue.input ?? null)} is none of ${values.map((one) => JSON.stringify(one)).join(' ')}`,
  );
/** How values are written in the registry's files, beside the usual forms. */
const registry = mapping({
  decimal: v.nullish(choice(['.', ',']), '.'),
  date: v.nullish(registryDay, 'YYYY-MM-DD'),
  yes: words,
  no: words,
});

const column = v.nullish(name, null);
const statementColumns = mapping({
  date: name,
  /** With a sign of its own, or one in the column `sign`. */
  amount: column,
  /** In place of amount. */
  debit: column,
  credit: column,
  sign: column,
  currency: column,
  reference: column,
  order: column,
  words: column,
  account: column,
  /** Of the account after each entry. */
  balance: column,
});
const statementCsv = mapping({
  columns: statementColumns,
  separator: v.nullish(choice([';', ',', '\t', '|']), ';'),
  decimal: v.nullish(choice([',', '.']), ','),
  dates: v.nullish(choice(DATE_FORMS), 'DD/MM/YYYY'),
  encoding: v.nullish(choice(ENCODINGS), 'utf-8'),
  signs: v.nullish(mapping({ debit: name, credit: name }), { debit: 'D', credit: 'C' }),
  account: v.nullish(account, null),
});
/** What a configuration says of statements as CSV. */
export type StatementCsvWritten = v.InferOutput<typeof statementCsv>;

export const configurationSchema = mapping({
  // Four characters leave room in an order_id of 35 for the longest id and a supplementary run's mark.
  programme: v.nullish(textMatching(/^[A-Z0-9]{2,4}$/, '2 to 4 characters A-Z, 0-9'), 'ASD'),
  currency: v.nullish(textMatching(/^[A-Z]{3}$/, 'a currency code of three letters'), 'MAD'),
  debtor: v.nullish(debtor, {}),
  providers: list(provider, 'a list of at least one paying institution', 1),
  /** None is fine: every province then reports to the centre. */
  offices: v.nullish(list(office, 'a list of territorial offices', 0), []),
  limits: v.nullish(limits, {}),
  /** Ceiling of the month's net total in dirhams, or null. */
  budget: v.nullish(textMatching(/^\d{1,13}(\.\d{1,2})?$/, 'an amount in dirhams, or null'), null),
  /** Whether a run that passes its controls is released at once, or waits for people to release it. */
  release: v.nullish(choice(['manual', 'auto']), 'auto'),
  execution_date: v.nullish(day(', or null,'), null),
  /** What is believed of returns: the account's credits or the institutions' answers; null: credits, once a statement was read. */
  returns: v.nullish(choice(['statement', 'answers']), null),
  engine: v.nullish(engine, {}),
  registry: v.nullish(registry, {}),
  /** What the columns of the bank's statements as CSV mean; null when it gives none. */
  statement_csv: v.nullish(statementCsv, null),
});

const keptText = v.fallback(v.nullish(v.string(), null), null);
const keptTexts = v.fallback(v.nullish(v.array(v.string()), []), []);
/**
 * What is read of a configuration that a run keeps. It may be of another version: other keys are not looked at, and what has
 * not the form of these counts as left out.
 */
export const keptConfigurationSchema = record({
  debtor: v.fallback(
    v.nullish(record({ account: keptText, accounts: keptTexts, bic: keptText }), null),
    null,
  ),
  statement_csv: v.fallback(v.nullish(statementCsv, null), null),
  returns: v.fallback(v.nullish(choice(['statement', 'answers']), null), null),
  providers: v.fallback(v.array(record({ code: v.string(), bic: keptText, ids: keptTexts })), []),
});

/** What a configuration file says, its defaults filled in. */
export type Written = v.InferOutput<typeof configurationSchema>;
