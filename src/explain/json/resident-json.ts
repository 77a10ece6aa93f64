import { toText } from '../../domain/money.js';
import { byColumn } from '../../programmes/component.js';
import { RESIDENT_COMPONENTS } from '../../programmes/residents/components.js';
import type { ResidentExplanation } from '../explanation.js';
import { residentDecidedBy } from '../languages/lookup.js';
import { arrearsJson } from './owed-json.js';
import { amountJson, datedJson, decisionJson, effectsJson, headJson, priorJson } from './shared-json.js';

/** Everything a resident's page says, for programs. */
export function residentJson(explained: ResidentExplanation) {
  const { resident, decision, facts, net, before } = explained;
  return {
    person_id: explained.personId,
    ...headJson(explained),
    institution_id: resident?.institutionId ?? explained.reconciliation?.institution_id ?? null,
    category: resident?.category ?? explained.reconciliation?.category ?? null,
    age: resident?.age ?? null,
    decision: decisionJson(decision, (reason, words) => residentDecidedBy(reason, facts, words)),
    quarantined: explained.quarantined.map(({ file, line, column, code }) => ({ file, line, column, code })),
    payment: resident?.orderId == null ? null : { order_id: resident.orderId, provider: resident.provider },
    scholarship: amountJson(resident?.scholarship),
    paid_before: amountJson(resident?.paidBefore),
    components: byColumn(RESIDENT_COMPONENTS, (column) => amountJson(resident?.components[column])),
    entitlement: amountJson(resident?.entitlement),
    arrears: amountJson(resident?.arrears),
    arrears_lines: arrearsJson(explained.arrears),
    recovery: amountJson(resident?.recovery),
    net: toText(net),
    parameters: explained.sources.map(datedJson),
    prior: priorJson(before),
    delta: before === null ? null : toText(net.minus(before.net)),
    effects: effectsJson(explained),
    reconciliation: explained.reconciliation,
  };
}
