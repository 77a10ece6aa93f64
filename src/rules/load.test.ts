import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rulesWith } from '../../fixtures/worlds/reform.js';
import { OperatorError } from '../domain/errors.js';
import { loadRules } from './load.js';
import { PARAMETERS, type ParameterName } from './schema.js';

const built = readFileSync(new URL('./asd.yaml', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'sarf-rules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'rules.yaml');

/** The built-in rules with one text replaced by another, which must be there. */
function replaced(before: string, after: string): string {
  expect(built).toContain(before);
  return built.replace(before, () => after);
}

function refusal(text: string): string {
  writeFileSync(file, text);
  try {
    loadRules(file);
  } catch (error) {
    expect(error).toBeInstanceOf(OperatorError);
    expect((error as OperatorError).exitCode).toBe(2);
    return (error as Error).message;
  }
  return 'accepted';
}

const FLOOR = `- from: 2023-12
        value: "500"
        reference:
          en: "Law 58-23"
          fr: "loi 58-23"`;
const FLOOR_LABEL = `  floor:
    label:
      en: "Floor of the monthly aid of a household with a paid child"
      fr: "Plancher de l'aide mensuelle d'un ménage avec un enfant payé"
`;
const THRESHOLD_VALUES = `    values:
      - from: 2023-12
        value: "9.743001"
        reference:
          en: "Decree 2.23.1068"
          fr: "décret 2.23.1068"
`;
const TITLE = 'title:\n  en: "Direct social aid (aide sociale directe)"\n  fr: "Aide sociale directe"\n';
const FLAT_LABEL = `    label:
      en: "Monthly aid of a household without a paid child"
      fr: "Aide mensuelle d'un ménage sans enfant payé"
`;
const FLOOR_KEY = 'parameters.floor.values[0]';
const floor = (value: string) =>
  replaced(
    `${FLOOR_LABEL}    unit: MAD\n    values:\n      ${FLOOR}`,
    `  floor:\n    label: Floor\n    unit: MAD\n    values:\n      ${value}`,
  );

describe('a rules file is read strictly: what is wrong is named by file and key', () => {
  const cases: readonly (readonly [what: string, text: () => string, key: string, problem: string])[] = [
    ['a key of its own', () => `extra: 1\n${built}`, 'extra', 'is no known key'],
    [
      'a parameter nobody knows',
      () => replaced('  floor:', '  floors:'),
      'parameters.floors',
      'is no known key',
    ],
    [
      'a missing parameter',
      () => built.slice(0, built.indexOf('  usual_maximum:')),
      'parameters.usual_maximum',
      'is missing',
    ],
    ['no title', () => replaced(TITLE, ''), 'title', 'a text is expected'],
    ['no parameters', () => 'programme: ASD\ntitle: T\n', 'parameters', 'is missing'],
    ['a list of parameters', () => 'title: T\nparameters: []\n', 'parameters', 'a mapping is expected'],
    ['a list in place of the file', () => '- a\n', 'the file', 'a mapping is expected'],
    ['an empty file', () => '', 'the file', 'a mapping is expected'],
    [
      'a parameter without label',
      () => replaced(FLAT_LABEL, ''),
      'parameters.flat_rate.label',
      'a text is expected',
    ],
    [
      'a label without one of the languages',
      () => replaced(`      fr: "Aide mensuelle d'un ménage sans enfant payé"\n`, ''),
      'parameters.flat_rate.label.fr',
      'is missing; give the text in this language, or one text for all languages',
    ],
    [
      'another unit',
      () => replaced('    unit: score', '    unit: MAD'),
      'parameters.ise_threshold.unit',
      'must be score',
    ],
    [
      'a key of a parameter',
      () => replaced('    unit: score', '    unit: score\n    note: x'),
      'parameters.ise_threshold.note',
      'is no known key',
    ],
    [
      'values that are no list',
      () => replaced(THRESHOLD_VALUES, '    values: "9.743001"\n'),
      'parameters.ise_threshold.values',
      'a list of dated values is expected',
    ],
    [
      'an empty list of values',
      () => replaced(THRESHOLD_VALUES, '    values: []\n'),
      'parameters.ise_threshold.values',
      'a list of dated values is expected',
    ],
    [
      'a month that is none',
      () => floor(FLOOR.replace('2023-12', '2023-13')),
      `${FLOOR_KEY}.from`,
      'a month YYYY-MM is expected',
    ],
    [
      'a day in place of a month',
      () => floor(FLOOR.replace('2023-12', '2023-12-01')),
      `${FLOOR_KEY}.from`,
      'a month YYYY-MM is expected',
    ],
    ...[
      ['no value', '{ from: 2023-12, reference: "x" }'],
      ['a value left blank', '{ from: 2023-12, value: , reference: "x" }'],
      ['a value without its colon', '{ from: 2023-12, value, reference: "x" }'],
      ['a value left blank on a line', 'from: 2023-12\n        value:\n        reference: "x"'],
      ['a value of a comment', 'from: 2023-12\n        value: # none\n        reference: "x"'],
    ].map(
      ([what = '', value]) =>
        [
          what,
          () => floor(`- ${value}`),
          `${FLOOR_KEY}.value`,
          'has no value; give one, or write null if it is abolished',
        ] as const,
    ),
    [
      'a value left blank that is always needed',
      () => replaced('value: last', 'value:'),
      'parameters.reference_day.values[0].value',
      'has no value; give the one that is in force',
    ],
    ...['[ASD]', '{ code: ASD }', 'true', 'null', '""'].map(
      (given) =>
        [
          `a programme that is ${given}`,
          () => replaced('programme: ASD', `programme: ${given}`),
          'programme',
          'a text is expected',
        ] as const,
    ),
    [
      'a negative amount',
      () => floor(FLOOR.replace('500', '-500')),
      `${FLOOR_KEY}.value`,
      '"-500" is no MAD value',
    ],
    [
      'a third decimal',
      () => floor(FLOOR.replace('500', '500.001')),
      `${FLOOR_KEY}.value`,
      '"500.001" is no MAD value',
    ],
    [
      'a decimal comma',
      () => floor(FLOOR.replace('500', '500,00')),
      `${FLOOR_KEY}.value`,
      '"500,00" is no MAD value',
    ],
    [
      'a score with seven decimals',
      () => replaced('9.743001', '9.7430011'),
      'parameters.ise_threshold.values[0].value',
      'is no score value',
    ],
    [
      'a share of the whole aid: an order of 0.00 would be left',
      () => replaced('value: "0.25"', 'value: "1"'),
      'parameters.recovery_share.values[0].value',
      'is no share value',
    ],
    [
      'a yes or no that is neither',
      () => replaced('value: true', 'value: oui'),
      'parameters.severe_disability_counts_as_schooled.values[0].value',
      '"oui" is no boolean value',
    ],
    [
      'a yes or no that is abolished',
      () => replaced('value: true', 'value: null'),
      'parameters.severe_disability_counts_as_schooled.values[0].value',
      'null abolishes a parameter',
    ],
    [
      'another reference day',
      () => replaced('value: last', 'value: first'),
      'parameters.reference_day.values[0].value',
      'is no day value',
    ],
    [
      'no reference',
      () => floor('- { from: 2023-12, value: "500" }'),
      `${FLOOR_KEY}.reference`,
      'is missing; give the legal reference, or assumed: true and why',
    ],
    [
      'a blank reference',
      () => floor('- { from: 2023-12, value: "500", reference: "" }'),
      `${FLOOR_KEY}.reference`,
      'is missing',
    ],
    [
      'a reference in one language alone',
      () => floor('- { from: 2023-12, value: "500", reference: { en: x } }'),
      `${FLOOR_KEY}.reference.fr`,
      'is missing; give the text in this language, or one text for all languages',
    ],
    [
      'a reference in a language nobody knows',
      () => floor('- { from: 2023-12, value: "500", reference: { en: x, frr: y } }'),
      `${FLOOR_KEY}.reference.frr`,
      'is no known key; known: en, fr',
    ],
    [
      'a why in a language nobody knows',
      () => floor('- { from: 2023-12, value: "500", assumed: true, why: { en: x, fr: y, ar: z } }'),
      `${FLOOR_KEY}.why.ar`,
      'is no known key; known: en, fr',
    ],
    [
      'a text in a language that is a mapping',
      () => floor('- { from: 2023-12, value: "500", reference: { en: { fr: x }, fr: y } }'),
      `${FLOOR_KEY}.reference.en`,
      'is missing; give the text',
    ],
    [
      'a list of references',
      () => floor('- { from: 2023-12, value: "500", reference: [x] }'),
      `${FLOOR_KEY}.reference`,
      'is missing; give the legal reference',
    ],
    [
      'a title in one language alone',
      () => replaced('  fr: "Aide sociale directe"\n', ''),
      'title.fr',
      'is missing',
    ],
    [
      'assumed without why',
      () => floor('- { from: 2023-12, value: "500", assumed: true }'),
      `${FLOOR_KEY}.why`,
      'an assumed value must say why',
    ],
    [
      'assumed: false',
      () => floor('- { from: 2023-12, value: "500", assumed: false, reference: r }'),
      `${FLOOR_KEY}.assumed`,
      'may only be true',
    ],
    [
      'why without assumed',
      () => floor('- { from: 2023-12, value: "500", reference: r, why: w }'),
      `${FLOOR_KEY}.why`,
      'goes with assumed: true only',
    ],
    [
      'a key of a value',
      () => floor('- { from: 2023-12, value: "500", reference: r, until: 2024-01 }'),
      `${FLOOR_KEY}.until`,
      'is no known key',
    ],
    [
      'a date that stands twice',
      () => floor(`${FLOOR}\n      ${FLOOR}`),
      'parameters.floor.values[1].from',
      '2023-12 stands twice',
    ],
    [
      'dates out of order',
      () => floor(`${FLOOR.replace('2023-12', '2024-01')}\n      ${FLOOR}`),
      'parameters.floor.values[1].from',
      '2023-12 comes after 2024-01; sort the dates',
    ],
  ];
  it.each(cases)('%s', (_, text, key, problem) => {
    expect(refusal(text())).toContain(`${file}: ${key}: `);
    expect(refusal(text())).toContain(problem);
  });

  describe.each([
    ['blanks', '"   "'],
    ['a line break and a tab', String.raw`"\n\t"`],
    ['a control', String.raw`"\x01"`],
    ['what is invisible', String.raw`"\u2060\u00ad\u3164\u200b\ufeff"`],
  ])('a text of nothing but %s', (_, text) => {
    const value = (rest: string) => floor(`- { from: 2023-12, value: "500", ${rest} }`);
    it.each([
      ['title', () => replaced(TITLE, `title: ${text}\n`)],
      ['title.fr', () => replaced('fr: "Aide sociale directe"', `fr: ${text}`)],
      ['parameters.flat_rate.label', () => replaced(FLAT_LABEL, `    label: ${text}\n`)],
      [`${FLOOR_KEY}.reference`, () => value(`reference: ${text}`)],
      [`${FLOOR_KEY}.reference.en`, () => value(`reference: { en: ${text}, fr: y }`)],
      [`${FLOOR_KEY}.why`, () => value(`assumed: true, why: ${text}`)],
    ])('%s', (key, rules) => expect(refusal(rules())).toContain(`${file}: ${key}: `));
  });

  it.each([
    [
      'a key that stands twice',
      () => replaced('  floor:', '  flat_rate: {}\n  floor:'),
      'flat_rate stands twice',
    ],
    ['an alias', () => replaced('  floor:', '  floor: &f').replace('  flat_rate:', '  flat_rate: *f #'), ''],
    ['broken YAML', () => 'parameters: [', ''],
    [
      'a tag of a language',
      () => replaced('title:\n  en: "Direct', 'title:\n  en: !!js/function "Direct'),
      '',
    ],
    ['two documents', () => `${built}---\n${built}`, 'a second document begins'],
    ['nothing for a key', () => `null: 1\n${built}`, 'null: is no known key'],
    ['an object’s own key', () => `__proto__: 1\n${built}`, '__proto__: is no known key'],
  ])('%s', (_, text, problem) => {
    const message = refusal(text());
    expect(message).toContain(`${file}: `);
    expect(message).toContain(problem);
    expect(message.split('\n')).toHaveLength(1);
  });

  it('no file, a folder, a file that may not be read', () => {
    expect(() => loadRules(join(folder, 'none.yaml'))).toThrow('none.yaml: no such rules file');
    expect(() => loadRules(folder)).toThrow(`${folder}: a rules file is expected here, and this is a folder`);
    writeFileSync(file, built);
    if (process.getuid?.() === 0) return; // nothing is closed to root
    chmodSync(file, 0);
    expect(() => loadRules(file)).toThrow(`${file}: may not be read`);
    chmodSync(file, 0o600);
  });
});

describe('what a rules file may say', () => {
  it('an amount need not stand in quotes: it stays text, and 9.743001 is not rounded on the way', () => {
    writeFileSync(
      file,
      replaced('value: "9.743001"', 'value: 9.743001').replace('value: "500"', 'value: 500.10'),
    );
    const { parameters } = loadRules(file);
    expect(parameters.ise_threshold.values[0]?.value).toBe('9.743001');
    expect(parameters.floor.values[0]?.value).toBe('500.10');
  });

  it('a value may have a reference and say what it leaves open', () => {
    writeFileSync(file, floor('- { from: 2023-12, value: "500", assumed: true, why: w, reference: r }'));
    expect(loadRules(file).parameters.floor.values[0]).toMatchObject({
      reference: { en: 'r', fr: 'r' },
      assumed: { en: 'w', fr: 'w' },
    });
  });

  it.each(['true', '"true"', 'false', "'false'"])(
    'a yes or no, as YAML has it or in quotes: %s',
    (written) => {
      writeFileSync(file, replaced('value: true', `value: ${written}`));
      const { values } = loadRules(file).parameters.severe_disability_counts_as_schooled;
      expect(values.map((one) => one.value)).toEqual([written.replace(/\W/g, '')]);
    },
  );

  it('a file need not speak of severely disabled children counting as schooled', () => {
    const [before = '', after = ''] = built.split(/ {2}severe_disability_counts_as_schooled:\n(?: {4}.*\n)+/);
    writeFileSync(file, before + after);
    expect(loadRules(file).parameters.severe_disability_counts_as_schooled.values).toEqual([]);
  });

  it('null abolishes from a month on, and still needs its reference', () => {
    writeFileSync(file, floor(`${FLOOR}\n      - { from: 2027-01, value: null, reference: "Law 1-27" }`));
    expect(loadRules(file).parameters.floor.values.map((one) => one.value)).toEqual(['500', null]);
    expect(refusal(floor(`${FLOOR}\n      - { from: 2027-01, value: null }`))).toContain(
      'parameters.floor.values[1].reference: is missing',
    );
  });

  it.each(['~', 'Null', 'NULL'])('and so does %s', (nothing) => {
    writeFileSync(file, floor(`- { from: 2023-12, value: ${nothing}, reference: "Law 1-27" }`));
    expect(loadRules(file).parameters.floor.values.map((one) => one.value)).toEqual([null]);
  });

  const withNull = (parameter: ParameterName) => rulesWith({ [parameter]: ['2027-01', null] });
  const amounts = (Object.keys(PARAMETERS) as ParameterName[]).filter((name) => PARAMETERS[name] === 'MAD');

  it.each(amounts.filter((name) => name !== 'flat_rate'))('%s may be abolished', (name) => {
    expect(refusal(withNull(name))).toBe('accepted');
  });

  it.each(
    (Object.keys(PARAMETERS) as ParameterName[]).filter(
      (name) => name === 'flat_rate' || !amounts.includes(name),
    ),
  )('%s may not: who is paid what would be unknown', (name) => {
    const values = loadRules().parameters[name].values.length;
    expect(refusal(withNull(name))).toBe(
      `${file}: parameters.${name}.values[${values}].value: null abolishes a parameter, and ${name} is always needed; give the value that is in force`,
    );
  });

  it('is identified by the SHA-256 of its bytes', () => {
    writeFileSync(file, built);
    expect(loadRules(file).sha256).toBe(createHash('sha256').update(built).digest('hex'));
    expect(loadRules(file)).toEqual(loadRules());
  });
});

describe('a file is read once', () => {
  it('and a file of the same bytes is not read again; when its bytes change, it is', () => {
    expect(loadRules()).toBe(loadRules());
    writeFileSync(file, built);
    expect(loadRules(file)).toBe(loadRules());
    writeFileSync(file, floor('- { from: 2023-12, value: "501", reference: r }'));
    const changed = loadRules(file);
    expect(changed).not.toBe(loadRules());
    expect(changed.parameters.floor.values.map((one) => one.value)).toEqual(['501']);
  });
});
