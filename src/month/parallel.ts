import { join } from 'node:path';
import type { Manifest } from '../archive/manifest.js';
import { invariant, OperatorError } from '../domain/errors.js';
import { amount, sum, toText } from '../domain/money.js';
import { stage } from '../domain/report.js';
import { PATTERNS } from '../domain/vocabulary.js';
import { HOUSEHOLD, readStrictly, type StrictColumn, whole } from '../registry/strict-file.js';
import { copyCsv, sumText } from '../workspace/duckdb.js';
import { StrictFaults, toldFault } from './audit/strict-faults.js';
import type { FileRows } from './computed.js';
import type { Month } from './month.js';

/**
 * A parallel run: the month's register held against that of another system, household by household. It says what differs
 * and why, and changes nothing of what is paid.
 */
const PARALLEL_FILE = 'audit/parallel.csv';

const money = (name: string, needed: boolean): StrictColumn => ({
  ...{ name, needed, mayBeBlank: !needed, pattern: whole(PATTERNS.amount), code: 'AMOUNT_INVALID' },
  expected: 'an amount from 0 with at most two decimals, such as 500.00',
});
const COLUMNS: readonly StrictColumn[] = [
  HOUSEHOLD,
  money('net', true),
  money('arrears', false),
  money('recovery', false),
];

const HANDED = {
  line: 'INTEGER',
  household_id: 'VARCHAR',
  net: 'VARCHAR',
  arrears: 'VARCHAR',
  recovery: 'VARCHAR',
} as const;

/**
 * Reads the other system's register into table `parallel_row`. Throws OperatorError where a value cannot be used, kind by
 * kind, and where a household stands twice or the file is another than the run was asked for with. Without one it does
 * nothing.
 */
export async function readParallel({ workspace, request, report }: Month): Promise<void> {
  const { parallel } = request;
  if (parallel === undefined) return;
  await stage(report, 'read the other system’s register', async () => {
    const faults = new StrictFaults();
    await workspace.createFrom('parallel_row', HANDED, []);
    const { sha256 } = await readStrictly(
      parallel.file,
      COLUMNS,
      (rows) =>
        workspace.appendRows(
          'parallel_row',
          HANDED,
          rows.map(({ line, value }) => ({
            line,
            household_id: value('household_id'),
            net: value('net'),
            arrears: value('arrears') === '' ? null : value('arrears'),
            recovery: value('recovery') === '' ? null : value('recovery'),
          })),
        ),
      (fault) => faults.add(fault),
    );
    const twice = await workspace.select(
      'SELECT household_id FROM parallel_row GROUP BY household_id HAVING count(*) > 1 ORDER BY household_id LIMIT 1',
    );
    const kinds = faults.kinds();
    if (kinds.length > 0) throw new OperatorError(kinds.map((one) => `--parallel: ${toldFault(one)}`));
    const [first] = twice;
    if (first !== undefined)
      throw new OperatorError(
        `--parallel: ${parallel.file}: household ${first.text('household_id')} stands twice; give one row for each`,
      );
    if (sha256 !== parallel.sha256)
      throw new OperatorError(
        `--parallel: ${parallel.file}: the file changed while the month began; run again`,
      );
  });
}

const dh = (column: string) => `CAST(${column} AS DECIMAL(12,2))`;

/** Below this the difference is one of rounding; dirhams. */
const ROUNDING = '1';

/**
 * The largest of the three parts in which the two differ, where the other system says its parts: arrears and recovery are
 * then 0 where they are blank. Where it says none, what is paid here of arrears, or taken, may be the whole difference.
 */
const PART = `CASE
    WHEN told.parts THEN CASE
      WHEN abs(d_entitlement) >= greatest(abs(d_arrears), abs(d_recovery)) THEN 'ENTITLEMENT'
      WHEN abs(d_arrears) >= abs(d_recovery) THEN 'ARREARS' ELSE 'RECOVERY' END
    WHEN difference = arrears AND arrears <> 0 THEN 'ARREARS'
    WHEN difference = -recovery AND recovery <> 0 THEN 'RECOVERY'
    WHEN difference = arrears - recovery THEN CASE WHEN arrears >= recovery THEN 'ARREARS' ELSE 'RECOVERY' END
    ELSE 'ENTITLEMENT' END`;

