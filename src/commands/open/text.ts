import { countToPeople, toPeople } from '../../domain/money.js';
import { shiftPeriod } from '../../domain/period.js';
import type { Line } from '../../domain/printable.js';
import { quoted } from '../../domain/shell.js';
import { left, right, textTable } from '../../terminal/table.js';
import type { Opened } from './open.js';

/** What was taken over, and the next step. @param options as they were typed */
export function openingText(
  { run, manifest, folder, alreadyOpened }: Opened,
  options: { readonly config: string; readonly out: string },
): Line[] {
  const { totals, opening, owed } = manifest;
  const row = (what: string, count: number, amount: string) => [what, countToPeople(count), toPeople(amount)];
  return [
    `${manifest.programme} ${run.period}  opening ${run.runId}${alreadyOpened ? ' (opened already; nothing was rewritten)' : ''}`,
    '',
    ...textTable(
      [left(34), right(12), right(19, 2)],
      [
        ['', 'number', 'DH'],
        row('Families paid by the other system', totals.orders, totals.net),
        ...(opening?.grants ?? []).map(({ kind, year, grants, amount }) =>
          row(kind === 'BIRTH' ? 'Birth grants given' : `School grants given, ${year}`, grants, amount),
        ),
        row('Capital paid to residents', opening?.capital.persons ?? 0, opening?.capital.amount ?? '0'),
        ['Owed to households', '', toPeople(owed?.debts.end ?? '0')],
        ['To be recovered from households', '', toPeople(owed?.recoveries.end ?? '0')],
      ],
    ),
    '',
    `Files     ${folder}`,
    `Seal      ${manifest.seal}`,
    `Next      compare these sums with the other system's; then sarf run --period ${shiftPeriod(run.period, 1)} --registry DIR --config ${quoted(options.config)} --out ${quoted(options.out)}`,
  ];
}
