import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../archive/manifest.js';
import type { LedgerRun } from '../ledger/run-table.js';
import { type HandedRow, Workspace } from '../workspace/duckdb.js';
import { type ProvenRun, personDifferences } from './persons.js';

let root: string;
let workspace: Workspace;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'sarf-persons-'));
  workspace = await Workspace.open(':memory:', join(root, 'spill'), { memory: '1GB', threads: 1 });
  await workspace.createFrom('debt', DEBT, []);
});
afterEach(() => {
  workspace.close();
  rmSync(root, { recursive: true, force: true });
});

const DEBT = {
  beneficiary: 'VARCHAR',
  kind: 'VARCHAR',
  origin: 'VARCHAR',
  opened_by: 'VARCHAR',
  state: 'VARCHAR',
  reference: 'VARCHAR',
} as const;

/** A household of a run: its decision, how many children are paid, and its children by year of birth. */
type Home = {
  readonly id: string;
  readonly decision?: string;
  readonly paid?: number;
  readonly children: Readonly<Record<string, number>>;
  readonly over?: number;
  readonly adults?: readonly string[];
};

type Files = {
  readonly residents?: readonly string[];
  readonly late?: readonly (readonly [period: string, person: string, counted: boolean])[];
  readonly elsewhere?: readonly (readonly [household: string, person: string])[];
  readonly proposed?: readonly (readonly [id: string, month: string, person: string, household?: string])[];
};

/** Writes what of a run's folder is read. */
async function run(
  period: string,
  homes: readonly Home[],
  files: Files = {},
  kind = 'regular',
): Promise<ProvenRun> {
  const runId = `${period}-${Math.random()}`;
  const folder = join(root, runId);
  mkdirSync(join(folder, 'members'), { recursive: true });
  mkdirSync(join(folder, 'audit'));
  const paths = ['members/0001.parquet'];
  const write = async (
    path: string,
    columns: Record<string, 'VARCHAR' | 'INTEGER' | 'BOOLEAN'>,
    rows: HandedRow<string>[],
    as = '*',
  ) => {
    await workspace.createFrom('written', columns, rows);
    await workspace.run(`COPY (SELECT ${as} FROM written) TO '${join(folder, path)}' (FORMAT parquet)`);
  };
  await write(
    'register.parquet',
    { household_id: 'VARCHAR', decision: 'VARCHAR', children: 'INTEGER', children_paid: 'INTEGER' },
    homes.map(({ id, decision = 'PAY', children, paid, over = 0 }) => {
      const living = Object.keys(children).length - over;
      return { household_id: id, decision, children: living, children_paid: paid ?? living };
    }),
  );
  await write(
    'members/0001.parquet',
    { household_id: 'VARCHAR', person_id: 'VARCHAR', relation: 'VARCHAR', year: 'INTEGER' },
    homes.flatMap(({ id, children, adults = [] }) => [
      { household_id: id, person_id: `${id}HEAD`, relation: 'HEAD', year: 1985 },
      ...adults.map((person_id) => ({ household_id: id, person_id, relation: 'OTHER', year: 1990 })),
      ...Object.entries(children).map(([person_id, year]) => ({
        household_id: id,
        person_id,
        relation: 'CHILD',
        year,
      })),
    ]),
    '* EXCLUDE (year), make_date(year, 1, 1) AS birth_date, CAST(NULL AS DATE) AS deceased_on',
  );
  const { residents, late, elsewhere, proposed } = files;
  if (proposed !== undefined) {
    paths.push('history/proposed-persons.parquet');
    mkdirSync(join(folder, 'history'));
    await write(
      'history/proposed-persons.parquet',
      { adjustment_id: 'VARCHAR', month: 'VARCHAR', person_id: 'VARCHAR', household_id: 'VARCHAR' },
      proposed.map(([adjustment_id, month, person_id, household_id = 'A']) => ({
        ...{ adjustment_id, month, person_id, household_id },
      })),
    );
  }
  if (residents !== undefined)
    await write(
      'residents.parquet',
      { person_id: 'VARCHAR', decision: 'VARCHAR' },
      residents.map((person_id) => ({ person_id, decision: 'PAY' })),
    );
  if (late !== undefined) {
    paths.push('past-members.parquet');
    await write(
      'past-members.parquet',
      { household_id: 'VARCHAR', period: 'VARCHAR', person_id: 'VARCHAR', counted: 'BOOLEAN' },
      late.map(([month, person_id, counted]) => ({
        household_id: 'LATE',
        period: month,
        person_id,
        counted,
      })),
    );
  }
  if (elsewhere !== undefined) {
    paths.push('audit/paid-elsewhere.csv');
    const rows = elsewhere.map(([household, person]) => `${household},${period},${person},OTHER,NOT_COUNTED`);
    writeFileSync(
      join(folder, 'audit/paid-elsewhere.csv'),
      ['household_id,month,person_id,paid_to,effect', ...rows, ''].join('\n'),
    );
  }
  const manifest = {
    files: paths.map((path) => ({ path })),
    residents: residents === undefined ? undefined : {},
  } as unknown as Manifest;
  return { run: { runId, period, kind } as unknown as LedgerRun, folder, manifest };
}

