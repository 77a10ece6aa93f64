import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import { type Command, say } from '../context.js';
import { settlementJson } from './json.js';
import { settlementOf } from './settle.js';
import { settlementLine, settlementText } from './text.js';

export type SettleOptions = {
  readonly period: string;
  readonly out: string;
  readonly csv?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
};

/** Prints the three-way reconciliation of a month: entitled, ordered, paid. */
export const settle: Command<SettleOptions> = async (options, context) => {
  const csv = options.csv === undefined ? null : resolve(options.csv);
  const settlement = await settlementOf(resolve(options.out), options.period, csv);
  const said = {
    json: () => settlementJson(settlement),
    summary: () => settlementLine(settlement),
    lines: () => settlementText(settlement, context.style, options.out),
  };
  say(context, options, said);
  return EXIT.done;
};
