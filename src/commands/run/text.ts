import { householdTotals } from '../../archive/manifest.js';
import {
  amount,
  countToPeople,
  relativeChange,
  shareToText,
  toPeople,
  toPeopleSigned,
} from '../../domain/money.js';
import type { Line, Painted } from '../../domain/printable.js';
import type { BridgeLine } from '../../month/reconcile.js';
import type { RunResult } from '../../month/request.js';
import type { Style } from '../../terminal/style.js';

/** The closing summary of a run, for a finance officer: what is paid, why it changed, what to do next. */
export function runSummary(result: RunResult, style: Style): Line[] {
  const { manifest } = result;
  return [
    '',
    [
      style.bold(`${manifest.programme} ${manifest.period}`),
      `  ${runName(result)}  `,
      ...state(result, style),
    ],
    ...totals(result),
    ...why(result),
    ...notPaid(result),
    ...partners(result),
    ...owed(result),
    ...residents(result),
    ...controls(result, style),
    '',
    `Files     ${result.folder}`,
    `Seal      ${manifest.seal}`,
    `Next      ${nextStep(result)}`,
  ];
}

function runName({ run }: RunResult): string {
  return run.kind === 'regular' ? `run ${run.runId}` : `supplementary run S${run.supplement}, ${run.runId}`;
}

function state({ run, alreadyComputed }: RunResult, style: Style): (string | Painted)[] {
  const painted = run.state === 'RELEASED' ? style.good('RELEASED') : style.warn('ON HOLD');
  return alreadyComputed ? [painted, ' (already computed; nothing was rewritten)'] : [painted];
}

function bridgeEntry({ manifest }: RunResult, line: BridgeLine) {
  return manifest.bridge.find((entry) => entry.line === line) ?? { line, families: 0, amount: '0.00' };
}

function totals(result: RunResult): string[] {
  const { manifest } = result;
  const prior = bridgeEntry(result, 'PRIOR_TOTAL');
  const households = householdTotals(manifest);
  const families = households.orders;
  const lines = [
    '',
    `Families paid   ${countToPeople(families).padStart(18)}`,
    `Total to pay    ${toPeople(manifest.totals.net).padStart(18)} DH`,
  ];
  const { residents } = manifest;
  if (residents !== undefined) {
    lines.push(
      `  families      ${toPeople(households.net).padStart(18)} DH`,
      `  residents     ${toPeople(residents.totals.net).padStart(18)} DH, ${countToPeople(residents.totals.orders)} orders (care institutions)`,
    );
  }
  if (manifest.supplement !== undefined) {
    const month = manifest.controls.find((control) => control.control === 'budget')?.measured ?? '0';
    return [...lines, `The month in all    ${toPeople(month).padStart(14)} DH, with its earlier runs`];
  }
  if (manifest.prior === null) return [...lines, 'First run: there is no month before to compare with.'];
  const change = amount(households.net).minus(amount(prior.amount));
  const share = relativeChange(amount(households.net), amount(prior.amount));
  const percent =
    share === null ? '' : ` (${change.isNegative() ? '-' : '+'}${shareToText(share.times(100))} %)`;
  const more = families - prior.families;
  return [
    ...lines,
    `Against the month before: ${more < 0 ? '' : '+'}${countToPeople(more)} families, ${toPeopleSigned(change)} DH${percent}`,
  ];
}

const WHY: readonly [BridgeLine, string][] = [
  ['PRIOR_TOTAL', 'Paid the month before'],
  ['ENTERED', 'Families that entered'],
  ['LEFT', 'Families that left'],
  ['RULES', 'New tariffs'],
  ['REGISTRY', 'Changes in the registry'],
  ['TIME', 'Birthdays, births, deaths'],
  ['ONE_OFF', 'Birth and school grants'],
  ['ADJUSTMENT', 'Arrears and recoveries'],
  ['CURRENT_TOTAL', 'To pay this month'],
];

function why(result: RunResult): string[] {
  if (result.manifest.prior === null) return [];
  return [
    '',
    result.manifest.supplement === undefined
      ? 'Why the total changed                families                  DH'
      : 'Of those not paid so far this month  families                  DH',
    ...WHY.map(([line, label]) => {
      const entry = bridgeEntry(result, line);
      const money = line.endsWith('TOTAL') ? toPeople(entry.amount) : toPeopleSigned(entry.amount);
      return `  ${label.padEnd(26)} ${countToPeople(entry.families).padStart(17)} ${money.padStart(19)}`;
    }),
  ];
}

