import { toText } from '../domain/money.js';
import { ageOn } from '../domain/period.js';
import { english } from './en.js';
import type { Entitled, Explanation, HouseholdExplanation } from './explanation.js';
import { french } from './fr.js';
import { decisionJson, effectsJson, headJson, priorJson, text } from './json-parts.js';
import { residentJson } from './json-resident.js';
import { decidedBy } from './lines.js';

/** Everything the page says, for programs: amounts as text in dirhams, sentences in both languages. */
export function explanationJson(explained: Explanation) {
  return explained.kind === 'resident' ? residentJson(explained) : householdJson(explained);
}

function householdJson(explained: HouseholdExplanation) {
  const { run, register, decision, facts, before, net, reconciliation } = explained;
  const said = decision === null ? null : decidedBy(decision.reason, facts, french);
  return {
    household_id: explained.householdId,
    ...headJson(explained),
    milieu: register?.milieu ?? null,
    decision: decisionJson(decision, said, (reason) => decidedBy(reason, facts, english)),
    quarantined: explained.quarantined.map(({ file, line, column, code }) => ({ file, line, column, code })),
    overrides: explained.overrides.map(({ household_id: _, ...one }) => one),
    payment:
      register?.orderId == null
        ? null
        : { order_id: register.orderId, provider: register.provider, payee_id: explained.payeeId },
    composition: register?.composition ?? null,
    ...amounts(explained),
    ...(explained.entitled === null ? {} : entitledJson(explained.entitled, run.reference)),
    not_counted: (explained.household?.others ?? []).map(({ member, why }) => ({
      ...{ person_id: member.personId, birth_date: member.birthDate, relation: member.relation, why },
    })),
    prior: priorJson(before),
    delta: before === null ? null : toText(net.minus(before.net)),
    effects: effectsJson(explained),
    reconciliation,
  };
}

function amounts({ register, net }: HouseholdExplanation) {
  return {
    components: {
      child_allowance: text(register?.childAllowance),
      disability_supplement: text(register?.disabilitySupplement),
      floor_topup: text(register?.floorTopup),
      flat_rate: text(register?.flatRate),
      birth_grant: text(register?.birthGrant),
      school_grant: text(register?.schoolGrant),
    },
    entitlement: text(register?.entitlement),
    arrears: text(register?.arrears),
    recovery: text(register?.recovery),
    net: toText(net),
  };
}

function entitledJson({ children, grants, notGranted, sources }: Entitled, reference: string) {
  return {
    children: children.map(({ member, rank, child, parameter, allowance, supplement }) => ({
      ...{ rank, person_id: member.personId, birth_date: member.birthDate },
      age: ageOn(member.birthDate, reference),
      ...{ schooled: member.schooled, fatherless: child.fatherless, severe_disability: child.disabled },
      ...{ parameter, allowance: toText(allowance), supplement: toText(supplement) },
    })),
    grants: grants.map(({ grant, level, child, parameter, amount }) => ({
      ...{ kind: grant, level, person_id: child?.personId ?? null, parameter, amount: toText(amount) },
    })),
    not_granted: notGranted.map(({ grant, child, why }) => ({
      kind: grant,
      person_id: child.personId,
      why,
    })),
    parameters: sources.map(({ parameter, dated }) => ({ parameter, ...dated })),
  };
}
