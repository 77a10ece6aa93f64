import * as v from 'valibot';
import { LANGUAGE_CODES, type LanguageCode } from '../domain/language.js';
import { isPeriod } from '../domain/period-text.js';
import { isBlank } from '../domain/printable.js';
import { list, mapping, plainOr, tested } from '../domain/schema.js';

/** A rules file, key by key. What two keys say together is held in load.ts. */

/** The unit of a parameter says what its values may be. */
export const UNITS = {
  MAD: /^\d{1,7}(\.\d{1,2})?$/,
  score: /^\d{1,2}(\.\d{1,6})?$/,
  years: /^\d{1,3}$/,
  months: /^\d{1,3}$/,
  children: /^\d{1,2}$/,
  /** Below 1: something of a month's aid is always left to pay, and no order is of nothing. */
  share: /^0(\.\d{1,6})?$/,
  day: /^last$/,
  boolean: /^(true|false)$/,
} as const;
export type Unit = keyof typeof UNITS;

/** Every parameter the rules rest on. A rules file holds these, and no others. */
export const PARAMETERS = {
  child_first_ranks_schooled: 'MAD',
  child_first_ranks_not_schooled: 'MAD',
  child_later_ranks_schooled: 'MAD',
  child_later_ranks_not_schooled: 'MAD',
  fatherless_first_ranks_schooled: 'MAD',
  fatherless_first_ranks_not_schooled: 'MAD',
  fatherless_later_ranks_schooled: 'MAD',
  fatherless_later_ranks_not_schooled: 'MAD',
  disability_supplement: 'MAD',
  severe_disability_counts_as_schooled: 'boolean',
  floor: 'MAD',
  flat_rate: 'MAD',
  ise_threshold: 'score',
  birth_grant_first: 'MAD',
  birth_grant_second: 'MAD',
  birth_grant_window: 'months',
  school_grant_lower: 'MAD',
  school_grant_upper: 'MAD',
  institution_child: 'MAD',
  institution_capital: 'MAD',
  institution_elderly: 'MAD',
  age_child: 'years',
  age_schooling: 'years',
  age_majority: 'years',
  age_elderly: 'years',
  first_ranks: 'children',
  children_paid: 'children',
  recovery_share: 'share',
  arrears_months: 'months',
  reference_day: 'day',
  usual_maximum: 'MAD',
} as const satisfies Record<string, Unit>;
export type ParameterName = keyof typeof PARAMETERS;
export const PARAMETER_NAMES = Object.keys(PARAMETERS) as ParameterName[];

/**
 * A parameter that is younger than the first rules files: one without it says what it said, which is false.
 */
export const OPTIONAL = 'severe_disability_counts_as_schooled' satisfies ParameterName;

/**
 * What `value: null` may abolish: an amount of which nothing, or nothing more, is then paid. Without an age, a
 * number, the threshold or the flat rate there is no telling who is paid what; null is refused there.
 */
function mayBeAbolished(name: ParameterName): boolean {
  return PARAMETERS[name] === 'MAD' && name !== 'flat_rate';
}

export const NO_REFERENCE = 'is missing; give the legal reference, or assumed: true and why';
export const NO_WHY = 'an assumed value must say why';

const NO_WORDS = 'is missing; give the text in this language, or one text for all languages';
const NO_LANGUAGE = `is no known key; known: ${[...LANGUAGE_CODES].sort().join(', ')}`;

/** A text of the rules: one for all languages, or one for each. What is wrong with one is told of its key. */
function words(problem: string) {
  const entries = Object.fromEntries(LANGUAGE_CODES.map((code) => [code, seen(NO_WORDS)]));
  return plainOr(
    seen(problem),
    mapping(entries as Record<LanguageCode, ReturnType<typeof seen>>, NO_LANGUAGE),
    problem,
  );
}

/** A text of which something is seen. */
function seen(problem: string) {
  return v.pipe(
    v.string(problem),
    v.minLength(1, problem),
    v.check((given) => !isBlank(given.replace(/\p{Cc}/gu, '')), problem),
  );
}

function dated(name: ParameterName) {
  const unit = PARAMETERS[name];
  const refused = (given: unknown) => {
    if (given === undefined)
      return mayBeAbolished(name)
        ? 'has no value; give one, or write null if it is abolished'
        : 'has no value; give the one that is in force';
    return given === null
      ? `null abolishes a parameter, and ${name} is always needed; give the value that is in force`
      : `${JSON.stringify(given)} is no ${unit} value`;
  };
  const text = v.pipe(
    v.string((issue) => refused(issue.input)),
    v.regex(UNITS[unit], (issue) => refused(issue.input)),
    v.description(`in ${unit}`),
  );
  // YAML reads true and false as what they are, in quotes as texts.
  const value: v.GenericSchema<string | boolean> =
    unit === 'boolean' ? v.union([v.boolean(), text], (issue) => refused(issue.input)) : text;
  const abolishable: v.GenericSchema<string | boolean | null> = mayBeAbolished(name)
    ? v.nullable(value)
    : value;
  return mapping({
    from: v.pipe(
      tested(isPeriod, () => 'a month YYYY-MM is expected'),
      v.description('the payment month from which the value is paid, YYYY-MM'),
    ),
    value: abolishable,
    reference: v.optional(v.pipe(words(NO_REFERENCE), v.description('the legal reference'))),
    assumed: v.optional(v.literal(true, 'may only be true')),
    why: v.optional(v.pipe(words(NO_WHY), v.description('why the value is assumed'))),
  });
}

function parameter(name: ParameterName) {
  return mapping({
    label: words('a text is expected'),
    unit: v.literal(PARAMETERS[name], `must be ${PARAMETERS[name]}`),
    values: list(dated(name), 'a list of dated values', 1),
  });
}

function parameters() {
  const entries: Partial<Record<ParameterName, ReturnType<typeof parameter>>> = {};
  for (const name of PARAMETER_NAMES) if (name !== OPTIONAL) entries[name] = parameter(name);
  return mapping({
    ...(entries as Record<Exclude<ParameterName, typeof OPTIONAL>, ReturnType<typeof parameter>>),
    [OPTIONAL]: v.optional(parameter(OPTIONAL)),
  });
}

export const rulesSchema = mapping({
  programme: v.optional(seen('a text is expected')),
  title: words('a text is expected'),
  parameters: parameters(),
});

/** What a rules file says. */
export type WrittenRules = v.InferOutput<typeof rulesSchema>;
