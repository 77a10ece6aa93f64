import { householdTotals } from '../../archive/manifest.js';
import { amount, relativeChange, shareToText } from '../../domain/money.js';
import { shiftPeriod } from '../../domain/period.js';
import type { Line, Painted } from '../../domain/printable.js';
import { quoted } from '../../domain/shell.js';
import type { BridgeLine } from '../../month/reconcile.js';
import type { RunResult } from '../../month/request.js';
import type { Style } from '../../terminal/style.js';
import { left, right, textTable } from '../../terminal/table.js';
import { controlLines, whereToLook } from '../control-lines.js';
import { runInOneLine } from '../run-line.js';
import { labelled, type Screen } from '../screen.js';
import { lateLines, owedLines } from './owed-text.js';
import { parallelLines } from './parallel-text.js';
import { FIGURES, ifKept, type Shown } from './shown.js';
import { transfersOf } from './transfers.js';

/** As the run was asked for. `inspect`: the command that judges the same extract and keeps its files; null where there is none. */
type Asked = { readonly out: string; readonly inspect: string | null };

/** The summary of a run, for a finance officer: what is paid, why it changed, and the next step. */
export function runSummary(run: RunResult, style: Style, asked: Asked, screen: Screen): Line[] {
  const result = { ...run, screen };
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
    ...owedLines(result),
    ...lateLines(result),
    ...residents(result),
    ...parallelLines(result.manifest),
    '',
    ...extract(result),
    ...controlLines(manifest.controls, style, screen),
    ...transfers(result),
    '',
    ...filesOf(result),
    ...labelled(screen.say`Next`, nextStep(result, asked)),
  ];
}

/** Where the run's files are; a dry run keeps none. */
function filesOf({ dryRun, folder, manifest, screen: { say } }: Shown): Line[] {
  return dryRun === true
    ? labelled(say`Files`, say`none: a dry run keeps no folder, and nothing in the ledger`)
    : [...labelled(say`Files`, folder), ...labelled(say`Seal`, manifest.seal)];
}

/** What a person must look into of a run that is on hold, and the next step. */
export function runTrouble(made: RunResult, style: Style, asked: Asked, screen: Screen): Line[] {
  const result = { ...made, screen };
  const { manifest, run, dryRun } = result;
  return [
    screen.say`${runInOneLine(run, manifest.programme, dryRun === true, screen)}: a person decides`,
    ...controlLines(manifest.controls, style, screen),
    ...filesOf(result),
    ...labelled(screen.say`Next`, nextStep(result, asked)),
  ];
}

function runName({ run, screen: { say } }: Shown): string {
  return run.kind === 'regular'
    ? say`run ${run.runId}`
    : say`supplementary run S${String(run.supplement)}, ${run.runId}`;
}

function state({ run, alreadyComputed, dryRun, screen: { say } }: Shown, style: Style): (string | Painted)[] {
  if (dryRun === true)
    return [run.status === 'PASS' ? style.good(say`DRY RUN, PASSES`) : style.warn(say`DRY RUN, ON HOLD`)];
  const waiting = run.status === 'PASS' ? say`TO RELEASE` : say`ON HOLD`;
  const painted = run.state === 'RELEASED' ? style.good(say`RELEASED`) : style.warn(waiting);
  return alreadyComputed ? [painted, say` (already computed; nothing was rewritten)`] : [painted];
}

function bridgeEntry({ manifest }: Shown, line: BridgeLine) {
  return manifest.bridge.find((entry) => entry.line === line) ?? { line, families: 0, amount: '0.00' };
}

function totals(result: Shown): Line[] {
  const { manifest } = result;
  const { residents, totals } = manifest;
  const households = householdTotals(manifest);
  const { say, counted, count, money } = result.screen;
  const rows = [
    [say`Families paid`, count(households.orders)],
    [say`Total to pay`, money(totals.net), 'DH'],
  ];
  if (residents !== undefined) {
    const orders = counted(residents.totals.orders, 'order');
    rows.push(
      [say`  families`, money(households.net), 'DH'],
      [say`  residents`, money(residents.totals.net), say`DH, ${orders} (care institutions)`],
    );
  }
  if (manifest.finals !== undefined && manifest.finals.payments > 0) {
    const { net, payments } = manifest.finals;
    if (residents === undefined) rows.push([say`  families`, money(households.net), 'DH']);
    rows.push([say`  final payments`, money(net), say`DH, ${counted(payments, 'order')} (decided)`]);
  }
  if (manifest.supplement !== undefined) {
    const month = manifest.controls.find((control) => control.control === 'budget')?.measured ?? '0';
    rows.push([say`The month in all`, money(month), say`DH, with its earlier runs`]);
  }
  return ['', ...textTable([left(16), right(17), left()], rows), ...against(result)];
}

