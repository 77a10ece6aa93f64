import { toText } from '../../domain/money.js';
import type { Day } from '../../domain/period.js';
import { byComponent } from '../../programmes/families/components.js';
import type { Entitled, Explanation, HouseholdExplanation } from '../explanation.js';
import { decidedBy } from '../languages/lookup.js';
import { owedJson } from './owed-json.js';
import { residentJson } from './resident-json.js';
import {
  amountJson,
  childrenJson,
  datedJson,
  decisionJson,
  effectsJson,
  grantLinesJson,
  headJson,
  priorJson,
} from './shared-json.js';

/** Everything the page says, for programs: amounts as text in dirhams, sentences in every language. */
export function explanationJson(explained: Explanation) {
  return explained.kind === 'resident' ? residentJson(explained) : householdJson(explained);
}

function householdJson(explained: HouseholdExplanation) {
  const { run, register, decision, facts, before, net, reconciliation } = explained;
  return {
    household_id: explained.householdId,
    ...headJson(explained),
    milieu: register?.milieu ?? null,
    decision: decisionJson(decision, (reason, words) => decidedBy(reason, facts, words)),
    quarantined: explained.quarantined.map(({ file, line, column, code }) => ({ file, line, column, code })),
    overrides: explained.overrides.map(({ household_id: _, ...one }) => one),
    payment:
      register?.orderId == null
        ? null
        : { order_id: register.orderId, provider: register.provider, payee_id: explained.payeeId },
    composition: register?.composition ?? null,
    ...amounts(explained),
    ...owedJson(explained),
    ...(explained.entitled === null ? {} : entitledJson(explained.entitled, run.reference)),
    parameters: explained.sources.map(datedJson),
    not_counted: (explained.household?.others ?? []).map(({ member, why }) => ({
      person_id: member.personId,
      birth_date: member.birthDate,
      relation: member.relation,
      why,
      ...(member.paidTo === undefined ? {} : { paid_to: member.paidTo }),
    })),
    prior: priorJson(before),
    delta: before === null ? null : toText(net.minus(before.net)),
    ...(explained.late.length === 0 ? {} : { late: explained.late }),
    effects: effectsJson(explained),
    reconciliation,
  };
}

function amounts({ register, net }: HouseholdExplanation) {
  return {
    components: byComponent((column) => amountJson(register?.components[column])),
    entitlement: amountJson(register?.entitlement),
    arrears: amountJson(register?.arrears),
    recovery: amountJson(register?.recovery),
    net: toText(net),
  };
}

function entitledJson(entitled: Entitled, reference: Day) {
  const { grants, notGranted } = entitled;
  return {
    children: childrenJson(entitled, reference),
    grants: grantLinesJson(grants),
    not_granted: notGranted.map(({ grant, child, why }) => ({
      kind: grant,
      person_id: child.personId,
      why,
    })),
  };
}
