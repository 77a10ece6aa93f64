import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import type { Period } from '../../domain/period.js';
import { progressReporter } from '../../terminal/progress.js';
import type { Command } from '../context.js';
import { householdAccounts, openAccounts } from './accounts.js';
import { extendDebt } from './extend.js';
import { extendedJson, householdJson, lapsingJson, openJson } from './json.js';
import { lapsingDebts } from './lapsing.js';
import { extendedText, householdText, lapsingText, openText } from './text.js';

export type OwedOptions = {
  readonly beneficiary?: string;
  readonly lapsing?: boolean;
  readonly out: string;
  readonly json?: boolean;
};

export type ExtendOptions = {
  readonly debt: string;
  readonly to: Period;
  readonly reason: string;
  readonly out: string;
  readonly json?: boolean;
};

/** Shows what is owed in both directions: all accounts of one household, the sums and open recoveries of all, or what lapses. */
export const owed: Command<OwedOptions> = async (options, context) => {
  const out = resolve(options.out);
  const json = options.json === true;
  if (options.lapsing === true) {
    const debts = await lapsingDebts(out, options.beneficiary ?? null);
    if (json) context.stdout.json(lapsingJson(debts));
    else context.stdout.lines(lapsingText(debts, options.out));
  } else if (options.beneficiary !== undefined) {
    const accounts = await householdAccounts(out, options.beneficiary);
    if (json) context.stdout.json(householdJson(accounts));
    else context.stdout.lines(householdText(accounts, options.out));
  } else {
    const open = await openAccounts(out);
    if (json) context.stdout.json(openJson(open));
    else context.stdout.lines(openText(open));
  }
  return EXIT.done;
};

/** Keeps a debt from lapsing: it may be paid for longer than the rules say. */
export const extend: Command<ExtendOptions> = async (options, context) => {
  const { debt, to, reason } = options;
  const { reporter } = progressReporter(context);
  const extended = await extendDebt(resolve(options.out), debt, to, reason, context.clock, reporter);
  if (options.json === true) context.stdout.json(extendedJson(extended, reason));
  else context.stdout.lines(extendedText(extended));
  return EXIT.done;
};