/** Compares with the month before. A supplementary run is compared with no month. */
function against(result: Shown): string[] {
  const { manifest } = result;
  const { say, counted, signed, number } = result.screen;
  if (manifest.supplement !== undefined) return [];
  if (manifest.prior === null) return [say`First run: there is no month before to compare with.`];
  const prior = bridgeEntry(result, 'PRIOR_TOTAL');
  const { orders, net } = householdTotals(manifest);
  const change = amount(net).minus(amount(prior.amount));
  const share = relativeChange(amount(net), amount(prior.amount));
  const percent =
    share === null ? '' : ` (${change.isNegative() ? '-' : '+'}${number(shareToText(share.times(100)))} %)`;
  const more = orders - prior.families;
  const families = `${more < 0 ? '-' : '+'}${counted(Math.abs(more), 'family', 'families')}`;
  return [say`Against ${before(result)}: ${families}, ${signed(change)} DH${percent}`];
}

/** What the run is compared with: "the month before", or an older month after a gap. */
function before(result: Shown): string {
  const { say } = result.screen;
  return isMonthBefore(result) ? say`the month before` : say`${result.priorPeriod ?? ''}`;
}

const isMonthBefore = ({ manifest, priorPeriod }: Shown) =>
  priorPeriod === null || priorPeriod === shiftPeriod(manifest.period, -1);

/** What was decided on the months that no run has paid. */
function gap({ manifest, screen: { say, counted } }: Shown): string[] {
  if (manifest.gap === undefined) return [];
  const { decision, months, lapsed, accrued, reason } = manifest.gap;
  const why = reason === null ? '' : say`; reason: ${reason}`;
  const run = say`No run has paid ${months.join(', ')}`;
  if (decision === 'VOID') return ['', say`${run}: void, nobody is owed it${why}`];
  const late = lapsed.length === 0 ? '' : say` (${lapsed.join(', ')}: too far back, owed to nobody)`;
  return [
    '',
    say`${run}: owed${late}, ${counted(accrued, 'month')} of families, computed when each is paid${why}`,
  ];
}

/** The earlier months that cannot be proved, and by whose decision. */
function withoutHistory({ manifest, screen: { say } }: Shown): string[] {
  const { without_history: months = [] } = manifest;
  if (months.length === 0) return [];
  return [
    '',
    ...months.map(({ month, state, decided_in, reason }) =>
      state === 'LEFT_OUT'
        ? say`Not proved: what ${month} paid, and to whom, its folder being damaged; left out as decided in ${decided_in}; reason: ${reason}`
        : say`${month} is whole again; runs from ${decided_in} on were computed without it; reason: ${reason}`,
    ),
  ];
}

const whyOf = ({ screen: { say } }: Shown): [BridgeLine, string][] => [
  ['ENTERED', say`Families that entered`],
  ['LEFT', say`Families that left`],
  ['RULES', say`New tariffs`],
  ['REGISTRY', say`Changes in the registry`],
  ['TIME', say`Birthdays, births, deaths`],
  ['ONE_OFF', say`Birth, school and other grants`],
  ['ADJUSTMENT', say`Arrears and recoveries`],
  ['CURRENT_TOTAL', say`To pay this month`],
];

function why(result: Shown): Line[] {
  if (result.manifest.prior === null) return [];
  const { say, count, money, signed } = result.screen;
  const title =
    result.manifest.supplement === undefined
      ? say`Why the total changed`
      : say`Of those not paid so far this month`;
  const paid: [BridgeLine, string] = [
    'PRIOR_TOTAL',
    isMonthBefore(result) ? say`Paid the month before` : say`Paid in ${result.priorPeriod ?? ''}`,
  ];
  return [
    '',
    ...textTable(FIGURES, [
      [title, say`families`, 'DH'],
      ...[paid, ...whyOf(result)].map(([line, named]) => {
        const entry = bridgeEntry(result, line);
        const shown = line.endsWith('TOTAL') ? money(entry.amount) : signed(entry.amount);
        return [`  ${named}`, count(entry.families), shown];
      }),
    ]),
  ];
}

