import { type SealedRun, sealedFile, sealedTable } from '../../archive/open-run.js';
import { openReleased } from '../../archive/runs-of-month.js';
import { personOf, residentBeneficiary } from '../../domain/beneficiary.js';
import { OperatorError } from '../../domain/errors.js';
import { toText } from '../../domain/money.js';
import { quoted } from '../../domain/shell.js';
import { type Debt, debtId } from '../../ledger/debts.js';
import type { LedgerRun } from '../../ledger/run-table.js';
import { readParquet, type Workspace } from '../../workspace/duckdb.js';
import { quarantineRows } from './audit-rows.js';
import type { FinalRow } from './finals.js';
import { readResidentRow } from './resident-rows.js';
import { registerRow } from './rows.js';

/**
 * What is told of an id that the run does not know: where it was looked for, whether one of its rows was
 * quarantined, and the newest other released month that knows it. One line.
 */
export async function unknownId(
  workspace: Workspace,
  id: string,
  out: string,
  run: SealedRun,
  released: readonly LedgerRun[],
  debts: readonly Debt[],
  finals: readonly FinalRow[],
): Promise<OperatorError> {
  const open = debts.filter((debt) => debt.state === 'OPEN').map(debtId);
  const owed =
    open.length === 0
      ? ''
      : `; it is owed ${open.join(', ')}, not paid so far: sarf owed ${id} --out ${quoted(out)} shows how much`;
  const paid = finals
    .map(
      (one) =>
        `${toText(one.net)} DH to ${one.payeeId} (adjustment ${one.adjustmentId}, order ${one.orderId})`,
    )
    .join(', ');
  const settled = paid === '' ? '' : `; paid finally for it: ${paid}`;
  const here = `${id}: in no row of the register of ${run.period} (run ${run.runId})${settled}${owed}`;
  const others = released.filter((one) => one.period !== run.period && one.kind !== 'opening').reverse();
  for (const other of others) {
    if (!(await knows(workspace, openReleased(out, other), id))) continue;
    return new OperatorError(
      `${here}${await quarantined(workspace, run, id)}; the register of ${other.period} has it: --period ${other.period} explains it there`,
    );
  }
  const elsewhere =
    others.length === 0
      ? ', the only released month'
      : `, nor of the other released months (${[...new Set(others.map((one) => one.period))].join(', ')})`;
  return new OperatorError(`${here}${elsewhere}${await quarantined(workspace, run, id)}`);
}

/** What an id is that is no household's and no resident's: "an order", "a member of a household"; null: none of these. */
export async function whatElse(workspace: Workspace, run: SealedRun, id: string): Promise<string | null> {
  const bears = async (name: string, column: string) => {
    const files = await sealedTable(run, name);
    if (files.length === 0) return false;
    const rows = await workspace.select(
      `SELECT 1 AS one FROM ${readParquet(files)} WHERE ${column} = $id LIMIT 1`,
      { id },
    );
    return rows.length > 0;
  };
  if (await bears('members', 'person_id')) return 'a member of a household';
  for (const name of ['register', 'residents', 'finals'])
    if (await bears(name, 'order_id')) return 'an order';
  return null;
}

async function knows(workspace: Workspace, run: SealedRun, id: string): Promise<boolean> {
  if ((await registerRow(workspace, await sealedTable(run, 'register'), id)) !== null) return true;
  const residents = await sealedTable(run, 'residents');
  return residents.length > 0 && (await readResidentRow(workspace, residents, personOf(id) ?? id)) !== null;
}

async function quarantined(workspace: Workspace, run: SealedRun, id: string): Promise<string> {
  const path = await sealedFile(run, 'audit/quarantine.csv');
  const names = [id, residentBeneficiary(id)]; // a resident's rows are named so
  const rows =
    path === null
      ? []
      : (await Promise.all(names.map((name) => quarantineRows(workspace, path, name)))).flat();
  if (rows.length === 0) return '; not in its audit/quarantine.csv either';
  const described = rows.map(
    ({ file, line, column, code }) => `${file} line ${line}${column === '' ? '' : `, ${column}`}: ${code}`,
  );
  return `; quarantined there: ${described.join('; ')}`;
}
