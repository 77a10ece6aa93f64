import { householdTotals, type Manifest } from '../../archive/manifest.js';
import {
  amount,
  counted,
  countToPeople,
  relativeChange,
  shareToText,
  toPeople,
  toPeopleSigned,
} from '../../domain/money.js';
import { shiftPeriod } from '../../domain/period.js';
import type { Line, Painted } from '../../domain/printable.js';
import { quoted } from '../../domain/shell.js';
import type { BridgeLine } from '../../month/reconcile.js';
import type { RunResult } from '../../month/request.js';
import type { Style } from '../../terminal/style.js';
import { left, right, type TextRow, textTable } from '../../terminal/table.js';
import { controlLines, whereToLook } from '../control-lines.js';
import { runInOneLine } from '../run-line.js';
import { parallelLines } from './parallel-text.js';
import { transfersOf } from './transfers.js';

/** As the run was asked for. `inspect`: the command that judges the same extract and keeps its files; null where there is none. */
type Asked = { readonly out: string; readonly inspect: string | null };

/** The summary of a run, for a finance officer: what is paid, why it changed, and the next step. */
export function runSummary(result: RunResult, style: Style, asked: Asked): Line[] {
  const { manifest } = result;
  return [
    '',
    [
      style.bold(`${manifest.programme} ${manifest.period}`),
      `  ${runName(result)}  `,
      ...state(result, style),
    ],
    ...totals(result),
    ...gap(result),
    ...withoutHistory(result),
    ...why(result),
    ...notPaid(result),
    ...partners(result),
    ...owed(result),
    ...late(result),
    ...residents(result),
    ...parallelLines(result.manifest),
    '',
    ...extract(manifest),
    ...controlLines(manifest.controls, style),
    ...transfers(result),
    '',
    ...filesOf(result),
    `Next      ${nextStep(result, asked)}`,
  ];
}

/** Words that name a file of the run; none of a dry run, which keeps no file. */
const ifKept = ({ dryRun }: RunResult, words: string): string => (dryRun === true ? '' : words);

/** Where the run's files are; a dry run keeps none. */
function filesOf({ dryRun, folder, manifest }: RunResult): string[] {
  return dryRun === true
    ? ['Files     none: a dry run keeps no folder, and nothing in the ledger']
    : [`Files     ${folder}`, `Seal      ${manifest.seal}`];
}

/** What a person must look into of a run that is on hold, and the next step. */
export function runTrouble(result: RunResult, style: Style, asked: Asked): Line[] {
  const { manifest, run, dryRun } = result;
  return [
    `${runInOneLine(run, manifest.programme, dryRun)}: a person decides`,
    ...controlLines(manifest.controls, style),
    ...filesOf(result),
    `Next      ${nextStep(result, asked)}`,
  ];
}

function runName({ run }: RunResult): string {
  return run.kind === 'regular' ? `run ${run.runId}` : `supplementary run S${run.supplement}, ${run.runId}`;
}

function state({ run, alreadyComputed, dryRun }: RunResult, style: Style): (string | Painted)[] {
  if (dryRun === true)
    return [run.status === 'PASS' ? style.good('DRY RUN, PASSES') : style.warn('DRY RUN, ON HOLD')];
  const waiting = run.status === 'PASS' ? 'TO RELEASE' : 'ON HOLD';
  const painted = run.state === 'RELEASED' ? style.good('RELEASED') : style.warn(waiting);
  return alreadyComputed ? [painted, ' (already computed; nothing was rewritten)'] : [painted];
}

function bridgeEntry({ manifest }: RunResult, line: BridgeLine) {
  return manifest.bridge.find((entry) => entry.line === line) ?? { line, families: 0, amount: '0.00' };
}