function notPaid(result: Shown): Line[] {
  const { manifest } = result;
  const { say, count, counted, money } = result.screen;
  const { decisions, quarantined_rows: quarantined, above_usual_maximum: above } = manifest.counts;
  const paid = decisions.find((one) => one.reason === 'ALREADY_PAID');
  const others = decisions.filter((one) => one.decision !== 'PAY' && one !== paid);
  return [
    '',
    ...textTable(FIGURES, [
      [say`Not paid, and why`, say`households`, say`DH at stake (known)`],
      ...others.map((one) => [
        `  ${one.reason === one.decision ? one.decision : `${one.decision} ${one.reason}`}`,
        count(one.households),
        money(one.entitlement),
      ]),
    ]),
    ...(others.length === 0
      ? [say`  none`]
      : result.dryRun === true
        ? []
        : [say`  each in audit/not-paid.csv, with what has to happen`]),
    ...(paid === undefined
      ? []
      : [say`Paid by the month's earlier runs: ${counted(paid.households, 'household')}`]),
    say`Rows quarantined ${count(quarantined)}${quarantined > 0 ? ifKept(result, say`, each in audit/quarantine.csv`) : ''}`,
    ...(above > 0
      ? [
          say`${counted(above, 'family is', 'families are')} paid above the usual maximum${ifKept(result, say` (audit/compositions.csv)`)}`,
        ]
      : []),
  ];
}

function partners(result: Shown): string[] {
  const { say, count, counted } = result.screen;
  return (result.manifest.counts.partners ?? []).map(({ source, rows, overrides }) => {
    const fields = overrides.map(({ field, members }) => `${field} ${count(members)}`);
    const what = fields.length > 0 ? say`overridden: ${fields.join(', ')}` : say`nothing overridden`;
    return say`Partner ${source}: ${counted(rows, 'row')}; ${what}${ifKept(result, say` (audit/overrides.csv)`)}`;
  });
}

/** The residents of care institutions; nothing when the month has none. */
function residents(result: Shown): Line[] {
  const { manifest } = result;
  const { say, count, money } = result.screen;
  const { residents } = manifest;
  if (residents === undefined) return [];
  const { decisions, totals, bridge } = residents;
  return [
    '',
    ...textTable(FIGURES, [
      [say`Residents of care institutions`, say`persons`, 'DH'],
      ...decisions.map((one) => [
        `  ${one.decision === 'PAY' ? 'PAY' : `${one.decision} ${one.reason}`}`,
        count(one.residents),
        money(one.entitlement),
      ]),
    ]),
    say`Of the total to pay, capital at majority ${money(totals.capital_topup)} DH`,
    ...(manifest.prior === null
      ? []
      : [
          say`Against ${before(result)}: ${money(bridge[0]?.amount ?? '0')} → ${money(totals.net)} DH${ifKept(result, say` (audit/reconciliation-residents.csv)`)}`,
        ]),
  ];
}

/** How new the extract is, by what it tells of. */
function extract({ manifest: { extract }, screen: { say, count } }: Shown): Line[] {
  if (extract === undefined) return [];
  const kinds = {
    birth: say`birth`,
    death: say`death`,
    enrolment: say`enrolment`,
    admission: say`admission`,
  };
  const days = Object.entries(extract.newest).flatMap(([kind, day]) =>
    day === null ? [] : `${kinds[kind as keyof typeof kinds] ?? kind} ${day}`,
  );
  const compared = extract.compared === 0 ? '' : say`; compared with ${count(extract.compared)} before`;
  const newest = days.length === 0 ? say`newest day: none` : say`newest ${days.join(', ')}`;
  return labelled(say`Extract`, `${newest}${compared}`, 16);
}

/** What is sent to each institution, for the officer to hold against the slips; the hash is of the slip. */
function transfers({ manifest, dryRun, screen: { say, count, money } }: Shown): Line[] {
  const all = transfersOf(manifest);
  if (all.length === 0) return [];
  return [
    '',
    ...textTable(
      [left(16), right(5), right(11), right(19), left(0, 2)],
      [
        [
          say`To send`,
          say`files`,
          say`orders`,
          'DH',
          dryRun === true ? '' : say`SHA-256 of orders/…/slip.csv`,
        ],
        ...all.map((one) => [
          `  ${one.provider}`,
          count(one.files),
          count(one.orders),
          money(one.total),
          dryRun === true ? '' : (one.sha256 ?? ''),
        ]),
      ],
    ),
  ];
}

function nextStep({ run, manifest, dryRun, screen: { say } }: Shown, { out, inspect }: Asked): string {
  const release = `sarf release ${run.runId}`;
  if (dryRun === true && run.status === 'PASS') return say`the same without --dry-run computes and keeps it`;
  const place = quoted(out);
  if (run.state === 'HELD' && run.status === 'PASS')
    return say`look at it, then release it: ${release} --out ${place}`;
  if (run.state === 'RELEASED')
    return run.kind === 'regular'
      ? say`the month is released: send the files below to-send/ to the institutions, each with its slip`
      : say`it is released: send the files below to-send/ to the institutions, each with its slip`;
  if (dryRun === true) {
    const other = say`correct the extract, or run it without --dry-run and release that`;
    return inspect === null
      ? other
      : say`${inspect} writes the files that name the households; then ${other}`;
  }
  return say`look into ${whereToLook(manifest.controls)}; then correct the extract and run again, or release it: ${release} --reason "…" --out ${place}`;
}
