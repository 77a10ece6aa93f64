import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import type { Period } from '../../domain/period.js';
import type { Command } from '../context.js';
import { findText } from './find.js';
import { findJson } from './json.js';
import { findLines } from './text.js';

export type FindOptions = {
  readonly text: string;
  readonly period?: Period;
  readonly all?: boolean;
  readonly out: string;
  readonly json?: boolean;
};

/** Finds a household, person, order, account or name in the runs of a month. */
export const find: Command<FindOptions> = async (options, context) => {
  const out = resolve(options.out);
  const period = options.period ?? null;
  const findings = await findText({ text: options.text, out, period, everyMonth: options.all === true });
  if (options.json === true) context.stdout.json(findJson(options.text, findings));
  else context.stdout.lines(findLines(options.text, findings, options.out));
  return EXIT.done;
};
