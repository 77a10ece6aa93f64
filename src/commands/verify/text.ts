import type { Manifest } from '../../archive/manifest.js';
import { counted, countToPeople, dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import type { Style } from '../../terminal/style.js';
import type { LedgerVerification } from '../../verify/ledger.js';

/** The lines for a proven run: what proves it. */
export function provenRun(manifest: Manifest): Line[] {
  const { opening } = manifest;
  if (opening !== undefined)
    return [
      `proven: opening ${manifest.run_id} of ${manifest.period}`,
      sealedLine(manifest),
      `  ${counted(manifest.totals.orders, 'family', 'families')} that another system paid ${toPeople(manifest.totals.net)} DH, grants, capital and balances: files = manifest`,
    ];
  return [
    `proven: run ${manifest.run_id} of ${manifest.period}`,
    sealedLine(manifest),
    `  ${counted(manifest.totals.orders, 'order')} of ${toPeople(manifest.totals.net)} DH: register = order files = manifest`,
  ];
}

function sealedLine({ files, seal }: Manifest): string {
  return `  ${countToPeople(files.length)} files are as they were sealed; seal ${seal}`;
}

/** The lines for a ledger that is proven over all released runs: what proves it. */
export function provenLedger({ runs, orders, centimes, owed, balances }: LedgerVerification): Line[] {
  return [
    `proven: the ledger and its ${counted(runs, 'released run')}`,
    `  ${counted(orders, 'order')} of ${toPeople(dirhams(centimes))} DH = entitlements + arrears − recovery, no order and no debt twice`,
    `  owed to households ${toPeople(dirhams(owed))} DH, by households ${toPeople(dirhams(balances))} DH: start + changes = end, month by month`,
  ];
}

/** The line that tells which files were passed over; none where there are none. */
export function passedOverLine(passedOver: readonly string[]): Line[] {
  if (passedOver.length === 0) return [];
  const files = counted(passedOver.length, 'file');
  return [`  passed over, left by other programs: ${files} (${passedOver.join(', ')})`];
}

/** The lines for a run or ledger that is not proven: one for each difference. */
export function notProven(folder: string, differences: readonly string[], style: Style): Line[] {
  return [[style.bad('NOT proven'), `: ${folder}`], ...differences.map((one) => `  ${one}`)];
}
