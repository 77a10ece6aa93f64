import { readLedger } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import { PATTERNS } from '../../domain/vocabulary.js';
import type { Debt, DebtCause } from '../../ledger/debts.js';
import type { MovedGrant } from '../../ledger/freed-grants.js';
import type { HoldRecord } from '../../ledger/holds.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { UnpaidOrder } from '../../ledger/order-answers.js';
import type { PaidTwice } from '../../ledger/paid-twice.js';
import type { RecordedDecision, Recovery } from '../../ledger/recoveries.js';
import { familyBefore, isFamilyBefore } from '../../ledger/transfers.js';
import type { UndoneRecovery } from '../../ledger/undone-recoveries.js';

/** What is owed to and by one household, as the ledger has it. Amounts are centimes. */
export type HouseholdAccounts = {
  readonly beneficiary: string;
  readonly debts: readonly Debt[];
  /** Final payments decided for the household: debts to payees of their own. */
  readonly toPayees: readonly Debt[];
  /** Grants that were a part of these debts, and were paid elsewhere with the child. */
  readonly moved: readonly MovedGrant[];
  /** Orders that came back since the last run: the next run makes them debts. */
  readonly returns: readonly UnpaidOrder[];
  /** Overpayments that nobody has decided on: said to be paid, and paid again with another order. */
  readonly paidTwice: readonly PaidTwice[];
  /** Recovered for orders that came back after all: the next run owes it. */
  readonly recovered: readonly UndoneRecovery[];
  readonly recoveries: readonly Recovery[];
  /** What people decided on the recoveries, in order. */
  readonly decisions: readonly RecordedDecision[];
  readonly holds: readonly HoldRecord[];
  /** Numbers that now have what families had that bore this number before, as far as it was not moved on. */
  readonly familiesBefore: readonly string[];
  /** The numbers to which people moved what this one had, without those. */
  readonly movedTo: readonly string[];
};

/** Sums of all that is open. Amounts are centimes. */
export type OpenAccounts = {
  readonly debts: readonly {
    readonly cause: DebtCause;
    readonly count: number;
    readonly centimes: number;
    readonly unknown: number;
  }[];
  readonly returns: { readonly count: number; readonly centimes: number };
  /** Overpayments that nobody has decided on. */
  readonly paidTwice: readonly PaidTwice[];
  readonly recoveries: readonly Recovery[];
  readonly holds: readonly { readonly reason: string; readonly households: number }[];
};

const HOUSEHOLD = new RegExp(`^${PATTERNS.householdId}(?:@\\d{4}-\\d{2})?$`);

/** Reads one household's accounts from the ledger. Throws OperatorError for a malformed household_id. */
export function householdAccounts(out: string, beneficiary: string): Promise<HouseholdAccounts> {
  if (!HOUSEHOLD.test(beneficiary))
    throw new OperatorError(`${beneficiary}: not a household_id (1-20 characters A-Z, 0-9 or -)`);
  return readLedger(out, (ledger) => {
    const { debts, recoveries, holds } = ledger.owed;
    const payees = recoveries.payeesOf(beneficiary);
    const own = new Set([beneficiary, ...payees]);
    return {
      beneficiary,
      debts: debts.of(beneficiary),
      toPayees: payees.flatMap((payee) => debts.of(payee)),
      returns: ledger.owed.returns.fresh().filter((order) => own.has(order.beneficiary)),
      moved: ledger.freed.movedFrom(beneficiary),
      paidTwice: undecided(ledger).filter((order) => order.beneficiary === beneficiary),
      recovered: ledger.undone.fresh().filter((one) => one.householdId === beneficiary),
      recoveries: recoveries.of(beneficiary),
      decisions: recoveries.decisionsOf(beneficiary),
      holds: holds.of(beneficiary),
      familiesBefore: familiesBefore(ledger, beneficiary),
      movedTo: ledger.owed.transfers
        .now()
        .flatMap(({ from, to }) => (from === beneficiary && !isFamilyBefore(to) ? [to] : [])),
    };
  });
}

function familiesBefore({ owed }: Ledger, household: string): string[] {
  const numbers = owed.transfers
    .all()
    .flatMap(({ from, to, before }) =>
      from === household && before !== null && to === familyBefore(from, before) ? [to] : [],
    );
  return numbers.filter(
    (number) =>
      owed.debts.of(number).some(({ state }) => state === 'OPEN') ||
      owed.recoveries.of(number).some(({ balance }) => balance > 0),
  );
}

/** Reads all that is open from the ledger. */
export function openAccounts(out: string): Promise<OpenAccounts> {
  return readLedger(out, (ledger) => ({
    debts: ledger.owed.debts.openByCause(),
    returns: returned(ledger),
    paidTwice: undecided(ledger),
    recoveries: ledger.owed.recoveries.outstanding(),
    holds: holdsByReason(ledger),
  }));
}

/** Paid twice, and no balance is opened for it yet. */
function undecided(ledger: Ledger): PaidTwice[] {
  return ledger.owed.returns.paidTwice().filter((one) => !one.isDecided);
}

function returned(ledger: Ledger): { count: number; centimes: number } {
  let [count, centimes] = [0, 0];
  for (const order of ledger.owed.returns.fresh()) {
    count++;
    centimes += order.centimes;
  }
  return { count, centimes };
}

function holdsByReason(ledger: Ledger): { reason: string; households: number }[] {
  const households = new Map<string, Set<string>>();
  for (const { reason, householdId } of ledger.owed.holds.active())
    households.set(reason, (households.get(reason) ?? new Set()).add(householdId));
  return [...households].map(([reason, ids]) => ({ reason, households: ids.size }));
}
