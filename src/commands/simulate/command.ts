import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import { loadRules } from '../../rules/load.js';
import type { Command } from '../context.js';
import { simulationJson } from './json.js';
import { simulate } from './simulate.js';
import { reformSummary } from './text.js';

export type SimulateOptions = {
  readonly period: string;
  readonly rules: string;
  readonly asOf?: string;
  readonly baseRules?: string;
  readonly out: string;
  readonly csv?: string;
  readonly json?: boolean;
};

/** Prices other rules on a released month. */
export const simulateReform: Command<SimulateOptions> = async (options, context) => {
  const simulation = await simulate({
    period: options.period,
    asOf: options.asOf ?? options.period,
    out: resolve(options.out),
    rules: loadRules(options.rules),
    baseRules:
      options.baseRules === undefined
        ? null
        : { file: options.baseRules, rules: loadRules(options.baseRules) },
    csv: options.csv === undefined ? null : resolve(options.csv),
  });
  if (options.json === true) context.stdout.json(simulationJson(simulation));
  else context.stdout.lines(reformSummary(simulation, options.rules, context.style));
  return EXIT.done;
};
