import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gonePerson } from '../tables/history.js';
import { makeEmpty } from '../tables/table.js';
import { Workspace } from '../workspace/duckdb.js';
import { carryGone } from './gone.js';

const BORN = '2026-03-10';

const spill = mkdtempSync(join(tmpdir(), 'sarf-gone-'));
let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.open(':memory:', spill, { memory: '1GB', threads: 1 });
  await workspace.run('CREATE TABLE household (hid BIGINT, household_id VARCHAR, status VARCHAR)');
  await workspace.run(
    'CREATE TABLE member (hid BIGINT, person_id VARCHAR, birth_date DATE, deceased_on DATE, relation VARCHAR)',
  );
});
afterEach(() => workspace.close());
afterAll(() => rmSync(spill, { recursive: true, force: true }));

type Child = { readonly id: string; readonly born?: string; readonly relation?: string };

/** Who left the family OLD, and who of it is listed under NEW: who left NEW, and as whom each is listed there. */
async function leftNew(
  left: readonly Child[],
  listed: readonly Child[],
  numbers = 'OLD NEW',
): Promise<string> {
  const [from = '', to = ''] = numbers.split(' ');
  await workspace.createFrom(
    'renumbered',
    { old_household_id: 'VARCHAR', new_household_id: 'VARCHAR' },
    from === '' ? [] : [{ old_household_id: from, new_household_id: to }],
  );
  await workspace.run(`CREATE TABLE member_change (household_id VARCHAR, person_id VARCHAR, listed_now BOOLEAN,
    listed_before BOOLEAN, birth_now DATE, relation_now VARCHAR)`);
  for (const { id, born = BORN, relation = 'CHILD' } of listed)
    await workspace.run(
      `INSERT INTO member_change VALUES ('NEW', '${id}', true, false, DATE '${born}', '${relation}')`,
    );
  await makeEmpty(workspace, gonePerson);
  for (const { id, born = BORN, relation = 'CHILD' } of left)
    await workspace.run(
      `INSERT INTO gone_person VALUES ('OLD', '${id}', '2026-04', '${relation}', DATE '${born}', NULL, NULL)`,
    );
  await carryGone(workspace, '2026-04');
  const rows = await workspace.select(
    `SELECT person_id, coalesce(listed_as, 'nobody') AS listed_as FROM gone_person WHERE household_id = 'NEW'
      ORDER BY person_id`,
  );
  return rows.map((row) => `${row.text('person_id')} as ${row.text('listed_as')}`).join(', ');
}

const head = { id: 'HEAD', born: '1985-02-03', relation: 'HEAD' };

describe('the children who left a family that has another number', () => {
  it.each<[string, readonly Child[], readonly Child[], string]>([
    ['left the new one too', [head, { id: 'TMP' }], [head], 'TMP as nobody'],
    ['under another id', [head, { id: 'TMP' }], [head, { id: 'NAT' }], 'TMP as NAT'],
    ['born another day', [head, { id: 'TMP' }], [head, { id: 'NAT', born: '2026-03-11' }], 'TMP as nobody'],
    ['listed there', [head, { id: 'TMP' }], [head, { id: 'TMP' }], ''],
    [
      'a twin who is listed there is no other',
      [head, { id: 'A' }, { id: 'TMP' }],
      [head, { id: 'A' }, { id: 'NAT' }],
      'TMP as NAT',
    ],
    ['an adult', [head, { id: 'AUNT', relation: 'OTHER' }], [head], ''],
  ])('%s', async (_, left, listed, expected) => {
    expect(await leftNew(left, listed)).toBe(expected);
  });

  it('go on with one of two numbers where the family split', async () => {
    await leftNew([head, { id: 'TMP' }, { id: 'KID', born: '2015-05-06' }], [head], 'OLD OTHER');
    await workspace.run(`DELETE FROM gone_person WHERE household_id <> 'OLD'`);
    await workspace.run(`INSERT INTO renumbered VALUES ('OLD', 'NEW')`);
    await workspace.run(
      `INSERT INTO member_change VALUES ('OTHER', 'KID', true, false, DATE '2015-05-06', 'CHILD')`,
    );
    await carryGone(workspace, '2026-04');
    const rows = await workspace.select(
      `SELECT household_id, person_id FROM gone_person WHERE household_id <> 'OLD' ORDER BY ALL`,
    );
    expect(rows.map((row) => `${row.text('household_id')} ${row.text('person_id')}`)).toEqual([
      'NEW TMP',
      'OTHER TMP',
    ]);
  });

  it.each([
    ['CLOSED', 'CHILD', 'TMP as NAT'],
    ['ACTIVE', 'CHILD', ''],
    ['CLOSED', 'HEAD', ''],
  ])('the old number, %s, still lists one as %s', async (status, relation, expected) => {
    await workspace.run(`INSERT INTO household VALUES (0, 'NEW', 'ACTIVE'), (1, 'OLD', '${status}')`);
    await workspace.run(`INSERT INTO member VALUES (1, 'TMP', DATE '${BORN}', NULL, '${relation}')`);
    expect(await leftNew([head], [head, { id: 'NAT' }])).toBe(expected);
  });

  it.each([
    ['ACTIVE', 'TMP as nobody'],
    ['CLOSED', 'TMP as NAT'],
  ])('a household that is %s lists one under its own id', async (status, expected) => {
    await workspace.run(`INSERT INTO household VALUES (0, 'NEW', 'ACTIVE'), (1, 'OTHER', '${status}')`);
    await workspace.run(`INSERT INTO member VALUES (1, 'TMP', DATE '${BORN}', NULL, 'CHILD')`);
    expect(await leftNew([head, { id: 'TMP' }], [head, { id: 'NAT' }])).toBe(expected);
  });

  it('stay with the number where no family has another', async () => {
    expect(await leftNew([head, { id: 'TMP' }], [head], '')).toBe('');
  });
});