function totals(result: RunResult): Line[] {
  const { manifest } = result;
  const { residents, totals } = manifest;
  const households = householdTotals(manifest);
  const rows = [
    ['Families paid', countToPeople(households.orders)],
    ['Total to pay', toPeople(totals.net), 'DH'],
  ];
  if (residents !== undefined) {
    const orders = counted(residents.totals.orders, 'order');
    rows.push(
      ['  families', toPeople(households.net), 'DH'],
      ['  residents', toPeople(residents.totals.net), `DH, ${orders} (care institutions)`],
    );
  }
  if (manifest.finals !== undefined && manifest.finals.payments > 0) {
    const { net, payments } = manifest.finals;
    if (residents === undefined) rows.push(['  families', toPeople(households.net), 'DH']);
    rows.push(['  final payments', toPeople(net), `DH, ${counted(payments, 'order')} (decided)`]);
  }
  if (manifest.supplement !== undefined) {
    const month = manifest.controls.find((control) => control.control === 'budget')?.measured ?? '0';
    rows.push(['The month in all', toPeople(month), 'DH, with its earlier runs']);
  }
  return ['', ...textTable([left(16), right(17), left()], rows), ...against(result)];
}

/** Compares with the month before. A supplementary run is compared with no month. */
function against(result: RunResult): string[] {
  const { manifest } = result;
  if (manifest.supplement !== undefined) return [];
  if (manifest.prior === null) return ['First run: there is no month before to compare with.'];
  const prior = bridgeEntry(result, 'PRIOR_TOTAL');
  const { orders, net } = householdTotals(manifest);
  const change = amount(net).minus(amount(prior.amount));
  const share = relativeChange(amount(net), amount(prior.amount));
  const percent =
    share === null ? '' : ` (${change.isNegative() ? '-' : '+'}${shareToText(share.times(100))} %)`;
  const more = orders - prior.families;
  return [
    `Against ${before(result)}: ${more < 0 ? '' : '+'}${countToPeople(more)} ${Math.abs(more) === 1 ? 'family' : 'families'}, ${toPeopleSigned(change)} DH${percent}`,
  ];
}

/** What the run is compared with: "the month before", or an older month after a gap. */
function before({ manifest, priorPeriod }: RunResult): string {
  return priorPeriod === null || priorPeriod === shiftPeriod(manifest.period, -1)
    ? 'the month before'
    : priorPeriod;
}

/** What was decided on the months that no run has paid. */
function gap({ manifest }: RunResult): string[] {
  if (manifest.gap === undefined) return [];
  const { decision, months, lapsed, accrued, reason } = manifest.gap;
  const why = reason === null ? '' : `; reason: ${reason}`;
  const run = `No run has paid ${months.join(', ')}`;
  if (decision === 'VOID') return ['', `${run}: void, nobody is owed it${why}`];
  const late = lapsed.length === 0 ? '' : ` (${lapsed.join(', ')}: too far back, owed to nobody)`;
  return [
    '',
    `${run}: owed${late}, ${counted(accrued, 'month')} of families, computed when each is paid${why}`,
  ];
}

/** The earlier months that cannot be proved, and by whose decision. */
function withoutHistory({ manifest }: RunResult): string[] {
  const { without_history: months = [] } = manifest;
  if (months.length === 0) return [];
  return [
    '',
    ...months.map(({ month, state, decided_in, reason }) =>
      state === 'LEFT_OUT'
        ? `Not proved: what ${month} paid, and to whom, its folder being damaged; left out as decided in ${decided_in}; reason: ${reason}`
        : `${month} is whole again; runs from ${decided_in} on were computed without it; reason: ${reason}`,
    ),
  ];
}

const WHY: readonly [BridgeLine, string][] = [
  ['ENTERED', 'Families that entered'],
  ['LEFT', 'Families that left'],
  ['RULES', 'New tariffs'],
  ['REGISTRY', 'Changes in the registry'],
  ['TIME', 'Birthdays, births, deaths'],
  ['ONE_OFF', 'Birth, school and other grants'],
  ['ADJUSTMENT', 'Arrears and recoveries'],
  ['CURRENT_TOTAL', 'To pay this month'],
];

/** A label, a number of families or persons, and an amount. */
const COLUMNS = [left(34), right(10), right(19, 2)];

