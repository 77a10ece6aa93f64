import type { DecisionLine, Programme, ProgrammeMonth } from '../programmes/programme.js';
import { provider } from '../tables/month.js';
import { append, drop, fill, make, makeEmpty } from '../tables/table.js';
import { countOf, inBatches } from '../workspace/batches.js';
import { text, type Workspace } from '../workspace/duckdb.js';

/**
 * Decides on every beneficiary of a programme: the first line of its table that applies. Two lines need to know who is
 * left, and are looked at last: ACCOUNT_SHARED and PAY.
 */

/** Places in a table of the lines that the SQL must know apart. */
function placesOf(decisions: readonly DecisionLine[]) {
  const of = (reason: string) => decisions.findIndex((line) => line.reason === reason);
  return {
    paid: of('ALREADY_PAID'),
    shared: of('ACCOUNT_SHARED'),
    pay: decisions.findIndex((line) => line.decision === 'PAY'),
  };
}

/** What all programmes' decisions ask: the names of decisions, and the institutions that the configuration knows. */
export async function prepareDecisions(
  workspace: Workspace,
  programmes: readonly Programme[],
  providers: readonly string[],
): Promise<void> {
  const lines = programmes.flatMap((programme) => programme.decisions);
  const distinct = (column: 'decision' | 'reason' | 'amount') =>
    [...new Set(lines.map((line) => line[column]))].sort().map(text).join(', ');
  // Dictionary types: a decision on each of millions of households is one byte, and its text is kept once.
  await workspace.run(`CREATE TYPE decision_name AS ENUM (${distinct('decision')})`);
  await workspace.run(`CREATE TYPE reason_name AS ENUM (${distinct('reason')})`);
  await workspace.run(`CREATE TYPE amount_kind AS ENUM (${distinct('amount')})`);
  await makeEmpty(workspace, provider);
  await append(
    workspace,
    provider,
    providers.map((code) => ({ code })),
  );
}

/**
 * Makes the programme's table `decided` and, over it, its view `decision`.
 * @param earlier programmes that were decided on before: whom they pay takes an account as well
 */
export async function decide(
  workspace: Workspace,
  programme: Programme,
  at: ProgrammeMonth,
  earlier: readonly Programme[],
): Promise<void> {
  const { decisions, tables } = programme;
  const { select, values, batchesOf, order, done } = programme.candidates(at);
  const { shared } = placesOf(decisions);
  await makeEmpty(workspace, tables.decided);
  const rows = `
    SELECT *, CASE ${decisions
      .slice(0, shared)
      .map((line, i) => `WHEN ${line.when} THEN ${i}`)
      .join('\n      ')}
      END AS line
    FROM (${select}) ${order === null ? '' : `ORDER BY ${order}`}`;
  if (batchesOf === null) await fill(workspace, tables.decided, rows, values);
  else
    await inBatches(await countOf(workspace, batchesOf), (range) =>
      fill(workspace, tables.decided, rows, { ...values, ...range }),
    );
  await done();
  await workspace.run(
    `CREATE TABLE ${linesOf(programme)} (line INTEGER, decision decision_name, reason reason_name, amount amount_kind)`,
  );
  await workspace.run(
    `INSERT INTO ${linesOf(programme)} VALUES ${decisions
      .map((line, i) => `(${i}, ${text(line.decision)}, ${text(line.reason)}, ${text(line.amount)})`)
      .join(', ')}`,
  );
  await workspace.run(sharedAccounts(programme, earlier));
  await make(workspace, tables.decision, decisionView(programme));
}

/** Accounts of several who are left to be paid, or were paid in the month; in one programme, or in two. */
function sharedAccounts(programme: Programme, earlier: readonly Programme[]): string {
  const { decisions, tables } = programme;
  const { paid } = placesOf(decisions);
  const left = `SELECT account FROM ${tables.decided.name} WHERE line IS NULL AND account <> ''`;
  const elsewhere = earlier.map(
    (one) => `
    UNION SELECT account FROM ${one.tables.register.name}
    WHERE (decision = 'PAY' OR reason = 'ALREADY_PAID')
      AND account IN (${left})`,
  );
  return `
    CREATE TABLE ${accountsOf(programme)} AS
    SELECT account FROM ${tables.decided.name} WHERE (line IS NULL OR line = ${paid}) AND account <> ''
    GROUP BY account HAVING count(*) > 1 ${elsewhere.join('')}
    UNION (${left} AND account IN (FROM account_paid))`;
}

function decisionView(programme: Programme): string {
  const { decisions, tables } = programme;
  const { shared, pay } = placesOf(decisions);
  const kept = Object.keys(tables.decided.columns).filter((column) => column !== 'line');
  return `
    SELECT ${kept.map((column) => `d.${column}`).join(', ')}, d.account_shared, t.decision, t.reason, t.amount
    FROM (SELECT *, coalesce(line, CASE WHEN account_shared THEN ${shared} ELSE ${pay} END) AS number
      FROM (SELECT *, line IS NULL AND account IN (FROM ${accountsOf(programme)}) AS account_shared
        FROM ${tables.decided.name})) d
    JOIN ${linesOf(programme)} t ON t.line = d.number`;
}

/** Tables of this file alone. */
const accountsOf = ({ tables }: Programme) => `${tables.decided.name}_account`;
const linesOf = ({ tables }: Programme) => `${tables.decided.name}_line`;

/** Makes room when the register is made: all that follows reads the register. */
export async function dropDecision(workspace: Workspace, programme: Programme): Promise<void> {
  const { tables } = programme;
  await drop(workspace, tables.decision, tables.decided);
  for (const own of [accountsOf(programme), linesOf(programme)]) await workspace.run(`DROP TABLE ${own}`);
}
