import { RESIDENT_MARK } from '../../domain/beneficiary.js';
import { birthCutoff, referenceDate } from '../../domain/period.js';
import { beforeGuarantee, institutionsAt } from '../../rules/institutions.js';
import {
  priorResident,
  residentDecided,
  residentDecision,
  residentReconciliation,
  residentRegister,
} from '../../tables/residents.js';
import type { Programme, ProgrammeMonth } from '../programme.js';
import { candidates, findSharedChildren, noSharedChildren } from './candidates.js';
import { COMPONENTS } from './components.js';
import { RESIDENT_TABLE } from './decisions.js';
import { assessResidents, type ResidentMonth } from './facts.js';
import { loadPaidResidents, loadPaidThisMonth, loadPriorResidents } from './history.js';
import { makeResidentRegister, RESIDENT_COLUMNS } from './register.js';
import { relateResidents } from './relate.js';

/** The current aid of the track and the scholarship that the prior run paid. */
const REPRICED = `
  SELECT t.*, CAST(p.aid AS DECIMAL(12,2)) AS aid_now_rules FROM prior_resident t
  JOIN resident_price p ON p.track = t.track AND CAST(p.scholarship AS DECIMAL(12,2)) = t.scholarship`;

/** Good rows that stand for a resident, or repeat one. */
const ROWS = `
  SELECT CAST((SELECT count(*) FROM resident_register) + coalesce(sum(rows - 1), 0) AS BIGINT) AS n FROM (
    SELECT count(*) AS rows FROM resident_row
    WHERE faults = 0 AND person_id IN (SELECT person_id FROM duplicate_resident) GROUP BY person_id)`;

/**
 * Residents of care institutions (rules, 8): paid as persons, and only the children who are in a household as well meet
 * the households' decision. A month without such files is computed as if there were no such programme.
 */
export const residents: Programme = {
  code: 'residents',
  prefix: 'residents_',
  beneficiary: { column: 'person_id', plural: 'residents', mark: RESIDENT_MARK },
  components: COMPONENTS,
  decisions: RESIDENT_TABLE,
  reasonsNotOfData: [],
  tables: {
    decided: residentDecided,
    decision: residentDecision,
    register: residentRegister,
    prior: priorResident,
    reconciliation: residentReconciliation,
    unreadable: 'unreadable_resident',
  },
  candidates: (at) => candidates(asked(at), at.orders),
  registerColumns: RESIDENT_COLUMNS,
  payable: 'order_id IS NOT NULL',
  seasonless: 'aid',
  people: [],
  payee: `person_id AS payee_id, name AS payee_name, 'ACCOUNT' AS channel, account`,
  reconciled: {
    file: 'audit/reconciliation-residents.csv',
    columns: ['institution_id', 'province_code', 'category'],
    adjustments: 'arrears - recovery',
    repriced: REPRICED,
    unreadable: 'RESIDENT_ROW_INVALID',
    paidEarlier: async () => ['SELECT person_id FROM resident_paid'],
  },
  accounted: [{ kind: 'residents', noun: 'resident', rows: ROWS }],
  // Who was paid and is gone is accounted for.
  present: (at) => at.kinds.has('residents') || at.paidBefore,
  gather,
  claim: async () => undefined,
  // Priced with the facts: the decision asks whether anything is missing from the capital.
  price: async () => undefined,
  register: ({ workspace, orders }) => makeResidentRegister(workspace, orders),
};

/** Relates and prices residents, and finds the children whom a household would be paid for as well. */
async function gather(at: ProgrammeMonth): Promise<void> {
  const { workspace, parameters, registers, report } = at;
  await loadPaidThisMonth(workspace, registers.paid);
  if (!residents.present(at)) {
    await loadPriorResidents(workspace, [], parameters.ageMajority);
    return noSharedChildren(workspace);
  }
  if (!at.kinds.has('residents')) {
    report.notice(
      at.supplementary
        ? 'no residents file in the extract: this run pays no resident'
        : 'no residents file in the extract: every resident paid last month leaves',
    );
  }
  await relateResidents(workspace);
  await loadPriorResidents(workspace, registers.prior, parameters.ageMajority);
  await loadPaidResidents(workspace, at.ledger.residentsPaidBefore(at.period));
  const month = asked(at);
  await assessResidents(workspace, month);
  const childBorn = birthCutoff(month.now, parameters.ageChild);
  await findSharedChildren(workspace, month, childBorn, parameters.childrenPaid);
}

/** What a month asks of its residents. */
function asked({ period, rules, reference, priorReference, parameters }: ProgrammeMonth): ResidentMonth {
  const institutions = institutionsAt(rules, period);
  const eve = beforeGuarantee(institutions);
  return {
    period,
    now: reference,
    before: priorReference,
    guaranteeEve: eve === null ? null : referenceDate(eve),
    ageMajority: parameters.ageMajority,
    ageElderly: parameters.ageElderly,
    institutions,
  };
}