function why(result: RunResult): Line[] {
  if (result.manifest.prior === null) return [];
  const title =
    result.manifest.supplement === undefined
      ? 'Why the total changed'
      : 'Of those not paid so far this month';
  const when = before(result);
  const paid: [BridgeLine, string] = [
    'PRIOR_TOTAL',
    when === 'the month before' ? 'Paid the month before' : `Paid in ${when}`,
  ];
  return [
    '',
    ...textTable(COLUMNS, [
      [title, 'families', 'DH'],
      ...[paid, ...WHY].map(([line, label]) => {
        const entry = bridgeEntry(result, line);
        const money = line.endsWith('TOTAL') ? toPeople(entry.amount) : toPeopleSigned(entry.amount);
        return [`  ${label}`, countToPeople(entry.families), money];
      }),
    ]),
  ];
}

function notPaid(result: RunResult): Line[] {
  const { manifest } = result;
  const { decisions, quarantined_rows: quarantined, above_usual_maximum: above } = manifest.counts;
  const paid = decisions.find((one) => one.reason === 'ALREADY_PAID');
  const others = decisions.filter((one) => one.decision !== 'PAY' && one !== paid);
  return [
    '',
    ...textTable(COLUMNS, [
      ['Not paid, and why', 'households', 'DH at stake (known)'],
      ...others.map((one) => [
        `  ${one.reason === one.decision ? one.decision : `${one.decision} ${one.reason}`}`,
        countToPeople(one.households),
        toPeople(one.entitlement),
      ]),
    ]),
    ...(others.length === 0
      ? ['  none']
      : result.dryRun === true
        ? []
        : ['  each in audit/not-paid.csv, with what has to happen']),
    ...(paid === undefined
      ? []
      : [`Paid by the month's earlier runs: ${counted(paid.households, 'household')}`]),
    `Rows quarantined ${countToPeople(quarantined)}${quarantined > 0 ? ifKept(result, ', each in audit/quarantine.csv') : ''}`,
    ...(above > 0
      ? [
          `${counted(above, 'family is', 'families are')} paid above the usual maximum${ifKept(result, ' (audit/compositions.csv)')}`,
        ]
      : []),
  ];
}

/** What is owed in both directions; nothing when nothing is owed. */
function owed(result: RunResult): Line[] {
  const { manifest } = result;
  if (manifest.owed === undefined) return [];
  const { debts, recoveries } = manifest.owed;
  const row = (label: string, value: string, note = '') => [`  ${label}`, '', toPeople(value), note];
  const nothing = (values: readonly string[]) => values.every((value) => amount(value).isZero());
  const rows: TextRow[] = [];
  const { unknown_months: unknown, ...sums } = debts;
  if (unknown > 0 || !nothing(Object.values(sums))) {
    rows.push(
      row('Arrears paid now', debts.paid, ifKept(result, ', each in audit/arrears.csv')),
      row('Owed to households after', debts.end),
    );
    if (unknown > 0)
      rows.push(
        `  and months whose amounts are computed when the household is payable: ${countToPeople(unknown)}`,
      );
  }
  rows.push(...lapsing(result, manifest.owed.lapsing));
  if (!nothing(Object.values(recoveries))) {
    rows.push(
      row('Recovered now', recoveries.recovered, ifKept(result, ', each in audit/recovery.csv')),
      row('Owed by households after', recoveries.end),
    );
  }
  if (rows.length === 0) return [];
  return ['', ...textTable([...COLUMNS, left(0, 0)], [['Owed, in both directions', '', 'DH'], ...rows])];
}

/** Debts of which somebody must decide before nobody can be paid any more. */
function lapsing(result: RunResult, sums: NonNullable<RunResult['manifest']['owed']>['lapsing']): TextRow[] {
  if (sums === undefined) return [];
  const named = [
    ['Lapsed now', sums.lapsed],
    ['Lapses within three months', sums.soon],
    ['Of families closed, excluded, gone', sums.out_of_reach],
  ] as const;
  return named
    .filter(([, { debts }]) => debts > 0)
    .map(([label, { debts, amount }]) => [
      `  ${label}`,
      countToPeople(debts),
      toPeople(amount),
      ifKept(result, ', each in audit/lapsing.csv'),
    ]);
}

