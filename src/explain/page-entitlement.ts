import { sum } from '../domain/money.js';
import { ageOn, birthday } from '../domain/period.js';
import { livingOn, type Member, type NotCounted, type Uncounted } from './children.js';
import type { Entitled, HouseholdExplanation, Source } from './explanation.js';
import { type Paint, withAmount, wrapped } from './lines.js';
import type { Counts, Words } from './words.js';

/** The month's amount, line by line; who does not count; grants; the net. Nothing without an amount. */
export function entitlementSections(explained: HouseholdExplanation, words: Words, paint: Paint): string[][] {
  const { entitled } = explained;
  if (entitled === null) return [];
  return [
    aid(explained, entitled, words, paint),
    ...notCounted(explained, entitled, words, paint),
    ...grants(entitled, words, paint),
    toPay(explained, entitled, words, paint),
  ];
}

/** "[1]": the parameter's place among the sources. */
function mark(entitled: Entitled, parameter: Source['parameter']): string {
  const place = entitled.sources.findIndex((one) => one.parameter === parameter);
  return place < 0 ? '' : `[${place + 1}]`;
}

function aid(explained: HouseholdExplanation, entitled: Entitled, words: Words, paint: Paint): string[] {
  const { page: says } = words;
  const { run } = explained;
  const { aid: monthly, children } = entitled;
  const dated = entitled.sources.find((one) => one.parameter === 'floor')?.dated;
  const floor = words.value('floor', dated?.value ?? null);
  return [
    paint.bold(
      says.aid(words.month(run.period), `${run.reference} ${mark(entitled, 'reference_day')}`.trimEnd()),
    ),
    ...children.flatMap((line) => {
      const { member, rank } = line;
      const who = `  ${says.rank(rank)}  ${says.born(member.birthDate, member.personId)}, ${words.child(line, ageOn(member.birthDate, run.reference))}`;
      const own = withAmount(who, words.money(line.allowance), mark(entitled, line.parameter));
      if (line.supplement.isZero()) return [own];
      const more = `  ${says.supplement(rank)}`;
      return [own, withAmount(more, words.money(line.supplement), mark(entitled, 'disability_supplement'))];
    }),
    children.length === 0
      ? withAmount(`  ${says.flat}`, words.money(monthly.flatRate), mark(entitled, 'flat_rate'))
      : withAmount(
          `  ${monthly.floorTopup.isZero() ? says.floorReached(floor) : says.floorTopup(floor)}`,
          words.money(monthly.floorTopup),
          mark(entitled, 'floor'),
        ),
    withAmount(`  ${says.total}`, words.money(monthly.total)),
  ];
}

/** The parameter that leaves a child out. */
function markOf(why: NotCounted, entitled: Entitled): string {
  if (why === 'of_age') return mark(entitled, 'age_child');
  return why === 'beyond_ranks' ? mark(entitled, 'children_paid') : '';
}

function notCounted(
  explained: HouseholdExplanation,
  entitled: Entitled,
  words: Words,
  paint: Paint,
): string[][] {
  const { household, counting, run } = explained;
  if (household === null || household.others.length === 0) return [];
  const { page: says } = words;
  const why = ({ member, why: reason, rank }: Uncounted) =>
    words.notCounted(reason, {
      on: reason === 'of_age' ? birthday(member.birthDate, counting.ageChild) : (member.deceasedOn ?? ''),
      age: counting.ageChild,
      rank,
      paid: counting.childrenPaid,
    });
  const related = (member: Member) => {
    const dead = livingOn(member, run.reference) ? '' : `, ${why({ member, why: 'deceased', rank: 0 })}`;
    return `${member.personId} (${words.relation[member.relation] ?? member.relation}${dead})`;
  };
  const children = household.others.filter((one) => one.why !== 'not_a_child');
  const others = household.others.filter((one) => one.why === 'not_a_child');
  return [
    [
      paint.bold(says.notCounted),
      ...children.map((one) =>
        `  ${says.born(one.member.birthDate, one.member.personId)}${words.colon} ${why(one)} ${markOf(one.why, entitled)}`.trimEnd(),
      ),
      ...(others.length === 0
        ? []
        : [`  ${says.notChildren(others.map(({ member }) => related(member)).join(', '))}`]),
    ],
  ];
}

function grants(entitled: Entitled, words: Words, paint: Paint): string[][] {
  const { page: says } = words;
  if (entitled.grants.length === 0 && entitled.notGranted.length === 0) return [];
  const name = (child: Member | null) =>
    child === null ? says.unnamedChild : says.born(child.birthDate, child.personId);
  return [
    [
      paint.bold(says.grants),
      ...entitled.grants.map((one) =>
        withAmount(
          `  ${words.grant(one)}${words.colon} ${name(one.child)}`,
          words.money(one.amount),
          mark(entitled, one.parameter),
        ),
      ),
      ...entitled.notGranted.map(
        ({ child, grant, why }) =>
          `  ${name(child)}${words.colon} ${says.noGrant(words.grantName[grant], words.noGrant[why])}`,
      ),
    ],
  ];
}

function toPay(
  { register, net }: HouseholdExplanation,
  entitled: Entitled,
  words: Words,
  paint: Paint,
): string[] {
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

/** Every parameter the amount rests on: value, date, and its legal reference or why it is assumed. */
export function sourceSection(
  sources: readonly Source[],
  counting: Counts,
  words: Words,
  paint: Paint,
): string[][] {
  if (sources.length === 0) return [];
  const lines = sources.map(
    ({ parameter, dated }, i) =>
      `[${i + 1}] ${words.parameter(parameter, counting)}${words.colon} ${words.value(parameter, dated.value)}, ${words.source(dated)}`,
  );
  return [[paint.bold(words.page.sources), ...lines.flatMap((line) => wrapped(line, 6)).map(paint.dim)]];
}
