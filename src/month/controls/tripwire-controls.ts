import type { LimitName } from '../../config/load.js';
import { amount, countToPeople, decimal, share, shareToText, toPeople } from '../../domain/money.js';
import { type Control, pass } from '../../programmes/control.js';

/** Families of which something is so, in all and where they are most of those that are paid. */
export type MovedFamilies = {
  readonly families: number;
  readonly paid: number;
  /** The paying institution, or province, in which their share is largest among those with so many as count. */
  readonly most: readonly { readonly of: string; readonly families: number; readonly paid: number }[];
};

/** Families that entered or changed their account, and are alike in one thing. */
export type Alike = { readonly families: number; readonly detail: string };

/** What the tripwires look at, against the last released run. */
export type TripwireMeasures = {
  /** Paid by both runs, to an account then and to another now. */
  readonly accounts: MovedFamilies;
  /** Paid by both runs, in cash then and to an account now. */
  readonly cashToAccount: MovedFamilies;
  /** Paid now, and by no released run before. */
  readonly entered: MovedFamilies;
  readonly sameName: Alike;
  readonly neighbours: Alike;
};

/** What needs no earlier run. Amounts are text in dirhams. */
export type OwnMeasures = {
  /** Households and residents who are paid to an account of the debtor. */
  readonly debtorAccount: number;
  readonly largest: { readonly household: string; readonly net: string } | null;
  /** Applied and paid out by this run, and what the run pays. */
  readonly adjustments: { readonly rows: number; readonly amount: string; readonly toPay: string };
  /** The day on which the orders are to be executed, and whether it is one of the month's. */
  readonly execution: { readonly day: string; readonly inMonth: boolean };
  /** The last month came with a control.csv, and this one did not. */
  readonly controlMissing: boolean;
};

type Limits = Readonly<Record<LimitName, string>>;

const LIST = 'audit/tripwires.csv names the households';
const FIRST_RUN = 'first run: nothing to compare with';

/** @param m null on a first run */
export function tripwireControls(m: TripwireMeasures | null, own: OwnMeasures, limits: Limits): Control[] {
  const moved = (control: LimitName, one: MovedFamilies | undefined, what: string) =>
    one === undefined
      ? pass(control, '', limits[control], FIRST_RUN)
      : movedControl(control, one, what, limits);
  const alike = (control: string, one: Alike | undefined) =>
    one === undefined
      ? pass(control, '', limits.alike_families, FIRST_RUN)
      : alikeControl(control, one, limits);
  return [
    moved('accounts_changed', m?.accounts, 'families are paid to another account than last time'),
    moved('cash_to_account', m?.cashToAccount, 'families were paid in cash last time, and to an account now'),
    moved('families_entered', m?.entered, 'families are paid for the first time'),
    alike('same_payee_name', m?.sameName),
    alike('neighbouring_accounts', m?.neighbours),
    own.debtorAccount === 0
      ? pass('debtor_account', '0', '0', 'nobody is paid to an account of the debtor')
      : hold(
          'debtor_account',
          String(own.debtorAccount),
          '0',
          `${countToPeople(own.debtorAccount)} are paid to the debtor's own account; ${LIST}`,
        ),
    largestPayment(own, limits),
    adjustmentSum(own, limits),
    own.execution.inMonth
      ? pass('execution_date', own.execution.day, '', 'a day of the month')
      : hold(
          'execution_date',
          own.execution.day,
          '',
          'the orders are to be executed on a day that is none of the month; the configuration says so',
        ),
    own.controlMissing
      ? hold(
          'control_file',
          'missing',
          '',
          'no control.csv came, and the last month had one: ask the sender for it',
        )
      : pass('control_file', '', '', 'control.csv came, or the last month had none'),
  ];
}

function hold(control: string, measured: string, limit: string, detail: string): Control {
  return { control, measured, limit, status: 'HOLD', detail };
}

/** In all; and where one institution or province has more than its share. Few families never hold a run. */
function movedControl(control: LimitName, m: MovedFamilies, what: string, limits: Limits): Control {
  const all = share(m.families, m.paid);
  const counts = (families: number) => families >= Number(limits.alike_families);
  const over = counts(m.families) && all.greaterThan(decimal(limits[control]));
  const local = m.most.filter(
    (one) => counts(one.families) && share(one.families, one.paid).greaterThan(decimal(limits.local_change)),
  );
  const detail = [
    `${countToPeople(m.families)} of ${countToPeople(m.paid)} ${what}`,
    ...local.map(
      (one) =>
        `${one.of}: ${countToPeople(one.families)} of ${countToPeople(one.paid)}, more than ${limits.local_change}`,
    ),
    ...(over || local.length > 0 ? [LIST] : []),
  ].join('; ');
  return {
    control,
    measured: shareToText(all),
    limit: limits[control],
    status: over || local.length > 0 ? 'HOLD' : 'PASS',
    detail,
  };
}

function alikeControl(control: string, { families, detail }: Alike, limits: Limits): Control {
  const over = families >= Number(limits.alike_families);
  return {
    control,
    measured: String(families),
    limit: limits.alike_families,
    status: over ? 'HOLD' : 'PASS',
    detail: over
      ? `${detail}; ${LIST}`
      : `of the families that entered or changed their account, ${countToPeople(families)} are alike at most`,
  };
}

function largestPayment({ largest }: OwnMeasures, limits: Limits): Control {
  if (largest === null) return pass('largest_payment', '', limits.payment, 'nobody is paid');
  const over = amount(largest.net).greaterThan(amount(limits.payment));
  return {
    control: 'largest_payment',
    measured: largest.net,
    limit: limits.payment,
    status: over ? 'HOLD' : 'PASS',
    detail: over
      ? `${largest.household} is paid ${toPeople(largest.net)}; ${LIST}`
      : `no household is paid more than ${toPeople(largest.net)}`,
  };
}

function adjustmentSum({ adjustments }: OwnMeasures, limits: Limits): Control {
  const { rows, amount: sum, toPay } = adjustments;
  const total = decimal(toPay);
  const measured = total.isZero() ? total : decimal(sum).dividedBy(total);
  const over = rows >= Number(limits.alike_families) && measured.greaterThan(decimal(limits.adjustment_sum));
  return {
    control: 'adjustment_sum',
    measured: shareToText(measured),
    limit: limits.adjustment_sum,
    status: over ? 'HOLD' : 'PASS',
    detail: `${countToPeople(rows)} decided corrections pay ${toPeople(sum)} of ${toPeople(toPay)}`,
  };
}