const K = { KID: 2013 };
const twice = (n: number, period = '2026-03') => [`${period}: ${n} persons are paid for twice in the month`];

describe('nobody is paid for twice in a month, whoever paid', () => {
  it('in two households of two runs', async () => {
    const runs = [
      await run('2026-03', [{ id: 'A', children: K }]),
      await run('2026-03', [{ id: 'B', children: K }]),
    ];
    expect(await personDifferences(workspace, runs)).toEqual(twice(1));
  });

  it.each<[string, Home, Files]>([
    ['a household that is not paid', { id: 'B', decision: 'HELD', children: K }, {}],
    ['a child that does not count', { id: 'B', paid: 0, children: K }, { elsewhere: [['B', 'KID']] }],
    ['a child beyond the ranks', { id: 'B', paid: 1, children: { ELDER: 2010, KID: 2013 } }, {}],
    ['a child above the age', { id: 'B', paid: 1, children: { KID: 2003, SMALL: 2020 }, over: 1 }, {}],
  ])('not by %s', async (_, home, files) => {
    const runs = [await run('2026-03', [{ id: 'A', children: K }]), await run('2026-03', [home], files)];
    expect(await personDifferences(workspace, runs)).toEqual([]);
  });

  it('the first in rank is paid where a younger one is beyond the ranks', async () => {
    const two = { id: 'B', paid: 1, children: { KID: 2013, SMALL: 2020 } };
    const runs = [await run('2026-03', [{ id: 'A', children: K }]), await run('2026-03', [two])];
    expect(await personDifferences(workspace, runs)).toEqual(twice(1));
  });

  it('as a resident, and in a month paid late; in another month, or not counted, it is none', async () => {
    const runs = [
      await run('2026-02', [{ id: 'A', children: K }], { residents: ['KID'] }),
      await run('2026-03', [{ id: 'A', children: K }], { residents: ['OTHER'] }),
      await run('2026-04', [], {
        late: [
          ['2026-03', 'KID', true],
          ['2026-02', 'UNKNOWN', true],
        ],
      }),
    ];
    expect(await personDifferences(workspace, runs)).toEqual([
      ...twice(1, '2026-02'),
      ...twice(1, '2026-03'),
    ]);
  });

  const adults = (n: number) => [`2026-03: ${n} adults live in two households that are paid the month`];
  const A = { id: 'A', children: {}, adults: ['ADULT'] };
  it.each<[string, Home, string, string[]]>([
    ['that was paid it', A, '2026-03', adults(1)],
    ['that was paid it, as a child there', { id: 'A', children: { ADULT: 2006 } }, '2026-03', adults(1)],
    ['that was not paid it', { ...A, decision: 'HELD' }, '2026-03', []],
    ['that was paid another month', A, '2026-02', []],
  ])('an adult of a month paid late who lived in a household %s', async (_, home, month, differences) => {
    const runs = [
      await run('2026-03', [home]),
      await run('2026-04', [{ id: 'LATE', children: {}, adults: ['ADULT'] }], {
        late: [[month, 'ADULT', false]],
      }),
    ];
    expect(await personDifferences(workspace, runs)).toEqual(differences);
  });

  it('a child that does not count may live in two households, and so may who is a child in the one paid late', async () => {
    const runs = [
      await run('2026-03', [A]),
      await run('2026-04', [{ id: 'LATE', children: { ADULT: 2006 } }], {
        late: [['2026-03', 'ADULT', false]],
      }),
    ];
    expect(await personDifferences(workspace, runs)).toEqual([]);
  });

  it.each([
    ['PAY', adults(1)],
    ['HELD', []],
  ])('an adult of the month in a supplementary run too: %s', async (decision, differences) => {
    const runs = [
      await run('2026-03', [A]),
      await run('2026-03', [{ id: 'B', children: {}, adults: ['ADULT'], decision }], {}, 'supplementary'),
    ];
    expect(await personDifferences(workspace, runs)).toEqual(differences);
  });

  it('a month whose amount was computed when it was paid has the children of then', async () => {
    const held = await run('2026-03', [
      { id: 'A', children: K },
      { id: 'LATE', decision: 'HELD', children: { KID: 2013 } },
    ]);
    const debt = {
      kind: 'MONTH',
      origin: '2026-03',
      opened_by: held.run.runId,
      state: 'PAID',
      reference: '',
    };
    await workspace.createFrom('debt', DEBT, [{ beneficiary: 'LATE', ...debt }]);
    const paid = await run('2026-04', [], { late: [['2026-03', 'KID', false]] });
    expect(await personDifferences(workspace, [held, paid])).toEqual([]);
  });

  it('a month that was owed and is paid since', async () => {
    const owing = await run('2026-03', [
      { id: 'A', children: K },
      { id: 'B', decision: 'BLOCKED', children: { KID: 2013 } },
    ]);
    const debt = {
      beneficiary: 'B',
      kind: 'MONTH',
      origin: '2026-03',
      opened_by: owing.run.runId,
      reference: '',
    };
    await workspace.createFrom('debt', DEBT, [{ ...debt, state: 'OPEN' }]);
    expect(await personDifferences(workspace, [owing])).toEqual([]);
    for (const table of ['paid_number', 'paid_person', 'computed_late', 'adult_paid', 'adult_place'])
      await workspace.run(`DROP TABLE ${table}`);
    await workspace.createFrom('debt', DEBT, [{ ...debt, state: 'PAID' }]);
    expect(await personDifferences(workspace, [owing])).toEqual(twice(1));
  });

  it.each([
    ['was paid to another when it was computed', true, twice(1)],
    ['was computed without the child', false, []],
  ])('by a proposal, of a month that %s', async (_, counted, differences) => {
    const runs = [
      await run('2026-03', []),
      await run('2026-04', [], { proposed: [['RETRO-1', '2026-03', 'KID', 'A']] }),
      await run('2026-05', [], { late: [['2026-03', 'KID', counted]] }),
    ];
    const debt = { beneficiary: 'A', kind: 'ADJUSTMENT', origin: '2026-03', opened_by: '', state: 'PAID' };
    await workspace.createFrom('debt', DEBT, [{ ...debt, reference: 'RETRO-1' }]);
    expect(await personDifferences(workspace, runs)).toEqual(differences);
  });

  it.each([
    ['two households', 'B', twice(1)],
    ['one household', 'A', []],
  ])('by two proposals, of %s', async (_, household, differences) => {
    const runs = [
      await run('2026-03', []),
      await run('2026-04', [], {
        proposed: [
          ['RETRO-1', '2026-03', 'KID', 'A'],
          ['RETRO-2', '2026-03', 'KID', household],
        ],
      }),
    ];
    const debt = { beneficiary: 'A', kind: 'ADJUSTMENT', origin: '2026-03', opened_by: '', state: 'PAID' };
    await workspace.createFrom('debt', DEBT, [
      { ...debt, reference: 'RETRO-1' },
      { ...debt, reference: 'RETRO-2' },
    ]);
    expect(await personDifferences(workspace, runs)).toEqual(differences);
  });

  it.each<[string, string, string, string[]]>([
    ['that people decided on', 'RETRO-1', 'PAID', twice(1)],
    ['that is owed', 'RETRO-1', 'OPEN', twice(1)],
    ['that was cancelled', 'RETRO-1', 'CANCELLED', []],
    ['that nobody decided on', 'RETRO-2', 'PAID', []],
  ])('by a proposal %s, which several runs made', async (_, reference, state, differences) => {
    const proposed = [['RETRO-1', '2026-03', 'KID']] as const;
    const runs = [
      await run('2026-03', [{ id: 'B', children: K }]),
      await run('2026-04', [], { proposed }),
      await run('2026-05', [], { proposed }),
    ];
    const debt = { beneficiary: 'A', kind: 'ADJUSTMENT', origin: '2026-03', opened_by: '', reference, state };
    await workspace.createFrom('debt', DEBT, [debt]);
    expect(await personDifferences(workspace, runs)).toEqual(differences);
  });
});
