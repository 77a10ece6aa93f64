import { amount, dirhams } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import { wrapped } from '../../domain/wrapped.js';
import type { HouseholdExplanation } from '../explanation.js';
import { decidedBy, movedTo, reasonOf, wordOf } from '../languages/lookup.js';
import type { Words } from '../languages/words.js';
import { finalsSection, notDueSection, owedSection } from './arrears.js';
import { changeSection } from './change-section.js';
import { entitlementSections, sourceSection } from './entitlement.js';
import { longWithAmount, type Paint } from './layout.js';
import { decisionSection, provinceLine, runLine, sinceLines, unreleasedLines } from './shared-lines.js';

/** The sections of a household's page. */
export function householdPage(explained: HouseholdExplanation, words: Words, paint: Paint): Line[][] {
  const { decision, facts, quarantined, reconciliation, sources } = explained;
  const why =
    decision === null
      ? reasonOf(reconciliation?.reason ?? '', words)
      : decidedBy(decision.reason, facts, words);
  return [
    heading(explained, words, paint),
    decisionSection(decision, why, quarantined, words, paint),
    ...overridesSection(explained, words, paint),
    ...owedSection(explained, words, paint),
    ...notDueSection(explained, words, paint),
    ...finalsSection(explained, words, paint),
    ...movedSection(explained, words, paint),
    ...reducedSection(explained, words, paint),
    ...lateSection(explained, words, paint),
    ...entitlementSections(explained, words, paint),
    changeSection(explained, words, paint),
    ...sourceSection(sources, words, paint),
  ];
}

/** The fields in which partner ministries and the registry differ, and the rows that say so. */
function overridesSection({ overrides }: HouseholdExplanation, words: Words, paint: Paint): Line[][] {
  if (overrides.length === 0) return [];
  const { page: says } = words;
  const lines = overrides.map(
    (one) => `  ${says.override(one.person_id, one.field, one.old, one.new, one.file, one.line)}`,
  );
  return [[paint.bold(says.overrides), ...lines]];
}

/** Grants that were owed to this household and are now paid to the household in which the child lives. */
function movedSection({ movedAway }: HouseholdExplanation, words: Words, paint: Paint): Line[][] {
  if (movedAway.length === 0) return [];
  const lines = movedAway.flatMap((one) =>
    longWithAmount(movedTo(one, words), words.money(amount(dirhams(one.centimes)))),
  );
  return [[paint.bold(words.owed.movedAway), ...lines]];
}

/** Decisions that reduce the balances of the household's recoveries. What payments took is not among them. */
function reducedSection({ reduced }: HouseholdExplanation, words: Words, paint: Paint): Line[][] {
  const { owed, money } = words;
  const lines = reduced.flatMap(({ recoveryId, decision, centimes, reason }) =>
    decision in owed.reduced
      ? longWithAmount(
          owed.reduced[decision as keyof typeof owed.reduced](recoveryId, reason),
          `−${money(amount(dirhams(centimes)))}`,
        )
      : [],
  );
  return lines.length === 0 ? [] : [[paint.bold(owed.reductions), ...lines]];
}

/** Released months for which a different amount is due now. */
function lateSection({ late }: HouseholdExplanation, words: Words, paint: Paint): Line[][] {
  if (late.length === 0) return [];
  const { owed, money, month } = words;
  const lines = late.flatMap((one) =>
    wrapped(
      owed.late({
        month: month(one.month),
        cause: owed.lateCause[one.cause],
        paid: money(amount(one.paid)),
        due: money(amount(one.due)),
        source: one.source,
      }),
    ),
  );
  return [[paint.bold(owed.lately), ...lines, ...wrapped(owed.lateDecided)]];
}

function heading(explained: HouseholdExplanation, words: Words, paint: Paint): Line[] {
  const { householdId, run, provinceCode, register } = explained;
  const milieu = register === null ? '' : ` · ${wordOf(words.milieu, register.milieu)}`;
  return [
    [paint.bold(`${words.page.household} ${householdId}`), `${milieu} · ${provinceLine(provinceCode)}`],
    runLine(run, words),
    ...unreleasedLines(run, words, paint),
    outcome(explained, words),
    ...sinceLines(run, words, paint),
  ];
}

function outcome({ register, payeeId, decision, owed, net }: HouseholdExplanation, words: Words): string {
  const { page: says } = words;
  if (decision?.decision === 'PAY' && register !== null)
    return says.paid(words.money(net), register.orderId ?? '', register.provider, payeeId ?? '');
  if (owed?.earlier === true) return says.owedEarlier;
  if (owed !== null) return owed.amount === null ? says.owedUnknown : says.owed(words.money(owed.amount));
  // Under rules without arrears, a month that is held is not paid later.
  if (register === null || decision === null || decision.amount === 'zero') return says.nothing;
  return register.entitlement === null ? says.unknown : says.held(words.money(register.entitlement));
}
