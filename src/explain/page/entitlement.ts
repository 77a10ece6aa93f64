import { sum } from '../../domain/money.js';
import { birthday } from '../../domain/period.js';
import type { Line } from '../../domain/printable.js';
import { wrapped } from '../../domain/wrapped.js';
import type { Entitled, HouseholdExplanation } from '../explanation.js';
import { livingOn, type Member, type NotCounted, type Uncounted } from '../facts/children.js';
import type { Source } from '../facts/sources.js';
import { parameterValue, sourceOf, wordOf } from '../languages/lookup.js';
import type { Words } from '../languages/words.js';
import { aidLines, grantAndChild, mark } from './aid-lines.js';
import { arrearsSection, recoverySection } from './arrears.js';
import { type Paint, withAmount } from './layout.js';

/**
 * The sections of the month's amount: the aid, who is not counted, grants, arrears, recovery and the net. Empty when
 * there is no amount.
 */
export function entitlementSections(explained: HouseholdExplanation, words: Words, paint: Paint): Line[][] {
  const { entitled } = explained;
  if (entitled === null) return [];
  return [
    aid(explained, entitled, words, paint),
    ...notCounted(explained, words, paint),
    ...grants(entitled, explained.sources, words, paint),
    ...arrearsSection(explained.arrears, explained.sources, words, paint),
    ...recoverySection(explained, words, paint),
    toPay(explained, entitled, words, paint),
  ];
}

function aid(explained: HouseholdExplanation, entitled: Entitled, words: Words, paint: Paint): Line[] {
  const { page: says } = words;
  const { run, sources } = explained;
  const marked = (parameter: Source['parameter']) => mark(sources, parameter);
  const valueIn = (parameter: Source['parameter']) =>
    sources.find((one) => one.parameter === parameter)?.dated.value ?? null;
  return [
    paint.bold(says.aid(words.month(run.period), `${run.reference} ${marked('reference_day')}`.trimEnd())),
    ...aidLines(entitled.lines, run.reference, valueIn, marked, words, '  '),
    withAmount(`  ${says.total}`, words.money(entitled.aid.total)),
  ];
}

/** The source number of the parameter that excludes a child; "" when no parameter does. */
function markOf(why: NotCounted, sources: readonly Source[]): string {
  if (why === 'of_age') return mark(sources, 'age_child');
  return why === 'beyond_ranks' ? mark(sources, 'children_paid') : '';
}

function notCounted(explained: HouseholdExplanation, words: Words, paint: Paint): Line[][] {
  const { household, counting, run, sources } = explained;
  if (household === null || household.others.length === 0) return [];
  const { page: says } = words;
  const why = ({ member, why: reason, rank }: Uncounted) =>
    words.notCounted(reason, {
      on: reason === 'of_age' ? birthday(member.birthDate, counting.ageChild) : (member.deceasedOn ?? ''),
      age: counting.ageChild,
      rank,
      paid: counting.childrenPaid,
      paidTo: member.paidTo ?? '',
    });
  const related = (member: Member) => {
    const dead = livingOn(member, run.reference) ? '' : `, ${why({ member, why: 'deceased', rank: 0 })}`;
    return `${member.personId} (${wordOf(words.relation, member.relation)}${dead})`;
  };
  const children = household.others.filter((one) => one.why !== 'not_a_child');
  const others = household.others.filter((one) => one.why === 'not_a_child');
  return [
    [
      paint.bold(says.notCounted),
      ...children.map((one) =>
        `  ${says.born(one.member.birthDate, one.member.personId)}${words.colon} ${why(one)} ${markOf(one.why, sources)}`.trimEnd(),
      ),
      ...(others.length === 0
        ? []
        : [`  ${says.notChildren(others.map(({ member }) => related(member)).join(', '))}`]),
    ],
  ];
}

function grants(entitled: Entitled, sources: readonly Source[], words: Words, paint: Paint): Line[][] {
  const { page: says } = words;
  if (entitled.grants.length === 0 && entitled.notGranted.length === 0) return [];
  return [
    [
      paint.bold(says.grants),
      ...entitled.grants.map((one) =>
        withAmount(`  ${grantAndChild(one, words)}`, words.money(one.amount), mark(sources, one.parameter)),
      ),
      ...entitled.notGranted.map(
        ({ child, grant, why }) =>
          `  ${says.born(child.birthDate, child.personId)}${words.colon} ${says.noGrant(words.grantName[grant], words.noGrant[why])}`,
      ),
    ],
  ];
}

function toPay(
  { register, net }: HouseholdExplanation,
  entitled: Entitled,
  words: Words,
  paint: Paint,
): Line[] {
  const { page: says } = words;
  if (register === null) return [];
  return [
    paint.bold(says.toPay),
    ...(entitled.grants.length === 0
      ? []
      : [
          withAmount(`  ${says.total}`, words.money(entitled.aid.total)),
          withAmount(
            `  ${says.grants.toLowerCase()}`,
            words.money(sum(entitled.grants.map((one) => one.amount))),
          ),
        ]),
    withAmount(`  ${says.entitlement}`, words.money(register.entitlement ?? entitled.aid.total)),
    ...(register.arrears.isZero()
      ? []
      : [withAmount(`  ${says.arrears}`, `+${words.money(register.arrears)}`)]),
    ...(register.recovery.isZero()
      ? []
      : [withAmount(`  ${says.recovery}`, `−${words.money(register.recovery)}`)]),
    withAmount(`  ${register.decision === 'PAY' ? says.net : says.notPaidNet}`, words.money(net)),
  ];
}

/** Every parameter that the amount depends on: its value, its date, and its legal reference or why it is assumed. */
export function sourceSection(sources: readonly Source[], words: Words, paint: Paint): Line[][] {
  if (sources.length === 0) return [];
  const lines = sources.map(
    ({ parameter, dated, counts }, i) =>
      `[${i + 1}] ${words.parameter[parameter](counts)}${words.colon} ${parameterValue(parameter, dated.value, words)}, ${sourceOf(dated, words)}`,
  );
  return [[paint.bold(words.page.sources), ...lines.flatMap((line) => wrapped(line, 6)).map(paint.dim)]];
}
