import { describe, expect, it } from 'vitest';
import { COLUMNS } from './columns.js';
import { readHeader } from './header.js';

const read = (text: string) => readHeader('/x/members.csv', 'members', Buffer.from(text));
const columns = COLUMNS.members;

describe('the header', () => {
  it('may have its columns in any order, quoted, and separated by "," or ";", which is seen from it', () => {
    expect(read(columns.join(','))).toEqual({ delimiter: ',', columns, extra: [], absent: [] });
    const reversed = [...columns].reverse();
    expect(read(reversed.join(';'))).toEqual({ delimiter: ';', columns: reversed, extra: [], absent: [] });
    expect(read(columns.map((name) => `"${name}"`).join(';')).columns).toEqual(columns);
  });

  it('may have extra columns, even blank or repeated ones, and they are ignored', () => {
    const header = read(`note,${columns.join(',')},note,,`);
    expect(header.extra).toEqual(['note', 'note', '', '']);
    expect(header.columns).toHaveLength(columns.length + 4);
  });

  it('an extra column with the other delimiter in its name does not mislead', () => {
    expect(read(`${columns.join(',')},"a;b;c"`)).toMatchObject({ delimiter: ',', extra: ['a;b;c'] });
    expect(read(`${columns.join(';')};a,b`)).toMatchObject({ delimiter: ';', extra: ['a,b'] });
  });

  it.each(columns)('without %s it is refused, naming file and column', (name) => {
    const rest = columns.filter((column) => column !== name);
    expect(() => read(rest.join(','))).toThrow(`/x/members.csv: column ${name} is missing from the header`);
  });

  it('a required column that stands twice is refused: which one would be meant?', () => {
    expect(() => read(`${columns.join(',')},sex`)).toThrow(
      '/x/members.csv: column sex stands 2 times in the header',
    );
  });

  it('may lack an optional column, or have it once', () => {
    const OPTIONAL = ['month', 'payee_id', 'payee_name', 'channel', 'provider', 'account'];
    const names = COLUMNS.adjustments.join(',');
    const adjustments = (text: string) => readHeader('/x/a.csv', 'adjustments', Buffer.from(text));
    expect(adjustments(names)).toMatchObject({ extra: [], absent: OPTIONAL });
    expect(adjustments(`month,${names}`)).toMatchObject({ extra: [], absent: OPTIONAL.slice(1) });
    expect(() => adjustments(`${names},month,month`)).toThrow('/x/a.csv: column month stands 2 times');
    expect(read(`${columns.join(',')},month`).extra).toEqual(['month']);
  });

  it.each([
    ['names in capitals', columns.join(',').toUpperCase(), ','],
    ['blanks around a name', columns.join(', '), ','],
    [
      'words and capitals',
      columns.map((name) => name.replace('_', ' ').replace(/^./, (c) => c.toUpperCase())).join(';'),
      ';',
    ],
    ['accents', columns.join(',').replace('relation', 'rélâtion').replace('sex', 'Séx'), ','],
    ['tabs between', columns.join('\t'), '\t'],
    ['bars between', columns.join('|'), '|'],
  ])('%s: the columns are found', (_, text, delimiter) =>
    expect(read(text)).toEqual({ delimiter, columns, extra: [], absent: [] }),
  );

  it('two names that are one but for capitals are refused', () =>
    expect(() => read(`${columns.join(',')},SEX`)).toThrow('/x/members.csv: column sex stands 2 times'));

  it('all missing columns are told at once, with the header that is there', () =>
    expect(() => read(columns.slice(0, 9).join(','))).toThrow(
      `/x/members.csv: columns school_level, social_cover, deceased_on are missing from the header, which is: ${columns.slice(0, 9).join(',').slice(0, 100)}`,
    ));

  it.each([
    ['a broken quote', `"${columns.join(',')}`],
    ['a row of data', 'H1,P00001,2000-01-01,F,HEAD,,,,,,,'],
  ])('%s: no column is found', (_, text) =>
    expect(() => read(text)).toThrow(
      `/x/members.csv: no header row was found: the file begins with ${text.slice(0, 100)}`,
    ),
  );
});