const COMPARED = `
  CREATE TABLE parallel AS
  WITH told AS (SELECT count(arrears) + count(recovery) > 0 AS parts FROM parallel_row),
  there AS (
    SELECT household_id, ${dh('net')} AS net, coalesce(${dh('arrears')}, 0) AS arrears,
      coalesce(${dh('recovery')}, 0) AS recovery FROM parallel_row
  ), both_sides AS (
    SELECT coalesce(h.household_id, t.household_id) AS household_id, h.province_code, h.decision, h.reason,
      t.household_id IS NOT NULL AS paid_there, coalesce(h.net, 0) AS net, coalesce(t.net, 0) AS other_net,
      ${dh('coalesce(h.net, 0) - coalesce(t.net, 0)')} AS difference, h.entitlement, h.arrears, h.recovery,
      h.entitlement - (t.net - t.arrears + t.recovery) AS d_entitlement, h.arrears - t.arrears AS d_arrears,
      h.recovery - t.recovery AS d_recovery
    FROM register h FULL JOIN there t ON t.household_id = h.household_id
    WHERE h.decision = 'PAY' OR t.household_id IS NOT NULL
  )
  SELECT household_id, province_code,
    CASE WHEN NOT paid_there THEN 'ONLY_HERE' WHEN decision IN ('HELD', 'BLOCKED') THEN 'HELD'
      WHEN decision IS DISTINCT FROM 'PAY' THEN 'ONLY_THERE' WHEN difference = 0 THEN 'ALIKE'
      WHEN abs(difference) < ${ROUNDING} THEN 'ROUNDING' ELSE ${PART} END AS cause,
    CASE WHEN decision IS NULL THEN CASE WHEN household_id IN (FROM unreadable_household)
        THEN 'HOUSEHOLD_ROW_INVALID' ELSE 'NOT_IN_EXTRACT' END ELSE nullif(reason, '') END AS reason,
    net, other_net, difference, entitlement, arrears, recovery
  FROM both_sides, told`;

const LISTED = `(SELECT household_id, province_code, cause, reason, net, other_net, difference AS net_difference, entitlement, arrears, recovery
  FROM parallel WHERE cause <> 'ALIKE' ORDER BY household_id)`;

type Compared = {
  readonly part: Pick<Manifest, 'parallel'>;
  readonly files: readonly FileRows[];
};

/**
 * Compares the month's register with the other system's, writes what differs to audit/parallel.csv, and returns the
 * manifest's part. The differences add up to the difference of the totals, or the run crashes. Without another register
 * there is neither.
 */
export async function compareParallel({ workspace, request }: Month, folder: string): Promise<Compared> {
  const { parallel } = request;
  if (parallel === undefined) return { part: {}, files: [] };
  await workspace.run(COMPARED);
  const listed = await workspace.copy(copyCsv(LISTED, join(folder, PARALLEL_FILE)));
  const rows = (
    await workspace.select(`
      SELECT cause, count(*) AS families, ${sumText('net')} AS net, ${sumText('other_net')} AS other_net,
        ${sumText('difference')} AS difference
      FROM parallel GROUP BY cause ORDER BY cause`)
  ).map((row) => ({
    cause: row.text('cause'),
    families: row.count('families'),
    net: row.text('net'),
    other_net: row.text('other_net'),
    difference: row.text('difference'),
  }));
  const totals = await workspace.one(`
    SELECT (SELECT count(*) FROM parallel_row) AS families,
      (SELECT ${sumText(dh('net'))} FROM parallel_row) AS other_net,
      (SELECT ${sumText('net')} FROM register WHERE decision = 'PAY') AS net`);
  const difference = toText(sum(rows.map((one) => amount(one.difference))));
  const expected = toText(amount(totals.text('net')).minus(amount(totals.text('other_net'))));
  invariant(
    difference === expected,
    () => `parallel: differences add up to ${difference}, the totals differ by ${expected}`,
  );
  return {
    part: {
      parallel: {
        sha256: parallel.sha256,
        families: totals.count('families'),
        other_net: totals.text('other_net'),
        alike: rows.find(({ cause }) => cause === 'ALIKE')?.families ?? 0,
        causes: rows.filter(({ cause }) => cause !== 'ALIKE'),
      },
    },
    files: [[PARALLEL_FILE, listed]],
  };
}