/** What came to light of released months; nothing when nothing did. */
function late(result: RunResult): Line[] {
  const { manifest } = result;
  if (manifest.retroactive === undefined || manifest.retroactive.rows === 0) return [];
  const { rows, households, arrears, recovery } = manifest.retroactive;
  const months = `${counted(rows, 'month')} of ${counted(households, 'household')}`;
  return [
    '',
    ...textTable(COLUMNS, [
      ['Known late of released months', '', 'DH'],
      ['  Due beyond what was paid', '', toPeople(arrears)],
      ['  Paid beyond what was due', '', toPeople(recovery)],
    ]),
    `${months}${ifKept(result, ', each in audit/retroactive.csv; to decide: audit/adjustments-proposed.csv')}`,
  ];
}

function partners(result: RunResult): string[] {
  return (result.manifest.counts.partners ?? []).map(({ source, rows, overrides }) => {
    const fields = overrides.map(({ field, members }) => `${field} ${countToPeople(members)}`);
    const what = fields.length > 0 ? `overridden: ${fields.join(', ')}` : 'nothing overridden';
    return `Partner ${source}: ${counted(rows, 'row')}; ${what}${ifKept(result, ' (audit/overrides.csv)')}`;
  });
}

/** The residents of care institutions; nothing when the month has none. */
function residents(result: RunResult): Line[] {
  const { manifest } = result;
  const { residents } = manifest;
  if (residents === undefined) return [];
  const { decisions, totals, bridge } = residents;
  return [
    '',
    ...textTable(COLUMNS, [
      ['Residents of care institutions', 'persons', 'DH'],
      ...decisions.map((one) => [
        `  ${one.decision === 'PAY' ? 'PAY' : `${one.decision} ${one.reason}`}`,
        countToPeople(one.residents),
        toPeople(one.entitlement),
      ]),
    ]),
    `Of the total to pay, capital at majority ${toPeople(totals.capital_topup)} DH`,
    ...(manifest.prior === null
      ? []
      : [
          `Against ${before(result)}: ${toPeople(bridge[0]?.amount ?? '0')} → ${toPeople(totals.net)} DH${ifKept(result, ' (audit/reconciliation-residents.csv)')}`,
        ]),
  ];
}

/** How new the extract is, by what it tells of. */
function extract({ extract }: Manifest): string[] {
  if (extract === undefined) return [];
  const days = Object.entries(extract.newest).flatMap(([kind, day]) =>
    day === null ? [] : `${kind} ${day}`,
  );
  const compared = extract.compared === 0 ? '' : `; compared with ${countToPeople(extract.compared)} before`;
  return [`Extract         newest ${days.length === 0 ? 'day: none' : days.join(', ')}${compared}`];
}

/** What is sent to each institution, for the officer to hold against the slips; the hash is of the slip. */
function transfers({ manifest, dryRun }: RunResult): Line[] {
  const all = transfersOf(manifest);
  if (all.length === 0) return [];
  return [
    '',
    ...textTable(
      [left(16), right(5), right(11), right(19), left(0, 2)],
      [
        ['To send', 'files', 'orders', 'DH', dryRun === true ? '' : 'SHA-256 of orders/…/slip.csv'],
        ...all.map((one) => [
          `  ${one.provider}`,
          countToPeople(one.files),
          countToPeople(one.orders),
          toPeople(one.total),
          dryRun === true ? '' : (one.sha256 ?? ''),
        ]),
      ],
    ),
  ];
}

function nextStep({ run, manifest, dryRun }: RunResult, { out, inspect }: Asked): string {
  const release = `sarf release ${run.runId}`;
  if (dryRun === true && run.status === 'PASS') return 'the same without --dry-run computes and keeps it';
  if (run.state === 'HELD' && run.status === 'PASS')
    return `look at it, then release it: ${release} --out ${quoted(out)}`;
  if (run.state === 'RELEASED') {
    return `${run.kind === 'regular' ? 'the month' : 'it'} is released: send the files below to-send/ to the institutions, each with its slip`;
  }
  if (dryRun === true)
    return `${inspect === null ? '' : `${inspect} writes the files that name the households; then `}correct the extract, or run it without --dry-run and release that`;
  const more = `release it: ${release} --reason "…" --out ${quoted(out)}`;
  return `look into ${whereToLook(manifest.controls)}; then correct the extract and run again, or ${more}`;
}
