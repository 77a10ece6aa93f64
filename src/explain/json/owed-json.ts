import { dirhams, toText } from '../../domain/money.js';
import type { MovedGrant } from '../../ledger/freed-grants.js';
import { byColumn } from '../../programmes/component.js';
import { HOUSEHOLD_COLUMNS } from '../../programmes/families/components.js';
import type { HouseholdExplanation } from '../explanation.js';
import type { PastMonth, WaitingDebt } from '../facts/owed-facts.js';
import type { ArrearsRow } from '../facts/owed-rows.js';
import { inEachLanguage } from '../languages/languages.js';
import { movedTo, owedFor } from '../languages/lookup.js';
import { notDueText, owedText, waitingText } from '../page/arrears.js';
import { childrenJson, datedJson, grantLinesJson } from './shared-json.js';

/** Debts paid, balances taken from and the month itself as owed, for programs. */
export function owedJson(explained: HouseholdExplanation) {
  const { arrears, recovered, owed, waiting, movedAway, finals, reduced, notDue } = explained;
  return {
    arrears_lines: arrearsJson(arrears),
    recovery_lines: (recovered?.lines ?? []).map((one) => ({
      recovery_id: one.recoveryId,
      opened_in: one.openedIn,
      decided_on: one.decidedOn,
      balance_before: toText(one.balanceBefore),
      taken: toText(one.taken),
      balance_after: toText(one.balanceAfter),
      share: one.share,
    })),
    recovery_limit:
      recovered === null
        ? null
        : {
            monthly_aid: toText(recovered.monthlyAid),
            share: recovered.share.value,
            amount: toText(recovered.ceiling),
          },
    owed:
      owed === null
        ? null
        : {
            origin_month: owed.origin,
            amount: owed.amount === null ? null : toText(owed.amount),
            known_by_earlier_run: owed.earlier,
            reason: owed.reason,
            until: owed.until,
            ...inEachLanguage((words) => owedText(explained, words, false)),
          },
    waiting: waiting.map(waitingJson),
    ...(notDue.length === 0
      ? {}
      : {
          months_not_due: notDue.map((one) => ({
            origin_month: one.month,
            person_id: one.personId,
            paid_to: one.paidTo,
            effect: one.effect,
            ...inEachLanguage((words) => notDueText(one, words)),
          })),
        }),
    ...(reduced.length === 0
      ? {}
      : {
          recovery_reductions: reduced.map(({ recoveryId, decision, centimes, reason }) => ({
            recovery_id: recoveryId,
            decision,
            amount: dirhams(centimes),
            reason,
          })),
        }),
    ...(movedAway.length === 0 ? {} : { moved_grants: movedAway.map(movedJson) }),
    ...(finals.paid.length + finals.waiting.length === 0
      ? {}
      : {
          final_payments: finals.paid.map((one) => ({
            adjustment_id: one.adjustmentId,
            payee_id: one.payeeId,
            provider: one.provider,
            order_id: one.orderId,
            amount: toText(one.net),
          })),
          final_payments_waiting: finals.waiting.map(waitingJson),
        }),
  };
}

function waitingJson(debt: WaitingDebt) {
  return {
    debt: debt.name,
    origin_month: debt.row.origin,
    cause: debt.row.cause,
    reason: debt.row.reason,
    ...wordsJson(debt.row),
    amount: debt.amount === null ? null : toText(debt.amount),
    until: debt.until,
    ...inEachLanguage((words) => waitingText(debt, words)),
  };
}

const wordsJson = ({ said }: Pick<ArrearsRow, 'said'>) => (said === undefined ? {} : { reason_words: said });

function movedJson(one: MovedGrant) {
  return {
    kind: one.kind,
    level: one.level,
    person_id: one.personId,
    amount: dirhams(one.centimes),
    origin_month: one.origin,
    original_order: one.debtKind === 'ORDER' ? one.reference : null,
    to_household_id: one.toHouseholdId,
    month: one.period,
    ...inEachLanguage((words) => movedTo(one, words)),
  };
}

/** Debts paid, each with its lineage; `computed`: of a month that was not known, what it is made of. */
export function arrearsJson(lines: readonly (ArrearsRow & { readonly past?: PastMonth | null })[]) {
  return lines.map((one) => ({
    kind: one.kind,
    origin_month: one.origin,
    cause: one.cause,
    reason: one.reason,
    ...wordsJson(one),
    original_order: one.originalOrder,
    adjustment_id: one.adjustmentId,
    composition: one.composition,
    ...(one.moved === null
      ? {}
      : {
          moved: { kind: one.moved.grant, person_id: one.moved.personId, from_household_id: one.moved.from },
        }),
    amount: toText(one.amount),
    computed: one.past == null ? null : pastJson(one.past),
    ...inEachLanguage((words) => owedFor(one, words)),
  }));
}

function pastJson(past: PastMonth) {
  const { reference, aid, grants, sources, notCounted } = past;
  return {
    reference_date: reference,
    children: childrenJson(past, reference),
    ...byColumn(HOUSEHOLD_COLUMNS, (column) => toText(aid.components[column])),
    monthly_aid: toText(aid.total),
    grants: grantLinesJson(grants),
    parameters: sources.map(datedJson),
    ...(notCounted.length === 0
      ? {}
      : { not_counted: notCounted.map((one) => ({ person_id: one.personId, paid_to: one.paidTo })) }),
  };
}
