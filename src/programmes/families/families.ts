import { HOLD_REASONS } from '../../domain/return-reasons.js';
import { decided, decision, prior, reconciliation, register } from '../../tables/families.js';
import { household } from '../../tables/households.js';
import { drop } from '../../tables/table.js';
import { text } from '../../workspace/duckdb.js';
import type { Programme, ProgrammeMonth } from '../programme.js';
import { loadAlreadyPaid } from './already-paid.js';
import { candidates } from './candidates.js';
import { COMPONENTS } from './components.js';
import { DECISION_TABLE } from './decisions.js';
import { gatherFacts } from './facts.js';
import { claimBirths, loadGranted } from './grants/claims.js';
import { yearOf } from './grants/paid.js';
import { findImplausibleHouseholds } from './implausible.js';
import { doesNotCountSql, findPaidElsewhere } from './paid-elsewhere.js';
import { priceCompositions } from './price.js';
import { loadPrior, paidIn } from './prior.js';
import { countPriorAgain } from './prior-counted.js';
import { makeRegister, REGISTER_COLUMNS } from './register.js';

/**
 * The current aid of a composition that the prior run paid, counted as today's rules count (countPriorAgain). Where an
 * opening gave none, the aid is as it was: what changed is an effect of the registry.
 */
const REPRICED = `
  SELECT t.*, coalesce(p.aid, t.aid) AS aid_now_rules FROM prior t
  LEFT JOIN (SELECT CAST(composition AS VARCHAR) AS composition, aid FROM priced) p ON p.composition = t.composition`;

/** Good rows that stand for a household, or repeat one. */
const HOUSEHOLD_ROWS = `
  SELECT (SELECT count(*) FROM register)
    + (SELECT count(*) FROM sidelined_row WHERE why = 'DUPLICATE_HOUSEHOLD') AS n`;

/** Members of assessed households, and of those whose own row cannot be read. */
const MEMBER_ROWS = `
  SELECT CAST((SELECT count(*) FROM member) + (SELECT rows FROM unassessed_members) AS BIGINT) AS n`;

/** Households, paid as households (rules, 1 to 7). */
export const families: Programme = {
  code: 'families',
  prefix: '',
  beneficiary: { column: 'household_id', plural: 'households', mark: '' },
  components: COMPONENTS,
  decisions: DECISION_TABLE,
  reasonsNotOfData: HOLD_REASONS,
  tables: {
    decided,
    decision,
    register,
    prior,
    reconciliation,
    unreadable: 'unreadable_household',
  },
  candidates,
  registerColumns: REGISTER_COLUMNS,
  payable: `decision = 'PAY'`,
  seasonless: 'net - grants',
  people: ['persons', 'children', 'elderly'],
  payee: `payee_id, payee_name, channel, nullif(account, '') AS account`,
  reconciled: {
    file: 'audit/reconciliation.csv',
    columns: ['province_code'],
    adjustments: 'arrears - recovery - one_off',
    repriced: REPRICED,
    unreadable: 'HOUSEHOLD_ROW_INVALID',
    paidEarlier: async ({ registers }) => (await registers.earlier()).map(paidIn),
  },
  accounted: [
    { kind: 'households', noun: 'household', rows: HOUSEHOLD_ROWS },
    { kind: 'members', noun: 'member', rows: MEMBER_ROWS },
  ],
  present: () => true,
  gather,
  claim: ({ workspace, parameters, reference }) =>
    claimBirths(workspace, parameters, reference, household.name),
  price: async (at) => {
    const { workspace, parameters, registers } = at;
    await loadPrior(workspace, registers.prior, registers.paid, await registers.grantedOnce());
    await countPriorAgain(at);
    await priceCompositions(workspace, parameters);
  },
  register: async ({ workspace, orders, folder }) => {
    await makeRegister(workspace, orders, folder);
    await drop(workspace, household);
    await workspace.run('DROP TABLE household_in_order');
  },
};

async function gather(at: ProgrammeMonth): Promise<void> {
  const { workspace, parameters, period, reference, registers, ledger } = at;
  await loadAlreadyPaid(workspace, registers.paid, at.orders);
  await loadGranted(workspace, {
    births: ledger.birthsGranted(),
    schools: parameters.schoolReturn ? ledger.granted('SCHOOL', yearOf(period)) : [],
  });
  const left = await findPaidElsewhere(workspace, period, parameters);
  await gatherFacts(
    workspace,
    parameters,
    reference,
    at.priorReference,
    household.name,
    left ? doesNotCountSql(text(period)) : null,
  );
  await findImplausibleHouseholds(workspace);
}
