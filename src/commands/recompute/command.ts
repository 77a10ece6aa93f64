import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import { loadRules } from '../../rules/load.js';
import type { Command } from '../context.js';
import { recomputationJson } from './json.js';
import { recompute } from './recompute.js';
import { recomputationText } from './text.js';

export type RecomputeOptions = {
  readonly period: string;
  readonly out: string;
  readonly rules?: string;
  readonly file?: string;
  readonly json?: boolean;
};

/** Holds a released month against what is known of it now. */
export const recomputeMonth: Command<RecomputeOptions> = async (options, context) => {
  const recomputation = await recompute({
    period: options.period,
    out: resolve(options.out),
    rules: loadRules(options.rules),
    file: options.file === undefined ? null : resolve(options.file),
  });
  if (options.json === true) context.stdout.json(recomputationJson(recomputation));
  else context.stdout.lines(recomputationText(recomputation));
  return EXIT.done;
};
