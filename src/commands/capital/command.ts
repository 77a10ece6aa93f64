import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import { toPeople } from '../../domain/money.js';
import { type Command, printJson } from '../context.js';
import { type CapitalAccount, capitalAccount } from './capital.js';

export type CapitalOptions = {
  readonly personId: string;
  readonly out: string;
  readonly rules?: string;
  readonly json?: boolean;
};

export const capital: Command<CapitalOptions> = async (options, context) => {
  const account = await capitalAccount(resolve(options.out), options.personId, options.rules);
  if (options.json === true) printJson(context, toJson(account));
  else context.stdout.lines(toLines(account));
  return EXIT.done;
};

function toLines(account: CapitalAccount): string[] {
  const columns = (cells: readonly string[]) =>
    cells
      .map((cell) => cell.padStart(16))
      .join('')
      .trimEnd();
  const rows = account.months.map(
    (month) =>
      `${month.period}${columns([
        toPeople(month.monthlyAid),
        toPeople(month.capitalTopup),
        toPeople(month.cumulated),
        month.missing === null ? '' : toPeople(month.missing),
      ])}`,
  );
  const { guaranteed, missing } = account;
  const closing =
    guaranteed === null || missing === null
      ? `Paid so far ${toPeople(account.paid)} DH; no capital is guaranteed to the elderly.`
      : `Paid so far ${toPeople(account.paid)} DH of the ${toPeople(guaranteed)} guaranteed at majority; missing ${toPeople(missing)}.`;
  return [
    `${account.personId}  ${account.category}`,
    `       ${columns(['monthly aid', 'capital top-up', 'paid so far', guaranteed === null ? '' : 'missing'])}`,
    ...rows,
    closing,
  ];
}

function toJson(account: CapitalAccount) {
  return {
    person_id: account.personId,
    category: account.category,
    paid: account.paid,
    guaranteed: account.guaranteed,
    missing: account.missing,
    months: account.months.map((month) => ({
      period: month.period,
      run_id: month.runId,
      monthly_aid: month.monthlyAid,
      capital_topup: month.capitalTopup,
      cumulated: month.cumulated,
      missing: month.missing,
    })),
  };
}
