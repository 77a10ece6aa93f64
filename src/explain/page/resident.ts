import { ZERO } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import type { ResidentExplanation } from '../explanation.js';
import type { Source } from '../facts/sources.js';
import { parameterValue, residentDecidedBy, residentReasonOf, wordOf } from '../languages/lookup.js';
import type { Words } from '../languages/words.js';
import { arrearsSection } from './arrears.js';
import { changeSection } from './change-section.js';
import { sourceSection } from './entitlement.js';
import { type Paint, withAmount } from './layout.js';
import { decisionSection, provinceLine, runLine } from './shared-lines.js';

/** A resident's month, section by section. */
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
    outcome(explained, words),
  ];
}

function outcome({ resident, decision, net }: ResidentExplanation, words: Words): string {
  const { page: says, resident: of } = words;
  if (resident === null || decision === null || decision.amount === 'zero') return says.nothing;
  if (resident.entitlement === null) return says.unknown;
  if (decision.decision !== 'PAY') return says.held(words.money(resident.entitlement));
  return resident.orderId === null ? of.zero : of.paid(words.money(net), resident.orderId, resident.provider);
}

/** The monthly aid with what a scholarship takes, or the capital with what was paid; then the net. */
function components(explained: ResidentExplanation, words: Words, paint: Paint): Line[][] {
  const { resident, track, sources, net } = explained;
  if (resident === null || track === null) return [];
  const { page: says, resident: of } = words;
  const full = (name: Source['parameter']) =>
    parameterValue(name, sources.find((one) => one.parameter === name)?.dated.value ?? null, words);
  const mark = (name: Source['parameter']) => `[${sources.findIndex((one) => one.parameter === name) + 1}]`;
  const aid = track === 'ELDERLY' ? 'institution_elderly' : 'institution_child';
  const who = of.aid(wordOf(words.resident.category, resident.category), resident.age);
  const lines =
    track === 'ADULT'
      ? [
          withAmount(`  ${of.guaranteed}`, full('institution_capital'), mark('institution_capital')),
          withAmount(`  ${of.paidBefore}`, `−${words.money(resident.paidBefore)}`),
          withAmount(`  ${of.topup}`, words.money(resident.capitalTopup ?? ZERO)),
        ]
      : [
          withAmount(`  ${who}`, full(aid), mark(aid)),
          ...(resident.scholarship.isZero() || track !== 'CHILD'
            ? []
            : [withAmount(`  ${of.scholarship}`, `−${words.money(resident.scholarship)}`)]),
          withAmount(`  ${of.monthly}`, words.money(resident.monthlyAid ?? ZERO)),
        ];
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
