import { type Amount, toText } from '../domain/money.js';
import { ageOn } from '../domain/period.js';
import { PROVINCES } from '../territory/provinces.js';
import { english } from './en.js';
import type { Entitled, HouseholdExplanation } from './explanation.js';
import { french } from './fr.js';
import { decidedBy } from './lines.js';
import { sentence } from './sentence.js';

const text = (amount: Amount | null | undefined): string | null => (amount == null ? null : toText(amount));

/** Everything the page says, for programs: amounts as text in dirhams, sentences in both languages. */
export function explanationJson(explained: HouseholdExplanation) {
  const { run, register, decision, facts, before, net, counting, reconciliation } = explained;
  const province = PROVINCES.find((one) => one.code === explained.provinceCode);
  return {
    household_id: explained.householdId,
    ...{ period: run.period, run_id: run.runId, seal: run.seal, reference_date: run.reference },
    province: {
      code: explained.provinceCode,
      name: province?.name ?? null,
      name_ar: province?.nameAr ?? null,
    },
    milieu: register?.milieu ?? null,
    decision:
      decision === null
        ? null
        : {
            ...{ decision: decision.decision, reason: decision.reason, line: decision.line },
            fr: decidedBy(decision.reason, facts, french),
            en: decidedBy(decision.reason, facts, english),
          },
    quarantined: explained.quarantined.map(({ file, line, column, code }) => ({ file, line, column, code })),
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
    prior:
      before === null
        ? null
        : {
            ...{ run_id: before.runId, period: before.period, net: toText(before.net) },
            decision: before.decision?.decision ?? null,
            reason: before.decision?.reason ?? null,
          },
    delta: before === null ? null : toText(net.minus(before.net)),
    effects: explained.effects.map((effect) => ({
      ...{ group: effect.group, kind: effect.what.kind, amount: toText(effect.amount) },
      fr: sentence(effect, french, counting),
      en: sentence(effect, english, counting),
    })),
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
