import { countToPeople, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import { quoted } from '../../domain/shell.js';
import { left, right, textTable } from '../../terminal/table.js';
import { type Findings, type Found, MOST_FOUND } from './find.js';

/** What a text was found as, in words. */
const AS: Readonly<Record<Found['as'], string>> = {
  HOUSEHOLD: 'household',
  RESIDENT: 'resident',
  PERSON: 'member',
  ORDER: 'order',
  ACCOUNT: 'account',
  NAME: 'name',
};

/** What was found, a line a beneficiary and run, and the command that says more. */
export function findLines(text: string, { looked, found, more }: Findings, out: string): Line[] {
  const months = [...new Set(looked.map((run) => run.period))].join(', ');
  if (found.length === 0)
    return [`${text}: nothing in the runs of ${months}; other months: --period YYYY-MM, or --all`];
  return [
    ...textTable(
      [left(), left(0, 2), left(0, 2), left(0, 2), left(0, 2), right(0, 2), left(0, 2)],
      [
        ['month', 'run', 'found as', 'beneficiary', 'decision', 'net, DH', 'order'],
        ...found.map((one) => [
          one.period,
          `${one.runId}${one.opening ? ' opening' : one.state === 'RELEASED' ? '' : ' on hold'}`,
          AS[one.as],
          one.beneficiary,
          `${one.decision} ${one.reason}`.trim(),
          toPeople(one.net),
          one.orderId ?? '',
        ]),
      ],
    ),
    ...(more > 0 ? [`and ${countToPeople(more)} more: give a longer text; ${MOST_FOUND} are shown`] : []),
    ...nextStep(found, out),
  ];
}

/** Nothing explains what another system paid. */
function nextStep(found: readonly Found[], out: string): Line[] {
  const first = found.find((one) => !one.opening);
  if (first === undefined) return [];
  return ['', `next: sarf explain ${first.beneficiary} --run ${first.runId} --out ${quoted(out)}`];
}
