import { PROVINCES } from '../territory/provinces.js';
import type { HouseholdExplanation } from './explanation.js';
import { decidedBy, type Paint, reasonOf, wrapped } from './lines.js';
import { changeSection } from './page-change.js';
import { entitlementSections, sourceSection } from './page-entitlement.js';
import type { Words } from './words.js';

/** A household's month on one page, in one language. */
export function page(explained: HouseholdExplanation, words: Words, paint: Paint): string {
  const sections = [
    heading(explained, words, paint),
    decision(explained, words, paint),
    ...entitlementSections(explained, words, paint),
    changeSection(explained, words, paint),
    ...sourceSection(explained, words, paint),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function heading(explained: HouseholdExplanation, words: Words, paint: Paint): string[] {
  const { householdId, run, provinceCode, register, payeeId, decision: decided, net } = explained;
  const { page: says } = words;
  const province = PROVINCES.find((one) => one.code === provinceCode);
  const milieu = register === null ? '' : ` · ${words.milieu[register.milieu] ?? register.milieu}`;
  const known = register?.entitlement ?? null;
  const outcome = (): string => {
    if (decided === null || decided.amount === 'zero') return says.nothing;
    if (known === null) return says.unknown;
    if (decided.decision === 'PAY') {
      return says.paid(words.money(net), register?.orderId ?? '', register?.provider ?? '', payeeId ?? '');
    }
    return decided.decision === 'BLOCKED' ? says.owed(words.money(known)) : says.held(words.money(known));
  };
  return [
    // The Arabic name ends its line: what reads from right to left then moves nothing else.
    paint.bold(`${says.household} ${householdId}`) +
      `${milieu} · ${provinceCode} ${province?.name ?? ''} · ${province?.nameAr ?? ''}`,
    `${words.month(run.period)} · ${says.run} ${run.runId} · ${says.seal} ${run.seal}`,
    outcome(),
  ];
}

function decision(
  { decision: decided, facts, quarantined, reconciliation }: HouseholdExplanation,
  words: Words,
  paint: Paint,
): string[] {
  const { page: says } = words;
  const rows = quarantined.map((row) => `  ${says.quarantined(row.file, row.line, row.column, row.code)}`);
  if (decided === null) {
    return [
      paint.bold(says.decision),
      `  ${says.notAssessed}${words.colon} ${reasonOf(reconciliation?.reason ?? '', words)}`,
      ...rows,
    ];
  }
  const why = decidedBy(decided.reason, facts, words);
  return [
    paint.bold(says.decision),
    `  ${says.line(words.decision[decided.decision] ?? decided.decision, decided.line)}${words.colon}`,
    ...wrapped(why),
    ...rows,
  ];
}
