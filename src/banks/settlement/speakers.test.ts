import { expect, test } from 'vitest';
import { Workspace } from '../../workspace/duckdb.js';
import { loadSpeakers, type SaidBy } from './speakers.js';

const KNOWN = {
  codes: ['ATTIJARI', 'CDG', 'POSTE'],
  named: new Map([
    ['BCMAMAMC', new Set(['ATTIJARI'])],
    ['POSTMAMC', new Set(['POSTE'])],
    ['GSIMT-780', new Set(['CDG', 'POSTE'])],
  ]),
  debtorBanks: new Set(['BCMAMAMC', 'BKAMMAMR']),
};

const PAIN = 'pain.002.001.10';

test.each<[string, Partial<SaidBy>, string | null, string[] | null]>([
  ['people say whose it is', { institutions: ['POSTMAMC'], files: new Set(['C1']) }, 'CDG', ['CDG']],
  ['it names an institution as its own', { institutions: ['POSTMAMCXXX'] }, null, ['POSTE']],
  ['it names one that speaks for two', { institutions: ['gsimt-780'] }, null, ['CDG', 'POSTE']],
  ['it names an order file', { files: new Set(['P1', 'X']) }, null, ['POSTE']],
  [
    'it names an institution, and the file of another',
    { institutions: ['POSTMAMC'], files: new Set(['C1']) },
    null,
    ['POSTE'],
  ],
  ['it names nobody that is known', { institutions: ['NOBOMAMC'] }, null, []],
  [
    'the debtor’s bank passes on what is said of a file',
    { institutions: ['BKAMMAMR'], files: new Set(['P1']) },
    null,
    ['POSTE'],
  ],
  [
    'the debtor’s bank is an institution, too',
    { institutions: ['BCMAMAMC'], files: new Set(['P1']) },
    null,
    ['ATTIJARI', 'POSTE'],
  ],
  [
    'entries of an account',
    { format: 'camt.054.001.08', institutions: ['POSTMAMC'], ofAccount: true },
    null,
    null,
  ],
  [
    'entries of no account, of an institution',
    { format: 'camt.054.001.08', institutions: ['POSTMAMC'] },
    null,
    ['POSTE'],
  ],
  [
    'entries of no account, of the debtor’s bank',
    { format: 'camt.054.001.08', institutions: ['BKAMMAMR'] },
    null,
    null,
  ],
  [
    'entries of an account, and people say whose',
    { format: 'camt.054.001.08', ofAccount: true },
    'POSTE',
    ['POSTE'],
  ],
])('%s', async (_, said, from, speakers) => {
  const one = {
    message: 0,
    format: PAIN,
    institutions: [],
    files: new Set<string>(),
    ofAccount: false,
    ...said,
  };
  const found = await Workspace.scratch('speakers', { memory: '256MB', threads: 1 }, async (workspace) => {
    await workspace.run(
      `CREATE TABLE file_reference AS FROM (VALUES (0, 'P1'), (1, 'C1')) t(file_no, reference)`,
    );
    await workspace.run(
      `CREATE TABLE order_file AS FROM (VALUES (0, 'POSTE'), (1, 'CDG')) t(file_no, provider)`,
    );
    await loadSpeakers(workspace, [{ ...one, from }], KNOWN);
    return (
      await workspace.one(`SELECT array_to_string(institutions, ' ') AS institutions FROM speaker`)
    ).textOrNull('institutions');
  });
  expect(found).toBe(speakers === null ? null : speakers.join(' '));
});
