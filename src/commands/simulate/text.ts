import {
  amount,
  counted,
  countToPeople,
  relativeChange,
  toPeople,
  toPeopleSigned,
} from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import type { DatedValue } from '../../rules/load.js';
import type { Style } from '../../terminal/style.js';
import { left, right, type TextRow, textTable } from '../../terminal/table.js';
import type { EffectLine, ReformEffect } from './effects.js';
import { bucketLabel } from './sheet.js';
import type { Simulation } from './simulate.js';

const ANSWERS: Readonly<Record<Simulation['answer'], string>> = {
  AMOUNTS: "only amounts change: the month's compositions, priced again",
  DECISIONS: 'who is paid changes: every family decided on again, its composition priced again',
  MEMBERS:
    'who counts changes: compositions computed again from the members, every family decided on again, and priced',
};

/** What a reform changes in a month, for a finance officer: what differs, what it costs, who wins and who loses. */
export function reformSummary(simulation: Simulation, rulesFile: string, style: Style): Line[] {
  const { effects } = simulation;
  const { total, breakdowns } = effects;
  return [
    '',
    [
      style.bold(`${simulation.programme} ${simulation.period}`),
      `  run ${simulation.runId}, simulated; nothing was written to the ledger or the run`,
    ],
    '',
    ...whatDiffers(simulation, rulesFile),
    '',
    `Answer   ${ANSWERS[simulation.answer]}`,
    'Not computed again:',
    ...simulation.notRecomputed.map((one) => `  ${one}`),
    '',
    ...textTable(COLUMNS, [
      HEADING,
      cells('Total', total),
      `  ${share(total)}; over twelve such months, grants left out: ${toPeopleSigned(simulation.twelveMonths)} DH`,
      ...section('By component', breakdowns.component),
      ...section('By region', breakdowns.region),
      ...section('By family', breakdowns.family_type),
      ...section('By number of paid children', breakdowns.children_paid),
    ]),
    '',
    ...winnersAndLosers(simulation),
  ];
}

function whatDiffers(simulation: Simulation, rulesFile: string): Line[] {
  const { differences, asOf, period, nextDifference } = simulation;
  const when = asOf === period ? period : `${asOf} (--as-of), on the families of ${period}`;
  const later =
    nextDifference === null
      ? []
      : [
          `note: the rules differ${differences.length === 0 ? '' : ' again'} in ${nextDifference}: --as-of ${nextDifference} prices them as they stand then`,
        ];
  if (differences.length === 0)
    return [`${rulesFile} has the run's own parameters in ${when}: nothing changes`, ...later];
  return [
    `What differs in ${rulesFile}, ${when}`,
    ...textTable(
      [left(38), left(24), left(), left(24), left()],
      differences.map((one) => [
        `  ${one.parameter}`,
        dated(one.before),
        '→',
        dated(one.after),
        one.label.en,
      ]),
    ),
    ...later,
  ];
}

function dated(value: DatedValue | null): string {
  if (value === null) return 'not in force';
  return `${value.value ?? 'abolished'} (from ${value.from})`;
}

/** Counted are the families that the other rules pay, and for a component those that receive it. */
const COLUMNS = [left(32), right(14), right(18), right(18), right(18), right(10), right(10)];
const HEADING = ['', 'families after', 'in the run DH', 'simulated DH', 'change DH', 'winners', 'losers'];

function cells(label: string, one: ReformEffect): string[] {
  return [
    label,
    countToPeople(one.familiesAfter),
    toPeople(one.before),
    toPeople(one.after),
    toPeopleSigned(one.change),
    countToPeople(one.winners),
    countToPeople(one.losers),
  ];
}

function section(title: string, lines: readonly EffectLine[]): TextRow[] {
  return ['', title, ...lines.map((one) => cells(`  ${one.label}`, one))];
}

function share(total: ReformEffect): string {
  const change = relativeChange(amount(total.after), amount(total.before));
  const sign = total.change.startsWith('-') ? '-' : '+';
  return change === null
    ? 'the run paid nothing'
    : `${sign}${change.times(100).toDecimalPlaces(2).toString()} % of what the run paid`;
}

function winnersAndLosers({ effects }: Simulation): Line[] {
  const { total, buckets, entering, leaving, owed } = effects;
  const row = (label: string, families: number, dirhams: string) => [
    `  ${label}`,
    countToPeople(families),
    toPeopleSigned(dirhams),
  ];
  return [
    ...textTable(
      [left(32), right(14), right(18)],
      [
        ['Winners and losers', 'families', 'change DH'],
        row('receive more', total.winners, total.won),
        ...(entering.families > 0 ? [row('  of these newly paid', entering.families, entering.amount)] : []),
        row('receive less', total.losers, total.lost),
        ...(leaving.families > 0 ? [row('  of these no longer paid', leaving.families, leaving.amount)] : []),
        'Change of a family',
        ...buckets.map((one) => row(bucketLabel(one), one.families, one.amount)),
      ],
    ),
    `Owed and not paid out (blocked, held): ${counted(owed.familiesBefore, 'family', 'families')}, ${toPeople(owed.before)} DH in the run; ${countToPeople(owed.familiesAfter)}, ${toPeople(owed.after)} DH simulated`,
  ];
}
