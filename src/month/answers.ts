import type { ProviderFile } from '../banks/orders/orders.js';
import { rejectedFiles } from '../banks/settlement/rejected-files.js';
import type { Control } from '../programmes/control.js';
import { answerControls } from './controls/answer-controls.js';
import type { Month } from './month.js';

/** Holds what institutions said of earlier months against the limits: see controls/answer-controls.ts. */
export async function controlsOfAnswers(
  { request, ledger, workspace, prior }: Month,
  files: readonly ProviderFile[],
): Promise<Control[]> {
  const returned = await workspace.select(`
    SELECT coalesce(h.provider, '') AS provider, count(*) AS orders, CAST(sum(d.centimes) AS BIGINT) AS centimes
    FROM debt d LEFT JOIN register h ON h.household_id = d.household_id
    WHERE d.state = 'PAID' AND d.kind = 'ORDER' AND d.cause IN ('REJECTED', 'RETURNED')
    GROUP BY provider ORDER BY provider`);
  const before = prior?.manifest.controls.find((one) => one.control === 'returned_arrears');
  return answerControls(
    {
      rejectedFiles: await rejectedFiles(request.out, ledger),
      returned: returned.map((row) => ({
        provider: row.text('provider'),
        orders: row.count('orders'),
        centimes: row.count('centimes'),
      })),
      paid: files,
      before: before?.measured ?? null,
    },
    request.configuration.limits,
  );
}
