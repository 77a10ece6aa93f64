import { readLedger } from '../../archive/with-ledger.js';
import { OperatorError } from '../../domain/errors.js';
import { type Amount, amount, larger, sum, toText, ZERO } from '../../domain/money.js';
import type { Period } from '../../domain/period.js';
import { PATTERNS } from '../../domain/vocabulary.js';
import type { EnteredPayment } from '../../ledger/resident-payments.js';
import { loadRules } from '../../rules/load.js';
import { valueAt } from '../../rules/parameters.js';

/** What a resident of a care institution was paid, month by month. Amounts are text in dirhams. */
export type CapitalAccount = {
  readonly personId: string;
  readonly category: string;
  readonly months: readonly CapitalMonth[];
  readonly paid: string;
  /** The capital guaranteed at majority, by the rules of the last month; null for the elderly. */
  readonly guaranteed: string | null;
  readonly missing: string | null;
};

/** A released month. When nothing was paid in it, the amounts are 0.00 and there is no run. */
export type CapitalMonth = {
  readonly period: Period;
  readonly runId: string | null;
  readonly monthlyAid: string;
  readonly capitalTopup: string;
  /** Of the month of the opening: what another system had paid until then; null of any other. */
  readonly opening: string | null;
  readonly cumulated: string;
  readonly missing: string | null;
};

const PERSON = new RegExp(`^${PATTERNS.personId}$`);

/**
 * Reads a resident's account from the ledger: every released month since the first payment. Throws OperatorError for
 * a malformed person_id, and for a person whom no released run paid as a resident.
 * @param rules rules file for the guaranteed capital, in place of the built-in rules
 */
export async function capitalAccount(
  out: string,
  personId: string,
  rules: string | undefined,
): Promise<CapitalAccount> {
  if (!PERSON.test(personId))
    throw new OperatorError(`${personId}: no person_id (6-20 characters A-Z or 0-9)`);
  return readLedger(out, (ledger) => {
    const payments = ledger.paymentsOfResident(personId);
    const [first] = payments;
    if (first === undefined) {
      throw new OperatorError(
        `${personId}: no released run has paid such a resident; give a person_id of the residents' files`,
      );
    }
    const periods = ledger
      .monthRunsIn('RELEASED')
      .map((run) => run.period)
      .filter((period) => period >= first.period);
    return account(personId, payments, periods, capitalOf(rules));
  });
}

type Capital = (period: Period) => Amount;

function capitalOf(file: string | undefined): Capital {
  const rules = loadRules(file);
  return (period) => amount(valueAt(rules, 'institution_capital', period) ?? '0');
}

function account(
  personId: string,
  payments: readonly EnteredPayment[],
  periods: readonly Period[],
  capital: Capital,
): CapitalAccount {
  const category = payments.at(-1)?.category ?? '';
  const missing = (paid: Amount, period: Period) =>
    category === 'ELDERLY' ? null : toText(larger(ZERO, capital(period).minus(paid)));
  let cumulated = ZERO;
  const months = periods.map((period): CapitalMonth => {
    const own = payments.filter((payment) => payment.period === period);
    const of = (kind: EnteredPayment['kind']) =>
      sum(own.filter((one) => one.kind === kind).map((one) => dirhams(one.centimes)));
    const opening = of('OPENING');
    cumulated = cumulated.plus(of('MONTHLY')).plus(of('TOPUP')).plus(opening);
    return {
      period,
      runId: own[0]?.runId ?? null,
      monthlyAid: toText(of('MONTHLY')),
      capitalTopup: toText(of('TOPUP')),
      opening: opening.isZero() ? null : toText(opening),
      cumulated: toText(cumulated),
      missing: missing(cumulated, period),
    };
  });
  const last = periods.at(-1) ?? '';
  return {
    personId,
    category,
    months,
    paid: toText(cumulated),
    guaranteed: category === 'ELDERLY' ? null : toText(capital(last)),
    missing: missing(cumulated, last),
  };
}

function dirhams(centimes: number): Amount {
  return amount(String(centimes)).dividedBy(100);
}
