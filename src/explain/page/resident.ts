import type { Amount } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import type { Track } from '../../programmes/residents/assess.js';
import type { ResidentComponent } from '../../programmes/residents/components.js';
import type { ResidentExplanation } from '../explanation.js';
import type { ResidentRow } from '../facts/resident-rows.js';
import type { Source } from '../facts/sources.js';
import { parameterValue, residentDecidedBy, residentReasonOf, wordOf } from '../languages/lookup.js';
import type { Words } from '../languages/words.js';
import { arrearsSection } from './arrears.js';
import { changeSection } from './change-section.js';
import { sourceSection } from './entitlement.js';
import { type Paint, withAmount } from './layout.js';
import { decisionSection, provinceLine, runLine, sinceLines, unreleasedLines } from './shared-lines.js';

/** The sections of a resident's page. */
export function residentPage(explained: ResidentExplanation, words: Words, paint: Paint): Line[][] {
  const { decision, facts, quarantined, reconciliation, sources, arrears } = explained;
  const why =
    decision === null
      ? residentReasonOf(reconciliation?.reason ?? '', words)
      : residentDecidedBy(decision.reason, facts, words);
  return [
    heading(explained, words, paint),
    decisionSection(decision, why, quarantined, words, paint, words.resident.line),
    ...arrearsSection(arrears, sources, words, paint),
    ...components(explained, words, paint),
    changeSection(explained, words, paint),
    ...sourceSection(sources, words, paint),
  ];
}

function heading(explained: ResidentExplanation, words: Words, paint: Paint): Line[] {
  const { personId, run, provinceCode, resident, reconciliation } = explained;
  const institution = resident?.institutionId ?? reconciliation?.institution_id ?? '';
  const category = resident?.category ?? reconciliation?.category ?? '';
  return [
    [
      paint.bold(`${words.resident.title} ${personId}`),
      ` · ${wordOf(words.resident.category, category)} · ${institution} · ${provinceLine(provinceCode)}`,
    ],
    runLine(run, words),
    ...unreleasedLines(run, words, paint),
    outcome(explained, words),
    ...sinceLines(run, words, paint),
  ];
}

function outcome({ resident, decision, net }: ResidentExplanation, words: Words): string {
  const { page: says, resident: of } = words;
  if (resident === null || decision === null || decision.amount === 'zero') return says.nothing;
  if (resident.entitlement === null) return says.unknown;
  if (decision.decision !== 'PAY') return says.held(words.money(resident.entitlement));
  return resident.orderId === null ? of.zero : of.paid(words.money(net), resident.orderId, resident.provider);
}

/** What the lines of a component need. */
type Written = {
  readonly resident: ResidentRow;
  readonly words: Words;
  /** A line with the full value of a parameter. */
  readonly full: (label: string, name: Source['parameter']) => string;
  readonly line: (label: string, amount: string) => string;
};

/** The lines of each component: the monthly aid less the scholarship, and the capital less what is already paid. */
const LINES: Readonly<
  Record<ResidentComponent, (track: Track, written: Written, amount: Amount) => string[]>
> = {
  monthly_aid: (track, { resident, words, full, line }, amount) => {
    const { aid, category, scholarship, monthly } = words.resident;
    const who = aid(wordOf(category, resident.category), resident.age);
    return [
      full(who, track === 'ELDERLY' ? 'institution_elderly' : 'institution_child'),
      ...(resident.scholarship.isZero() || track !== 'CHILD'
        ? []
        : [line(scholarship, `−${words.money(resident.scholarship)}`)]),
      line(monthly, words.money(amount)),
    ];
  },
  capital_topup: (_, { resident, words, full, line }, amount) => [
    full(words.resident.guaranteed, 'institution_capital'),
    line(words.resident.paidBefore, `−${words.money(resident.paidBefore)}`),
    line(words.resident.topup, words.money(amount)),
  ],
};

/** The amount of each component, then the net. */
function components(explained: ResidentExplanation, words: Words, paint: Paint): Line[][] {
  const { resident, track, sources, net } = explained;
  if (resident === null || track === null) return [];
  const { page: says, resident: of } = words;
  const line = (label: string, amount: string, mark = '') => withAmount(`  ${label}`, amount, mark);
  const full = (label: string, name: Source['parameter']) => {
    const place = sources.findIndex((one) => one.parameter === name);
    return line(label, parameterValue(name, sources[place]?.dated.value ?? null, words), `[${place + 1}]`);
  };
  const written = { resident, words, full, line };
  const lines = explained.lines.flatMap((one) => LINES[one.column](track, written, one.amount));
  return [
    [
      paint.bold(of.components),
      ...lines,
      ...(resident.arrears.isZero()
        ? []
        : [withAmount(`  ${says.arrears}`, `+${words.money(resident.arrears)}`)]),
      ...(resident.recovery.isZero()
        ? []
        : [withAmount(`  ${says.recovery}`, `−${words.money(resident.recovery)}`)]),
      withAmount(`  ${resident.decision === 'PAY' ? says.net : says.notPaidNet}`, words.money(net)),
      ...(track === 'CHILD' ? [`  ${of.account(words.money(resident.paidBefore))}`] : []),
    ],
  ];
}
