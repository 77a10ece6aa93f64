import { amount } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import { left, type TextRow, textTable } from '../../terminal/table.js';
import { FIGURES, ifKept, type Shown } from './shown.js';

/** What is owed in both directions; nothing when nothing is owed. */
export function owedLines(result: Shown): Line[] {
  const { manifest } = result;
  const { say, count, money } = result.screen;
  if (manifest.owed === undefined) return [];
  const { debts, recoveries } = manifest.owed;
  const row = (label: string, value: string, note = '') => [`  ${label}`, '', money(value), note];
  const nothing = (values: readonly string[]) => values.every((value) => amount(value).isZero());
  const rows: TextRow[] = [];
  const { unknown_months: unknown, ...sums } = debts;
  if (unknown > 0 || !nothing(Object.values(sums))) {
    rows.push(
      row(say`Arrears paid now`, debts.paid, ifKept(result, say`, each in audit/arrears.csv`)),
      row(say`Owed to households after`, debts.end),
    );
    if (unknown > 0)
      rows.push(
        say`  and months whose amounts are computed when the household is payable: ${count(unknown)}`,
      );
  }
  rows.push(...lapsing(result, manifest.owed.lapsing));
  if (!nothing(Object.values(recoveries))) {
    rows.push(
      row(say`Recovered now`, recoveries.recovered, ifKept(result, say`, each in audit/recovery.csv`)),
      row(say`Owed by households after`, recoveries.end),
    );
  }
  if (rows.length === 0) return [];
  return ['', ...textTable([...FIGURES, left(0, 0)], [[say`Owed, in both directions`, '', 'DH'], ...rows])];
}

/** Debts of which somebody must decide before nobody can be paid any more. */
function lapsing(result: Shown, sums: NonNullable<Shown['manifest']['owed']>['lapsing']): TextRow[] {
  const { say, count, money } = result.screen;
  if (sums === undefined) return [];
  const named = [
    [say`Lapsed now`, sums.lapsed],
    [say`Lapses within three months`, sums.soon],
    [say`Of families closed, excluded, gone`, sums.out_of_reach],
  ] as const;
  return named
    .filter(([, { debts }]) => debts > 0)
    .map(([label, { debts, amount }]) => [
      `  ${label}`,
      count(debts),
      money(amount),
      ifKept(result, say`, each in audit/lapsing.csv`),
    ]);
}

/** What came to light of released months; nothing when nothing did. */
export function lateLines(result: Shown): Line[] {
  const { manifest } = result;
  const { say, counted, money } = result.screen;
  if (manifest.retroactive === undefined || manifest.retroactive.rows === 0) return [];
  const { rows, households, arrears, recovery } = manifest.retroactive;
  const months = say`${counted(rows, 'month')} of ${counted(households, 'household')}`;
  return [
    '',
    ...textTable(FIGURES, [
      [say`Known late of released months`, '', 'DH'],
      [say`  Due beyond what was paid`, '', money(arrears)],
      [say`  Paid beyond what was due`, '', money(recovery)],
    ]),
    `${months}${ifKept(result, say`, each in audit/retroactive.csv; to decide: audit/adjustments-proposed.csv`)}`,
  ];
}
