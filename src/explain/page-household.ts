import type { HouseholdExplanation } from './explanation.js';
import { decidedBy, type Paint, reasonOf } from './lines.js';
import { changeSection } from './page-change.js';
import { entitlementSections, sourceSection } from './page-entitlement.js';
import { decisionSection, placeOf, runLine } from './page-parts.js';
import type { Words } from './words.js';

/** A household's month, section by section. */
export function householdPage(explained: HouseholdExplanation, words: Words, paint: Paint): string[][] {
  const { decision, facts, quarantined, reconciliation, entitled, counting } = explained;
  const why =
    decision === null
      ? reasonOf(reconciliation?.reason ?? '', words)
      : decidedBy(decision.reason, facts, words);
  return [
    heading(explained, words, paint),
    decisionSection(decision, why, quarantined, words, paint),
    ...overridesSection(explained, words, paint),
    ...entitlementSections(explained, words, paint),
    changeSection(explained, words, paint),
    ...sourceSection(entitled?.sources ?? [], counting, words, paint),
  ];
}

/** What partner ministries say otherwise than the registry, and where. */
function overridesSection({ overrides }: HouseholdExplanation, words: Words, paint: Paint): string[][] {
  if (overrides.length === 0) return [];
  const { page: says } = words;
  const lines = overrides.map(
    (one) => `  ${says.override(one.person_id, one.field, one.old, one.new, one.file, one.line)}`,
  );
  return [[paint.bold(says.overrides), ...lines]];
}

function heading(explained: HouseholdExplanation, words: Words, paint: Paint): string[] {
  const { householdId, run, provinceCode, register } = explained;
  const milieu = register === null ? '' : ` · ${words.milieu[register.milieu] ?? register.milieu}`;
  return [
    `${paint.bold(`${words.page.household} ${householdId}`)}${milieu} · ${placeOf(provinceCode)}`,
    runLine(run, words),
    outcome(explained, words),
  ];
}

function outcome({ register, payeeId, decision, net }: HouseholdExplanation, words: Words): string {
  const { page: says } = words;
  if (register === null || decision === null || decision.amount === 'zero') return says.nothing;
  if (register.entitlement === null) return says.unknown;
  const { entitlement, orderId, provider } = register;
  if (decision.decision === 'PAY') return says.paid(words.money(net), orderId ?? '', provider, payeeId ?? '');
  if (decision.decision === 'BLOCKED') return says.owed(words.money(entitlement));
  return decision.reason === 'RETURNED_REPEATEDLY'
    ? says.unreleased(words.money(entitlement))
    : says.held(words.money(entitlement));
}
