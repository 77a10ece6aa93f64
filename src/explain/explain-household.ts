import { keptRules, type SealedRun, sealedFile } from '../archive/open-run.js';
import { compositionText } from '../domain/composition.js';
import { invariant } from '../domain/errors.js';
import { ZERO } from '../domain/money.js';
import { type Period, referenceDate } from '../domain/period.js';
import type { Debt } from '../ledger/debts.js';
import type { MovedGrant } from '../ledger/freed-grants.js';
import type { RecordedDecision } from '../ledger/recoveries.js';
import { type Rules, rulesWith } from '../rules/load.js';
import { type Parameters, parametersAt } from '../rules/parameters.js';
import type { ParameterName } from '../rules/schema.js';
import type { Workspace } from '../workspace/duckdb.js';
import { changeEffects, monthlyPart, type Standing, sealedAid } from './effects/change.js';
import type { Before, Entitled, HouseholdExplanation } from './explanation.js';
import { lateRows, overrideRows, reconciliationRow } from './facts/audit-rows.js';
import { countChildren, type Household } from './facts/children.js';
import { decisionFacts, decisionOf } from './facts/decision.js';
import { grantLines, grantsNotGiven } from './facts/grants.js';
import { arrearsLines, owedOf, recoveryOf, waitingDebts } from './facts/owed-facts.js';
import { priceMembers } from './facts/price.js';
import type { RegisterRow } from './facts/rows.js';
import { readSealed, type Sealed } from './facts/sealed-household.js';
import { eachOnce, parametersOfMonth, type Source, sourcesAt } from './facts/sources.js';
import { assertTold } from './facts/told.js';
import type { Counts } from './languages/words.js';

/**
 * Explains a household's month. Everything said is computed again from the sealed members and held against the
 * sealed amounts; what does not agree crashes. Null when neither the register nor the reconciliation knows it.
 * @param moved grants that were owed to it, and went elsewhere with a child
 * @param reduced what people took off its balances; none for a month that is not the last
 * @param debts all debts of the household, as the ledger has them now; none for a month that is not the last
 */
export async function explainHousehold(
  workspace: Workspace,
  run: SealedRun,
  prior: SealedRun | null,
  id: string,
  rules: Rules,
  debts: readonly Debt[] = [],
  moved: readonly MovedGrant[] = [],
  reduced: readonly RecordedDecision[] = [],
): Promise<HouseholdExplanation | null> {
  const overrides = await sealedFile(run, 'audit/overrides.csv');
  const listing = await sealedFile(run, 'audit/reconciliation.csv');
  const reconciliation = listing === null ? null : reconciliationRow(listing, id);
  const now = await readSealed(workspace, run, id);
  if (now.register === null && reconciliation === null) return null;
  const was = prior === null ? null : await readSealed(workspace, prior, id);
  const parameters = parametersAt(rules, run.period);
  const reference = referenceDate(run.period);
  const members = now.members ?? [];
  const household = countChildren(members, () => reference, parameters);
  const priorSha256 = prior?.manifest.rules.sha256 ?? rules.sha256;
  const sameRules = priorSha256 === rules.sha256;
  const entitled =
    now.register === null ? null : entitlementOf(now.register, now, household, parameters, rules);
  const supplement = run.manifest.supplement?.number ?? 0;
  const month = { period: run.period, supplement, debts };
  const due = dueOf(now, entitled, reconciliation?.reason ?? null, month, rules);
  return {
    kind: 'household',
    householdId: id,
    run: { runId: run.runId, period: run.period, reference, seal: run.manifest.seal, supplement },
    provinceCode: now.register?.provinceCode ?? reconciliation?.province_code ?? '',
    register: now.register,
    payeeId: now.household?.payeeId ?? null,
    quarantined: now.quarantined,
    overrides: overrides === null ? [] : overrideRows(overrides, id),
    ...decided(now, run.period, rules),
    household: now.register === null ? null : household,
    counting: parameters,
    entitled,
    ...due,
    ...{ finals: { paid: [], waiting: [] }, notDue: notDueOf(now), movedAway: moved, reduced },
    late: await lateRows(workspace, await lateFile(run), id),
    sources: eachOnce([
      ...(entitled === null
        ? []
        : sourcesAt(
            parametersOfMonth(entitled.lines, household.others, entitled.grants),
            rules,
            run.period,
            parameters,
          )),
      ...dueSources(due, rules, run.period, parameters),
    ]),
    net: now.register?.net ?? ZERO,
    before:
      prior === null || was === null
        ? null
        : beforeOf(was, prior, sameRules ? rules : rulesWith(priorSha256, await keptRules(prior))),
    effects:
      prior === null || was === null
        ? []
        : changeEffects(
            { ...standing(was, prior), sameRules },
            { ...standing(now, run), rules },
            reconciliation,
          ),
    reconciliation,
  };
}