function notPaid({ manifest }: RunResult): string[] {
  const paid = manifest.counts.decisions.find((one) => one.reason === 'ALREADY_PAID');
  const others = manifest.counts.decisions.filter((one) => one.decision !== 'PAY' && one !== paid);
  const rows = others.map((one) => {
    const name = one.reason === one.decision ? one.decision : `${one.decision} ${one.reason}`;
    return `  ${name.padEnd(34)} ${countToPeople(one.households).padStart(9)} ${toPeople(one.entitlement).padStart(19)}`;
  });
  const quarantined = manifest.counts.quarantined_rows;
  return [
    '',
    'Not paid, and why                  households  DH at stake (known)',
    ...(rows.length > 0 ? rows : ['  none']),
    ...(paid === undefined
      ? []
      : [`Paid by the month's earlier runs: ${countToPeople(paid.households)} households`]),
    `Rows quarantined ${countToPeople(quarantined)}${quarantined > 0 ? ', each in audit/quarantine.csv' : ''}`,
    ...(manifest.counts.above_usual_maximum > 0
      ? [
          `${countToPeople(manifest.counts.above_usual_maximum)} families are paid above the usual maximum (audit/compositions.csv)`,
        ]
      : []),
  ];
}

/** What is owed in both directions, in a month in which anything is. */
function owed({ manifest }: RunResult): string[] {
  if (manifest.owed === undefined) return [];
  const { debts, recoveries } = manifest.owed;
  const line = (label: string, value: string, note = '') =>
    `  ${label.padEnd(34)} ${toPeople(value).padStart(29)}${note}`;
  const nothing = (values: readonly string[]) => values.every((value) => amount(value).isZero());
  const lines: string[] = [];
  const { unknown_months: unknown, ...sums } = debts;
  if (unknown > 0 || !nothing(Object.values(sums))) {
    lines.push(
      line('Arrears paid now', debts.paid, ', each in audit/arrears.csv'),
      line('Owed to households after', debts.end),
    );
    if (unknown > 0)
      lines.push(
        `  and months whose amounts are computed when the household is payable: ${countToPeople(unknown)}`,
      );
  }
  if (!nothing(Object.values(recoveries))) {
    lines.push(
      line('Recovered now', recoveries.recovered, ', each in audit/recovery.csv'),
      line('Owed by households after', recoveries.end),
    );
  }
  return lines.length === 0
    ? []
    : ['', 'Owed, in both directions                                     DH', ...lines];
}

function partners({ manifest }: RunResult): string[] {
  return (manifest.counts.partners ?? []).map(({ source, rows, overrides }) => {
    const fields = overrides.map(({ field, members }) => `${field} ${countToPeople(members)}`);
    const what = fields.length > 0 ? `overridden: ${fields.join(', ')}` : 'nothing overridden';
    return `Partner ${source}: ${countToPeople(rows)} rows; ${what} (audit/overrides.csv)`;
  });
}

/** The residents of care institutions, in a month that has any. */
function residents({ manifest }: RunResult): string[] {
  const { residents } = manifest;
  if (residents === undefined) return [];
  const { decisions, totals, bridge } = residents;
  const count = (text: string) => text.padStart(9);
  return [
    '',
    'Residents of care institutions      persons                  DH',
    ...decisions.map((one) => {
      const name = one.decision === 'PAY' ? 'PAY' : `${one.decision} ${one.reason}`;
      return `  ${name.padEnd(34)} ${count(countToPeople(one.residents))} ${toPeople(one.entitlement).padStart(19)}`;
    }),
    `Of the total to pay, capital at majority ${toPeople(totals.capital_topup)} DH`,
    ...(manifest.prior === null
      ? []
      : [
          `Against the month before: ${toPeople(bridge[0]?.amount ?? '0')} → ${toPeople(totals.net)} DH (audit/reconciliation-residents.csv)`,
        ]),
  ];
}

function controls({ manifest }: RunResult, style: Style): Line[] {
  const passed = manifest.controls.filter((control) => control.status === 'PASS').length;
  return [
    '',
    `Controls        ${passed} of ${manifest.controls.length} passed`,
    ...manifest.controls
      .filter((control) => control.status !== 'PASS')
      .map((control) => {
        const status = control.status === 'HOLD' ? style.bad('HOLD') : style.warn('WARN');
        const limit = control.limit === '' ? '' : `, limit ${control.limit}`;
        return ['  ', status, ` ${control.control}: ${control.measured}${limit} — ${control.detail}`];
      }),
  ];
}

function nextStep({ run, manifest }: RunResult): string {
  if (run.state === 'RELEASED') {
    return `${run.kind === 'regular' ? 'the month' : 'it'} is released: send the files below orders/ to the institutions`;
  }
  const failed = manifest.controls
    .filter((control) => control.status === 'HOLD')
    .map((control) => control.control);
  return `look into ${failed.join(', ')} (audit/controls.csv); then correct the extract and run again, or release it: sarf release ${run.runId} --reason "…"`;
}