/** The list of what came to light late; null where it has no line. */
async function lateFile(run: SealedRun): Promise<string | null> {
  const lines = run.manifest.retroactive?.rows ?? 0;
  return lines === 0 ? null : sealedFile(run, 'audit/retroactive.csv');
}

/** Persons with whom an earlier month is not paid, or not yet. */
function notDueOf({ paidElsewhere }: Sealed) {
  return paidElsewhere.filter(({ effect }) => ['NOT_DUE', 'WAITS', 'ACCOUNT_PAID'].includes(effect));
}

function standing(sealed: Sealed, { period, manifest }: SealedRun): Standing {
  const { register, members, grants, arrears, recoveries } = sealed;
  return { period, opened: manifest.kind === 'opening', register, members, grants, arrears, recoveries };
}

function decided(sealed: Sealed, period: Period, rules: Rules | null) {
  const { register, household } = sealed;
  if (register === null) return { decision: null, facts: null };
  const at = { period, reference: referenceDate(period), rules };
  const facts =
    household === null
      ? null
      : decisionFacts(register, household, sealed.members ?? [], at, {
          quarantined: sealed.quarantined,
          elsewhere: sealed.elsewhere,
          inInstitution: sealed.inInstitution,
          paidElsewhere: sealed.paidElsewhere.filter(({ effect }) => effect === 'HELD'),
        });
  return { decision: decisionOf(register), facts };
}

function beforeOf(was: Sealed, prior: SealedRun, rules: Rules | null): Before {
  return {
    runId: prior.runId,
    period: prior.period,
    net: was.register?.net ?? ZERO,
    ...decided(was, prior.period, rules),
  };
}

type Due = Pick<HouseholdExplanation, 'arrears' | 'recovered' | 'owed' | 'waiting'>;

/** What the month pays of earlier ones, what it takes back, and whether it is owed itself; with the net, asserted. */
function dueOf(
  sealed: Sealed,
  entitled: Entitled | null,
  left: string | null,
  month: { readonly period: Period; readonly supplement: number; readonly debts: readonly Debt[] },
  rules: Rules,
): Due {
  const { register, grants } = sealed;
  const decided = register === null ? null : decisionOf(register);
  const owed = owedOf(register, decided, left, month, rules);
  const waiting =
    owed === null && (decided === null || decided.amount === 'zero')
      ? waitingDebts(month.debts, month.period, rules)
      : [];
  if (register === null) return { arrears: [], recovered: null, owed, waiting };
  const { entitlement, arrears, recovery, net, decision } = register;
  const aid = entitled?.aid.total ?? ZERO;
  const past = grants.filter((row) => row.standing === 'ARREARS');
  const due = (decision === 'PAY' ? (entitlement ?? ZERO) : ZERO).plus(arrears).minus(recovery);
  invariant(due.equals(net), () => `entitlement + arrears − recovery is ${due}, the register's net ${net}`);
  return {
    arrears: arrearsLines(sealed.arrears, arrears, sealed.members ?? [], past, rules, sealed.paidElsewhere),
    recovered: recoveryOf(sealed.recoveries, register, aid, month.period, rules),
    owed,
    waiting,
  };
}

/** What that rests on. */
function dueSources(
  { arrears, recovered, owed }: Due,
  rules: Rules,
  period: Period,
  counts: Counts,
): Source[] {
  const names: ParameterName[] = [
    ...(recovered === null ? [] : (['recovery_share'] as const)),
    ...(owed === null ? [] : (['arrears_months'] as const)),
    ...(owed !== null && owed.amount === null && !owed.earlier ? (['reference_day'] as const) : []),
  ];
  return [...arrears.flatMap((line) => line.past?.sources ?? []), ...sourcesAt(names, rules, period, counts)];
}

/**
 * The aid and grants of a household whose amount is known, line by line; null for the others. Crashes unless the lines
 * add up to the register's amounts, component by component: whatever is paid is told.
 */
export function entitlementOf(
  register: RegisterRow,
  sealed: Pick<Sealed, 'members' | 'grants' | 'gone' | 'inDoubt'>,
  { paid }: Household,
  parameters: Parameters,
  rules: Rules,
): Entitled | null {
  if (decisionOf(register).amount !== 'own') return null;
  const priced = priceMembers(paid, parameters);
  const made = compositionText(priced.children);
  const composition = monthlyPart(register);
  invariant(made === composition, () => `the sealed members make ${made}, the register says ${composition}`);
  const lines = priced.lines ?? [];
  const at = { period: parameters.period, reference: referenceDate(parameters.period), rules };
  const members = sealed.members ?? [];
  const children = paid.map((one) => one.member);
  const own = sealed.grants.filter((row) => row.standing === 'PAID' || row.standing === 'ACCRUED');
  const grants = grantLines(register, own, members, children, at, sealed);
  assertTold([...lines, ...grants], register.components, register.entitlement);
  return {
    children: paid,
    lines,
    aid: sealedAid(register),
    grants,
    notGranted: grantsNotGiven(grants, members, children, at, sealed),
  };
}
